"""The colours of classes, the same in every picture."""

from __future__ import annotations

from PySide6.QtGui import QColor

from guinet.core.category import Category
from guinet.gui import theme

__all__ = ["class_colours"]

_FAMILIES = (
    Category.NORMALISATION,
    Category.CONVOLUTION,
    Category.DOWN_SAMPLING,
    Category.NOISE,
    Category.ACTIVATION,
    Category.SEQUENCE,
    Category.LOSS,
    Category.MERGE,
)


def class_colours(count: int) -> list[QColor]:
    """Return colours for classes: the two of signed numbers first, as on the canvas."""
    colours = [theme.colour("negative"), theme.colour("positive")]
    colours += [theme.category_colour(family) for family in _FAMILIES]
    return [colours[place % len(colours)] for place in range(count)]
