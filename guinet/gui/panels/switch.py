"""A few choices side by side, of which one holds."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

__all__ = ["Switch"]

_AROUND_PX = 12


class Switch(QWidget):
    """Buttons in a row; where they have no room their words shrink to the first letter.

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
            button.setAccessibleName(words)
            ends = {0: "first", len(choices) - 1: "last"}
            button.setProperty("segment", ends.get(place, "middle"))
            self._group.addButton(button)
            layout.addWidget(button)
            self.buttons[words] = button
        next(iter(self.buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(lambda _: self.chosen.emit(self.choice))

    @property
    def choice(self) -> str:
        """What holds."""
        return next(words for words, button in self.buttons.items() if button.isChecked())

    def choose(self, words: str) -> None:
        """Have another choice hold."""
        self.buttons[words].setChecked(True)

    def sizeHint(self) -> QSize:
        """Ask for room for all words."""
        return QSize(
            sum(self._needed(words) for words in self.buttons), super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        """Give way down to the first letters."""
        least = sum(self._needed(words[0]) for words in self.buttons)
        return QSize(least, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write what fits."""
        super().resizeEvent(event)
        room = self.width() >= self.sizeHint().width()
        for words, button in self.buttons.items():
            button.setText(words if room else words[0])
            button.setMinimumWidth(self._needed(words if room else words[0]))

    def _needed(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + _AROUND_PX
