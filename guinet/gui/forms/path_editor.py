"""A file or a folder: its path in words, and a button to look for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from guinet.gui import icons
from guinet.gui.forms.editors import FIELD_HEIGHT, LineEditor

__all__ = ["PathEditor"]


class PathEditor(QWidget):
    """A line for a path with a button beside it.

    Parameters
    ----------
    folder
        Whether a folder is looked for rather than a file.
    """

    offered = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, folder: bool = False) -> None:
        super().__init__(parent)
        self._what = "folder" if folder else "file"
        self.line = LineEditor()
        self.line.setPlaceholderText(f"no {self._what} chosen")
        self.line.offered.connect(self.offered)
        self.button = QToolButton()
        self.button.setFixedSize(FIELD_HEIGHT, FIELD_HEIGHT)
        self.button.setToolTip(f"Choose a {self._what}")
        self.button.setAccessibleName(f"Choose a {self._what}")
        icons.decorate(self.button, "folder", "muted")
        self.button.clicked.connect(self._browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.setFocusProxy(self.line)

    def set_value(self, value: Any) -> None:
        """Show a path; its end is the part that tells files apart."""
        self.line.set_value(value)
        self.line.setCursorPosition(len(self.line.text()))
        self.line.setToolTip(str(value))

    def set_invalid(self, invalid: bool) -> None:
        """Mark the path as refused, or not."""
        self.line.set_invalid(invalid)

    def _browse(self) -> None:
        path = self.ask()
        if path:
            self.offered.emit(path)

    def ask(self) -> str:
        """Ask for a path; empty if the person thought better of it."""
        if self._what == "folder":
            return QFileDialog.getExistingDirectory(self, "Choose a folder", self.line.text())
        path, _ = QFileDialog.getOpenFileName(self, "Choose a file", self.line.text())
        return path
