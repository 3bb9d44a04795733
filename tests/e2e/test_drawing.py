"""The convolutional network for digits, drawn from an empty canvas with mouse and keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen

pytestmark = [pytest.mark.display, pytest.mark.xdist_group("screen")]

CHAIN = (
    ("input1", "y", "conv2d 16 3 padding=same", "conv2d1"),
    ("conv2d1", "y", "relu", "relu1"),
    ("relu1", "y", "maxpool2d", "maxpool2d1"),
    ("maxpool2d1", "y", "conv2d 32 3 padding=same", "conv2d2"),
    ("conv2d2", "y", "relu", "relu2"),
    ("relu2", "y", "maxpool2d", "maxpool2d2"),
)
"""From which port the wire is drawn, what is typed where it is let go, what comes of it."""


def say(screen: Screen, program: Program, words: str) -> None:
    """Type into the search that has opened, and take the first that fits."""
    program.wait(lambda s: s["search"], "the search")
    screen.type(words)
    name = words.split()[0]
    program.wait(
        lambda s: s["search"] and s["search"][0].lower().startswith(name), f"{words} at the top"
    )
    screen.keys("Return")


def drawn(state: dict[str, Any]) -> dict[str, Any]:
    """Return what undo and redo must bring back exactly."""
    return {key: state["project"].get(key) for key in ("nodes", "edges", "composites", "layout")}


def test_draw_the_network_for_digits_undo_it_all_and_redo_it(start: Start, screen: Screen) -> None:
    program = start()
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.keys("ctrl+n")
    program.wait(lambda s: s["nodes"] == {}, "the empty canvas")
    screen.picture("empty")
    screen.click(*program.place("tab:Data"))
    screen.click(*program.place("source"))
    screen.type("Digits")
    screen.keys("Return")
    program.wait(lambda s: s["source"] == "Digits", "the digits")
    empty = program.state()

    # The first card by a key; the others each out of the wire before it.
    screen.click(*program.place("canvas:empty"))
    screen.keys("Tab")
    say(screen, program, "input")
    program.wait(lambda s: s["nodes"].get("input1") == "Input", "the input")
    screen.keys("Home")
    for source, port, words, name in CHAIN:
        begin = program.place(f"out:{source}.{port}")
        screen.drag(begin, program.place("canvas:empty"))
        say(screen, program, words)
        program.wait(lambda s, name=name: name in s["nodes"], name)
        screen.keys("Escape", "ctrl+l", "Home")
    screen.picture("chain")

    # Features do not come out of a pooling: what Linear cannot read is said, and mended.
    begin = program.place("out:maxpool2d2.y")
    screen.press(*begin)
    screen.move(*program.place("canvas:empty"))
    screen.release()
    program.wait(lambda s: s["search"], "the search")
    screen.type("linear 10")
    program.wait(
        lambda s: s["search"] and s["search"][0].startswith("Linear"), "Linear, which does not fit"
    )
    screen.keys("Return")
    state = program.wait(
        lambda s: s if any("linear1" in problem for problem in s["problems"]) else None,
        "the problem of shapes",
    )
    assert "Insert Flatten" in state["fixes"]
    screen.picture("mismatch")
    screen.click(*program.place("tab:Problems"))
    screen.click(*program.place("button:Insert Flatten"))
    program.wait(
        lambda s: not any("linear1" in problem for problem in s["problems"]), "the shapes to fit"
    )
    screen.click(*program.place("button:Add CrossEntropyLoss"))
    state = program.wait(lambda s: s if s["problems"] == [] else None, "a whole network")
    assert "CrossEntropyLoss" in state["nodes"].values()
    screen.keys("F6")
    screen.click(*program.place("canvas:empty"))
    screen.keys("ctrl+l", "Home")

    # Two nodes become one that stands for them.
    screen.click(*program.place("node:conv2d2"))
    x, y = program.place("node:relu2")
    screen.hold("shift")
    screen.click(x, y)
    screen.let_go("shift")
    program.wait(lambda s: s["selected"] == ["conv2d2", "relu2"], "two selected")
    screen.keys("ctrl+g")
    program.wait(lambda s: "relu2" not in s["nodes"], "the composite")
    screen.type("stage")
    screen.keys("Return")
    state = program.wait(lambda s: s if "stage" in s["nodes"] else None, "its name")
    assert state["problems"] == []
    screen.picture("grouped")
    whole = drawn(state)

    # All the way back, and forward again.
    steps = 0
    while program.state()["can_undo"]:
        screen.keys("ctrl+z")
        program.later()
        steps += 1
        assert steps < 60
    assert drawn(program.state()) == drawn(empty)
    screen.picture("undone")
    screen.keys(*["ctrl+y"] * steps)
    program.wait(lambda s: not s["can_redo"], "the last step")
    assert drawn(program.state()) == whole
    screen.picture("redone")

    # And it learns.
    screen.keys("ctrl+Return")
    program.wait(lambda s: s["epochs"] >= 1, "an epoch")
    screen.picture("learning")
    screen.keys("ctrl+Return")
    program.wait(lambda s: s["run"] == "paused", "the pause")
