"""A value as words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["ValueLabel"]


class ValueLabel(QLabel):
    """A value that can be seen but not changed here."""

    offered = Signal(object)

    def __init__(self, words: Callable[[Any], str] = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def set_value(self, value: Any) -> None:
        """Show the value."""
        self.setText(self._words(value))

    def set_invalid(self, invalid: bool) -> None:
        """Do nothing: what cannot be offered cannot be refused."""
