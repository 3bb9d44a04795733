"""Checks of the menus File, Run and Help, which end outside of the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from guinet.gui.bridge import Bridge
from guinet.gui.dialogs import questions, sheets
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


@check("new")
def _(desk: Desk, do: Do) -> None:
    do()
    assert desk.names() == set()


@check("open")
def _(desk: Desk, do: Do) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "ask_open", lambda *_: "example:xor")
        do()
    assert desk.document.project.title == "Exclusive or"


@check("save", "save_as")
def _(desk: Desk, do: Do) -> None:
    file = desk.window.settings.file.with_name("saved.guinet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "ask_save", lambda *_: str(file))
        do()
    assert file.exists()
    assert desk.document.path == file


@check("quit")
def _(desk: Desk, do: Do) -> None:
    do()
    assert not desk.window.isVisible()


def _run_command(desk: Desk, do: Do, method: str) -> None:
    """The bridge is asked once; what it then does is tested with the bridge."""
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bridge, "can_run", True)
        patch.setattr(desk.window.bridge, method, lambda: asked.append(method))
        desk.window.refresh_actions()
        do()
    assert asked == [method]


@check("play")
def _(desk: Desk, do: Do) -> None:
    _run_command(desk, do, "toggle")


@check("step")
def _(desk: Desk, do: Do) -> None:
    _run_command(desk, do, "step")


@check("step_epoch")
def _(desk: Desk, do: Do) -> None:
    _run_command(desk, do, "step_epoch")


@check("reset")
def _(desk: Desk, do: Do) -> None:
    _run_command(desk, do, "reset")


@check("reset_anew")
def _(desk: Desk, do: Do) -> None:
    before = desk.window.editor.project.recipe.seed
    _run_command(desk, do, "reset")
    assert desk.window.editor.project.recipe.seed != before


@check("slower")
def _(desk: Desk, do: Do) -> None:
    do()
    do()
    assert desk.window.speed.steps_per_s == 200.0


@check("faster")
def _(desk: Desk, do: Do) -> None:
    desk.window.speed.choose(1.0)
    do()
    assert desk.window.speed.steps_per_s == 5.0


def _opens(desk: Desk, do: Do, title: str) -> None:
    do()
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not desk.window]
    assert [w.windowTitle() for w in shown] == [title]
    shown[0].close()


@check("node_help")
def _(desk: Desk, do: Do) -> None:
    do()
    assert "Select one node" in desk.window.statusBar().currentMessage()
    desk.select("tanh1")
    _opens(desk, do, "Help on Tanh")


@check("bindings")
def _(desk: Desk, do: Do) -> None:
    _opens(desk, do, "Keys and gestures")


@check("examples")
def _(desk: Desk, do: Do) -> None:
    _opens(desk, do, "The examples")


@check("training")
def _(desk: Desk, do: Do) -> None:
    _opens(desk, do, "Training")


@check("watching")
def _(desk: Desk, do: Do) -> None:
    _opens(desk, do, "Watching it learn")


@check("about")
def _(desk: Desk, do: Do) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "about", lambda *_: desk.calls.append("about"))
        do()
    assert desk.calls == ["about"]
