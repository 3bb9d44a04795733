"""While a large file is read: how far that is, and a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from guinet.gui.panels.widgets import label

__all__ = ["ReadingView"]

_STEPS = 1000
_BAR_PX = 240


class ReadingView(QWidget):
    """Says what is being read, with a bar; and after it was given up, offers to read it.

    Signals
    -------
    cancelled
        The reading is to end.
    wanted
        It is to begin again.
    """

    cancelled = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._reading = False
        self.title = label("", "muted", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(_BAR_PX)
        self.bar.setMinimumWidth(60)
        self.bar.setFixedHeight(6)
        self.button = QPushButton()
        self.button.clicked.connect(
            lambda: (self.cancelled if self._reading else self.wanted).emit()
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self.title)
        layout.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def begin(self, name: str) -> None:
        """Say that a file is read from here on."""
        self._name, self._reading = name, True
        self.button.setText("Cancel")
        self.bar.show()
        self.show_part(0.0)

    def show_part(self, part: float) -> None:
        """Say how far it is, from 0 to 1."""
        self.bar.setValue(round(_STEPS * part))
        # What comes after the last line is splitting and scaling.
        done = "splitting and scaling" if part >= 1 else f"{100 * part:.0f} %"
        self.title.setText(f"Reading {self._name} … {done}")

    def give_up(self) -> None:
        """Say that it was not read to its end."""
        self._reading = False
        self.bar.hide()
        self.title.setText(f"{self._name} was not read.")
        self.button.setText("Read it")
