"""Whatever a hand does, in whatever order: nothing breaks, and all can be undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

import guinet
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import app as application
from guinet.gui.bridge import Bridge
from guinet.gui.window import MainWindow
from tests.gui.restless import Restless, quiet_dialogs

SEGMENT = 250
"""Gestures between one undoing of everything and the next; far less than the history keeps."""

EXAMPLES = ("two-moons", "transformer", "digits-cnn", "skip-connection")


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Return a window whose training process never starts: it is not what is looked at."""
    monkeypatch.setattr(Bridge, "prepare", lambda self: None)
    settings = Settings.load()
    application.make_application(settings)
    main = MainWindow(Document(), settings)
    main.resize(1280, 800)
    main.show()
    qtbot.waitExposed(main)
    yield main
    main.leave()
    main.hide()
    main.deleteLater()


def restless(window: MainWindow, example: str, seed: int, gestures: int, qtlog) -> None:
    """Act, and look after each act."""
    project = guinet.load(f"example:{example}")
    with quiet_dialogs():
        hand = Restless(window, seed)
        for begin in range(0, gestures, SEGMENT):
            window.editor.document.new(project)
            for _ in range(min(SEGMENT, gestures - begin)):
                try:
                    hand.act()
                except Exception as error:
                    raise AssertionError(f"after {hand.log[-5:]}") from error
                hand.agree()
            hand.undo_all_and_redo_all(project)
            project = window.editor.project
    # What the plugin without a screen cannot do, such as raising a menu, is no fault of ours.
    lacking = "This plugin does not support"
    said = [one.message for one in qtlog.records if not one.message.startswith(lacking)]
    assert not said, said


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_gestures(window: MainWindow, seed: int, qtlog) -> None:
    restless(window, EXAMPLES[seed], seed, 250, qtlog)


@pytest.mark.many
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_gestures(window: MainWindow, seed: int, qtlog) -> None:
    restless(window, EXAMPLES[seed % len(EXAMPLES)], seed, 1000, qtlog)
