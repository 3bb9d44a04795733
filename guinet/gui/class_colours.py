"""The colours of classes, the same in every picture."""

from __future__ import annotations

from PySide6.QtGui import QColor

from guinet.gui import theme

__all__ = ["class_colours"]


def class_colours(count: int) -> list[QColor]:
    """Return colours for classes; beyond those that can be told apart they come again."""
    colours = theme.current().classes
    return [QColor(colours[place % len(colours)]) for place in range(count)]
