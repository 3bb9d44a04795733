"""The inspector's note on a node that is bypassed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.gui.panels.widgets import label

__all__ = ["BypassNote"]


class BypassNote(QWidget):
    """Says that a node is bypassed, and offers to use it again.

    Signals
    -------
    use_again
        The button was pressed.
    """

    use_again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "muted", wrap=True)
        self.button = QPushButton("Use it again")
        self.button.clicked.connect(self.use_again.emit)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addLayout(row)

    def show_loss(self, is_loss: bool) -> None:
        """Say what it means: a loss hands nothing on."""
        self.words.setText(
            "Bypassed: this loss does not count."
            if is_loss
            else "Bypassed: what arrives is handed on unchanged, as by a piece of wire."
        )
