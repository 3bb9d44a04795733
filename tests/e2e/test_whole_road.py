"""What a newcomer does in the first minutes, with a real mouse in a real window."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

import guinet
from tests.e2e.conftest import Start
from tests.e2e.screen import Screen, wait_until

pytestmark = [pytest.mark.display, pytest.mark.xdist_group("screen")]


def beside(place: tuple[float, float], x: float, y: float) -> tuple[float, float]:
    """Return a place some pixels away."""
    return place[0] + x, place[1] + y


def test_draw_train_save_and_open_again(start: Start, screen: Screen, tmp_path: Path) -> None:
    program = start()
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.picture("two-moons")

    # A Linear from the palette, wired in between the last activation and the output.
    spot = beside(program.place("out:tanh2.y"), 20, 190)
    screen.drag(program.place("palette:Linear"), spot)
    program.wait(lambda s: "linear1" in s["nodes"], "the new node")
    screen.picture("linear-dropped")
    screen.drag(program.place("out:tanh2.y"), program.place("in:linear1.x"))
    program.wait(lambda s: "tanh2.y > linear1.x" in s["edges"], "the first wire")
    screen.drag(program.place("out:linear1.y"), program.place("in:out.x"))
    state = program.wait(
        lambda s: s if "linear1.y > out.x" in s["edges"] else None, "the second wire"
    )
    assert "tanh2.y > out.x" not in state["edges"]
    assert state["problems"] == []
    screen.picture("wired-in")

    # Another data set.
    screen.click(*program.place("tab:Data"))
    screen.click(*program.place("source"))
    screen.type("Circles")
    screen.keys("Return")
    program.wait(lambda s: s["source"] == "Circles", "the circles")
    time.sleep(0.5)
    screen.picture("circles")

    # Play, and watch the loss fall.
    screen.click(*program.place("tab:Plots"))
    screen.click(*program.place("play"))
    program.wait(lambda s: s["run"] == "running" and s["epochs"] >= 20, "twenty epochs")
    screen.picture("training")
    state = program.wait(lambda s: s if s["epochs"] >= 60 else None, "sixty epochs")
    assert min(state["history"][-20:]) < state["history"][0]
    screen.click(*program.place("play"))
    program.wait(lambda s: s["run"] == "paused", "the pause")
    time.sleep(0.5)

    # Save, quit, start again, open.
    path = tmp_path / "mine.guinet"
    screen.keys("ctrl+shift+s")
    program.wait(lambda s: s["dialog"] == "Save as", "the question where to save")
    screen.keys("ctrl+a")
    screen.type(str(path))
    screen.keys("Return")
    saved = program.wait(lambda s: s if s["path"] == str(path) else None, "the saved file")
    assert not saved["dirty"]
    assert path.with_suffix(".safetensors").exists()
    screen.picture("saved")
    screen.keys("ctrl+q")
    assert program.ended() == 0

    again = start()
    again.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.keys("ctrl+o")
    again.wait(lambda s: s["dialog"] == "Open", "the question what to open")
    screen.type(str(path))
    screen.keys("Return")
    opened = again.wait(
        lambda s: s if s["path"] == str(path) and s["run"] == "paused" and s["weights"] else None,
        "the file",
    )
    screen.picture("opened-again")
    assert opened["project"] == saved["project"]
    assert opened["history"] == saved["history"]
    assert opened["weights"] == saved["weights"]
    screen.keys("ctrl+q")
    assert again.ended() == 0


def test_a_network_grows_from_its_wires(start: Start, screen: Screen) -> None:
    program = start("example:two-moons")
    program.wait(lambda s: s.get("run") == "paused", "the worker")

    # A wire that is let go of anywhere asks what it should lead to.
    spot = program.place("canvas:empty")
    screen.press(*program.place("out:tanh2.y"))
    screen.move(*spot, steps=20)
    screen.picture("ports-glow")
    screen.release()
    found = program.wait(lambda s: s["search"] or None, "the search")
    assert found[0] == "Linear: N × 8"
    screen.picture("search-at-the-wire")
    screen.type("linear 16")
    program.wait(lambda s: s["search"][:1] == ["Linear 16: N × 16"], "the width")
    screen.keys("Return")
    state = program.wait(lambda s: s if "linear1" in s["nodes"] else None, "the node")
    assert "tanh2.y > linear1.x" in state["edges"]
    assert state["search"] == []

    # Tab adds another one where the pointer is; dragged onto a wire, it is put on it.
    screen.move(*beside(program.place("out:hidden1.y"), -40, 150))
    screen.keys("Tab")
    program.wait(lambda s: s["search"], "the search")
    screen.type("dropout")
    program.wait(lambda s: s["search"][:1] == ["Dropout"], "the dropout")
    screen.picture("search-with-tab")
    screen.click(*program.place("popup:Dropout"))
    program.wait(lambda s: "dropout1" in s["nodes"], "the dropout")
    begin, before = program.place("out:tanh2.y"), program.place("in:out.x")
    head = program.place("node:dropout1")
    screen.press(*beside(head, 0, 10))
    screen.move((begin[0] + before[0]) / 2, begin[1] + 4, steps=20)
    screen.picture("wire-lit")
    screen.release()
    state = program.wait(
        lambda s: s if "tanh2.y > dropout1.x" in s["edges"] else None, "it on the wire"
    )
    assert "dropout1.y > out.x" in state["edges"]
    screen.picture("on-the-wire")
    screen.keys("ctrl+z")
    program.wait(lambda s: "tanh2.y > out.x" in s["edges"], "the wire as it was")

    # A double-click on nothing, and Esc.
    screen.double_click(*beside(program.place("out:tanh1.y"), 0, 190))
    program.wait(lambda s: s["search"], "the search")
    screen.keys("Escape")
    program.wait(lambda s: not s["search"], "it closed")


def test_a_cycle_is_refused_and_a_mismatch_is_mended(start: Start, screen: Screen) -> None:
    program = start("example:two-moons")
    program.wait(lambda s: s.get("run") == "paused", "the worker")

    before = program.state()["edges"]
    screen.press(*program.place("out:tanh2.y"))
    screen.move(*program.place("in:hidden1.x"), steps=20)
    verdict = program.wait(
        lambda s: s["verdict"] if "hidden1 already" in s["verdict"] else None, "the verdict"
    )
    assert verdict.startswith("refused: This would close a cycle")
    screen.picture("cycle-refused")
    screen.release()
    time.sleep(0.3)
    state = program.state()
    assert state["edges"] == before
    assert state["status"] == verdict.removeprefix("refused: ")

    # A prediction of eight numbers does not fit a target of one.
    screen.press(*program.place("out:tanh2.y"))
    screen.move(*program.place("in:loss.prediction"), steps=20)
    program.wait(lambda s: s["verdict"].startswith("mismatch: "), "the verdict")
    screen.picture("mismatch-announced")
    screen.release()
    program.wait(lambda s: s["problems"], "the problem")
    screen.click(*program.place("tab:Problems"))
    state = program.wait(lambda s: s if s["fixes"] else None, "the fix")
    screen.picture("problem")
    screen.click(*program.place(f"button:{state['fixes'][0]}"))
    program.wait(
        lambda s: not any("shape" in p or "compares" in p for p in s["problems"]), "mended"
    )
    screen.picture("mended")


def test_a_killed_worker_is_told_and_started_again(start: Start, screen: Screen) -> None:
    program = start("example:two-moons")
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.click(*program.place("play"))
    state = program.wait(lambda s: s if s["epochs"] >= 5 else None, "five epochs")

    os.kill(state["pid"], signal.SIGKILL)

    told = program.wait(lambda s: s if s["banner"] else None, "the sentence")
    screen.picture("worker-killed")
    assert told["project"] == state["project"]
    assert program.process.poll() is None
    screen.click(*program.place("button:Start again"))
    program.wait(
        lambda s: s["pid"] not in (None, state["pid"]) and s["run"] in ("paused", "running"),
        "a new worker",
    )
    if program.state()["run"] == "paused":
        screen.click(*program.place("play"))
    program.wait(lambda s: s["run"] == "running" and s["epochs"] >= 5, "training again")
    screen.picture("training-again")


def test_of_two_training_processes_one_is_lost_and_the_other_goes_on(
    start: Start, screen: Screen, tmp_path: Path
) -> None:
    project = guinet.load("example:digits-cnn")
    recipe = project.recipe.replace(workers=2, epochs=1_000_000)
    guinet.save(replace(project, recipe=recipe), tmp_path / "two.guinet")
    program = start(str(tmp_path / "two.guinet"))
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.click(*program.place("play"))
    state = program.wait(lambda s: s if s["epochs"] >= 3 else None, "three epochs")
    assert state["processes"] == 2

    os.kill(second_process(state["pid"]), signal.SIGKILL)

    told = program.wait(lambda s: s if s["banner"] else None, "the sentence")
    screen.picture("process-lost")
    assert "one process" in told["banner"][0]
    later = program.wait(lambda s: s if s["epochs"] > told["epochs"] + 2 else None, "more epochs")
    assert (later["run"], later["pid"], later["processes"]) == ("running", state["pid"], 1)
    screen.keys("ctrl+shift+r")
    program.wait(lambda s: s["processes"] == 2 and not s["banner"], "two processes again")
    screen.picture("two-again")


def second_process(worker: int) -> int:
    """Return the process that helps a worker."""
    command = ["pgrep", "-P", str(worker), "-f", "guinet.engine.team.member"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(found[0])


def test_work_is_recovered_after_a_crash(start: Start, screen: Screen, tmp_path: Path) -> None:
    program = start("example:two-moons")
    program.wait(lambda s: s.get("run") == "paused", "the worker")
    screen.click(*program.place("search"))
    screen.type("relu")
    program.wait(lambda s: "palette:ELU" not in s["places"] and "palette:ReLU" in s["places"], "it")
    screen.double_click(*program.place("palette:ReLU"))
    edited = program.wait(lambda s: s if "relu1" in s["nodes"] else None, "the new node")
    aside = tmp_path / "config" / "state" / "autosave"
    wait_until(lambda: list(aside.glob("*.guinet")), "the work to be written aside")
    program.process.kill()
    program.process.wait()

    again = start("example:xor")
    again.wait(lambda s: s["dialog"] == "Unsaved work was found", "the offer")
    screen.picture("recovery-offered")
    screen.click(*again.place("dialog:Open it"))
    again.wait(lambda s: s["project"] == edited["project"] and s["dirty"], "the work")
    screen.picture("recovered")
