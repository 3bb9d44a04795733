"""How an edge is stroked: width for the activation, colour for the gradient, and its mark."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.scale import LEVELS, gradient_rgb
from guinet.gui.canvas.traffic import STILL

__all__ = ["Style", "colour_of", "far_colours", "stroke"]

Style = tuple[float, int, str]
"""Width in pixels, level on the gradient's colours, and mark: empty, hovered or selected."""


def colour_of(level: int) -> QColor:
    """Return the colour of a level of the gradient."""
    if level == STILL:
        return theme.colour("wire_still")
    return QColor(*gradient_rgb()[level].tolist())


def far_colours(levels: Array, chosen: Array) -> Array:
    """Return the colours of edges without gap and casing.

    Parameters
    ----------
    levels
        (E,) on the gradient's colours, or `STILL`.
    chosen
        (E,) whether the edge is marked as selected.

    Returns
    -------
    colours
        (E,) unsigned, opaque: alpha, red, green and blue.
    """
    table = _far_table(theme.current().name)
    return np.where(chosen, np.uint32(theme.colour("accent").rgba()), table[levels])


@lru_cache(maxsize=4)
def _far_table(theme_name: str) -> Array:
    """Return the colour of every level; the last is that of `STILL`, which is -1."""
    levels = [*range(LEVELS), STILL]
    return np.array([colour_of(level).rgba() for level in levels], dtype=np.uint32)


def stroke(painter: QPainter, path: QPainterPath, style: Style, *, plain: bool = False) -> None:
    """Draw a path in a style; ``plain``: without gap and casing."""
    for pen in _pens(style, plain, theme.current().name):
        painter.strokePath(path, pen)


@lru_cache(maxsize=2048)
def _pens(style: Style, plain: bool, theme_name: str) -> tuple[QPen, ...]:
    """Return the strokes of an edge from the widest to the narrowest.

    A gap of the canvas' colour keeps crossing edges apart; a fine casing keeps both ends of the
    colour scale visible on both themes.
    """
    width, level, mark = style
    colour = colour_of(level)
    strokes: list[tuple[QColor, float]] = []
    if not plain:
        strokes.append((theme.colour("canvas"), width + 4.0))
        if mark:
            halo = theme.colour("accent") if mark == "selected" else theme.colour("text", 0.6)
            strokes.append((halo, width + 4.0))
        elif level != STILL:
            strokes.append((theme.colour("wire_casing"), width + 1.5))
    elif mark == "selected":
        colour = theme.colour("accent")
    strokes.append((colour, width))
    pens = []
    for shade, px in strokes:
        pen = QPen(shade, px)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pens.append(pen)
    return tuple(pens)
