"""A few choices side by side, of which one holds."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

__all__ = ["Switch"]


class Switch(QWidget):
    """Buttons in a row; arrow keys go from one to the next.

    Parameters
    ----------
    choices
        What can be chosen, each with its tooltip.

    Signals
    -------
    chosen
        The choice that a person made.
    """

    chosen = Signal(str)

    def __init__(self, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.buttons = {}
        for place, (words, tip) in enumerate(choices.items()):
            button = QToolButton()
            button.setText(words)
            button.setToolTip(tip)
            button.setCheckable(True)
            ends = {0: "first", len(choices) - 1: "last"}
            button.setProperty("segment", ends.get(place, "middle"))
            self._group.addButton(button)
            layout.addWidget(button)
            self.buttons[words] = button
        next(iter(self.buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.text()))

    @property
    def choice(self) -> str:
        """What holds."""
        return next(words for words, button in self.buttons.items() if button.isChecked())

    def choose(self, words: str) -> None:
        """Have another choice hold."""
        self.buttons[words].setChecked(True)
