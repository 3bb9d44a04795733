"""A window on an empty project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import app as application
from guinet.gui.dialogs import questions
from guinet.gui.window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Return the window with an empty project; nothing asks questions."""
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")
    settings = Settings.load()
    application.make_application(settings)
    main = MainWindow(Document(), settings)
    main.resize(1280, 720)
    main.show()
    qtbot.waitExposed(main)
    yield main
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")
    main.close()
    main.deleteLater()
