"""Files that the data come from: whether they have changed, and reading them again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from guinet.data.base import DataSource
from guinet.gui.icons import decorate, show_icon
from guinet.gui.panels.widgets import label

__all__ = ["ChangedNotice", "FileWatch", "file_name", "read_again_button"]

_LOOK_MS = 2000


def file_name(source: DataSource) -> str:
    """Return the name of the file or folder that a source reads; empty if it reads none."""
    path = source.__dict__.get(source.path_field, "")
    return Path(path).name if path else ""


def read_again_button() -> QPushButton:
    """Return the button that reads files again."""
    button = QPushButton("Read again")
    button.setToolTip("Read the file as it is now")
    decorate(button, "restart")
    return button


class FileWatch(QObject):
    """Looks now and then whether the files of a source are still as they were when it was read.

    Signals
    -------
    changed
        They are not, or again they are.
    """

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: DataSource | None = None
        self._seen: tuple[tuple[int, int, int], ...] = ()
        self._said = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def follow(self, source: DataSource) -> None:
        """Watch the files of a source, which is read now."""
        self._source, self._seen = source, source.files()
        self._say(False)

    def start(self) -> None:
        """Look at once, and then again and again."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Look no longer: nobody could see it."""
        self._timer.stop()

    def look(self) -> None:
        """Compare."""
        if self._source is not None:
            self._say(self._source.files() != self._seen)

    def _say(self, changed: bool) -> None:
        if changed != self._said:
            self._said = changed
            self.changed.emit(changed)


class ChangedNotice(QWidget):
    """Says that a file has changed, and offers to read it again.

    Signals
    -------
    wanted
        The file is to be read again.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sign = label()
        show_icon(sign, "warning", "warning")
        self.words = label("", wrap=True)
        self.button = read_again_button()
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 0)
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_for(self, source: DataSource, changed: bool) -> None:
        """Be there if a file has changed."""
        self.words.setText(f"{file_name(source)} has changed since it was read.")
        self.setVisible(changed)
