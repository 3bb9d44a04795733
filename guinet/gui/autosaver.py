"""Work in progress is written aside every few seconds, and offered after a crash."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from guinet.core.errors import GuinetError
from guinet.gui.editor import Editor
from guinet.project.autosave import Autosave

__all__ = ["Autosaver"]

_INTERVAL_MS = 5_000
_log = logging.getLogger(__name__)


class Autosaver(QObject):
    """Writes the project aside while it has unsaved changes."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._autosave = Autosave()
        self._written: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.write)
        self._timer.start()

    def write(self) -> None:
        """Write now if something changed; a full disk must not disturb the work."""
        document = self._editor.document
        if not document.dirty:
            if self._written is not None:
                self._autosave.remove()
                self._written = None
            return
        if document.project is self._written:
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return  # a large project takes some frames, which a hand would notice
        try:
            self._autosave.write(document.project, document.path)
        except (GuinetError, OSError) as error:
            _log.warning("Work in progress could not be written aside: %s", error)
            return
        self._written = document.project

    def close(self) -> None:
        """Stop; a proper end leaves nothing to recover."""
        self._timer.stop()
        self._autosave.remove()
