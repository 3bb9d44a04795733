"""What hands do without thinking, where only a real window shows whether it works."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import guinet
from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen

pytestmark = [pytest.mark.display, pytest.mark.xdist_group("screen")]


@pytest.fixture
def endless(tmp_path: Path) -> str:
    """Return the file of two moons that train until they are told to stop."""
    project = guinet.load("example:two-moons")
    file = tmp_path / "endless.guinet"
    guinet.save(replace(project, recipe=project.recipe.replace(epochs=1_000_000)), file)
    return str(file)


def test_drawing_goes_on_while_it_trains(start: Start, screen: Screen, endless: str) -> None:
    program = start(endless)
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    x, y = program.place("node:tanh1")
    screen.click(x, y + 16)
    screen.click(*program.place("play"))
    program.wait(lambda s: s["run"] == "running" and s["epochs"] >= 3, "three epochs")

    # The click on Play took no key away from the canvas; deleting stops the run, in words.
    screen.keys("Delete")
    state = program.wait(lambda s: s if s["run"] == "paused" else None, "it to wait")
    assert "tanh1" not in state["nodes"]
    program.wait(lambda s: s["status"].startswith("Training waits"), "a word about it")
    screen.picture("waits")
    screen.keys("ctrl+z")
    state = program.wait(lambda s: s if s["run"] == "running" else None, "it to go on")
    assert state["selected"] == ["tanh1"]

    # A right click gives up what the left hand is doing, and opens no menu.
    before = state["project"]
    for begin in ((x, y + 16), program.place("out:tanh1.y")):
        screen.press(*begin)
        screen.move(begin[0] + 30, begin[1] + 130)
        screen.click(begin[0] + 31, begin[1] + 130, button=3)
        screen.release()
        state = program.state()
        assert state["project"] == before
        assert state["search"] == []
    screen.picture("given-up")


def test_a_part_goes_from_one_window_to_the_pointer_in_another(
    start: Start, screen: Screen, tmp_path: Path
) -> None:
    first = start("example:two-moons")
    first.wait(lambda s: s.get("run") == "paused", "the worker")
    x, y = first.place("node:tanh1")
    screen.click(x, y + 16)
    screen.keys("ctrl+c")
    (tmp_path / "other").mkdir()
    second = Program(screen, tmp_path / "other", "example:xor")
    try:
        second.wait(lambda s: s.get("run") == "paused", "the worker")
        spot = second.place("canvas:empty")
        screen.click(*spot)
        screen.keys("ctrl+v")
        second.wait(lambda s: s["selected"] == ["tanh1"], "the copy")
        screen.picture("pasted")
        head = second.place("node:tanh1")
        assert abs(head[0] - spot[0]) <= 60
        assert abs(head[1] - spot[1]) <= 120
        screen.keys("ctrl+z")
        second.wait(lambda s: "tanh1" not in s["nodes"], "it to be gone in one step")
    finally:
        second.kill()


def test_a_weight_is_set_by_wheel_keys_and_a_drag(start: Start, screen: Screen) -> None:
    program = start("example:two-moons")
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    x, y = program.place("node:out")
    screen.click(x, y)
    program.wait(lambda s: s["selected"] == ["out"], "the selection")
    screen.keys("F10")
    program.wait(lambda s: s["weights"], "a step")
    before = program.state()["weights"]
    panel = program.place("inspector")
    while "array:weight" not in program.later()["places"]:
        screen.click(*panel, button=5)
    cell = program.place("array:weight")

    def picked(above: float = -math.inf) -> float:
        """Return what the picked weight is, once it is above something."""

        def said(state: dict[str, Any]) -> float | None:
            for words in state["picked"]:
                place, _, number = words.partition(": ")
                assert place == "row 1, column 1"
                value = float(number.replace("−", "-"))
                return value if value > above else None
            return None

        value: float = program.wait(said, f"a picked weight above {above}")
        return value

    screen.click(*cell)
    first = picked()
    cell = program.place("array:weight")  # the panel has scrolled to the field below it
    screen.click(*cell, button=4)
    turned = picked(above=first)
    screen.press(*cell)
    screen.move(cell[0], cell[1] - 80, steps=20)
    picked(above=turned)
    screen.picture("scrubbing")
    screen.release()
    screen.keys("minus")
    screen.type("0.25")
    screen.keys("Return")
    program.wait(lambda s: s["picked"] == ["row 1, column 1: −0.25"], "what was typed")
    state = program.later()
    screen.picture("typed")
    assert state["weights"]["out.weight"] != before["out.weight"]
    assert {**state["weights"], "out.weight": 0} == {**before, "out.weight": 0}
    assert not state["can_undo"]
    screen.click(*program.place("button:Set back"))
    program.wait(lambda s: s["weights"] == before, "the weights of before")
