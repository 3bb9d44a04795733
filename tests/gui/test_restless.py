"""Whatever a hand does, in whatever order: nothing breaks, and all can be undone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

import guinet
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import app as application
from guinet.gui import theme
from guinet.gui import window as window_module
from guinet.gui.bridge import Bridge
from guinet.gui.window import MainWindow
from tests.gui.fakes import FakeClient
from tests.gui.restless.hand import Restless, quiet_dialogs

SEGMENT = 250
"""Gestures between one undoing of everything and the next; far less than the history keeps."""

EXAMPLES = ("two-moons", "transformer", "digits-cnn", "skip-connection")

LACKING = "This plugin does not support"
"""What the plugin without a screen cannot do, such as raising a menu, is no fault of ours."""


@dataclass
class Room:
    """A window, the training process that it believes to have, and what went wrong."""

    window: MainWindow
    client: FakeClient


@pytest.fixture
def room(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Return a window whose training process is not there."""
    client = FakeClient()
    monkeypatch.setattr(window_module, "Bridge", partial(Bridge, make_client=lambda: client))
    settings = Settings.load()
    application.make_application(settings)
    main = MainWindow(Document(), settings)
    main.resize(1280, 800)
    main.show()
    qtbot.waitExposed(main)
    main.activateWindow()
    qtbot.waitActive(main)
    yield Room(main, client)
    main.leave()
    main.hide()
    main.deleteLater()
    theme.set_theme("system")


def restless(room: Room, qtbot: QtBot, qtlog, example: str, seed: int, gestures: int) -> None:
    """Act, and look after each act."""
    projects = [guinet.load(f"example:{name}") for name in EXAMPLES]
    project = projects[EXAMPLES.index(example)]

    def said() -> list[str]:
        return [each.message for each in qtlog.records if not each.message.startswith(LACKING)]

    with quiet_dialogs(), qtbot.captureExceptions() as caught:
        hand = Restless(room.window, room.client, projects, seed)
        for begin in range(0, gestures, SEGMENT):
            hand.begin(project)
            for number in range(begin, min(begin + SEGMENT, gestures)):
                try:
                    hand.act()
                    assert not caught, caught
                    hand.agree()
                    assert not said(), said()
                except Exception as error:
                    raise AssertionError(f"act {number}, after {hand.log[-6:]}") from error
            hand.undo_all_and_redo_all()
            project = room.window.editor.project


@pytest.mark.parametrize("seed", range(4))
def test_four_hundred_gestures(room: Room, qtbot: QtBot, qtlog, seed: int) -> None:
    restless(room, qtbot, qtlog, EXAMPLES[seed], seed, 100)


@pytest.mark.many
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_gestures(room: Room, qtbot: QtBot, qtlog, seed: int) -> None:
    seed += int(os.environ.get("GUINET_SEED", "0"))
    restless(room, qtbot, qtlog, EXAMPLES[seed % len(EXAMPLES)], seed, 1000)
