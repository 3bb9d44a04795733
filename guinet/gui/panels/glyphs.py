"""A small picture for each module: activations draw their own curve, others their family's."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from guinet.core.category import Category
from guinet.core.curve import Curved
from guinet.core.errors import GuinetError
from guinet.core.module import Module
from guinet.gui import theme
from guinet.modules.activation.identity import Identity
from guinet.modules.activation.prelu import PReLU
from guinet.modules.data.target import Target
from guinet.modules.merge.add import Add
from guinet.modules.merge.divide import Divide
from guinet.modules.merge.maximum import Maximum
from guinet.modules.merge.multiply import Multiply
from guinet.modules.merge.subtract import Subtract

__all__ = ["GLYPH_PX", "glyph", "paint_glyph"]

GLYPH_PX = 16
"""Width and height of the picture."""


def glyph(module_type: type[Module], ratio: float = 1.0) -> QPixmap:
    """Return the picture of a module type, 16 px wide, in the colours of the theme."""
    return _glyph(module_type, theme.category_colour(module_type.category).name(), ratio)


@lru_cache(maxsize=512)
def _glyph(module_type: type[Module], colour: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(math.ceil(GLYPH_PX * ratio), math.ceil(GLYPH_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_glyph(painter, module_type, QColor(colour))
    painter.end()
    return pixmap


def paint_glyph(painter: QPainter, module_type: type[Module], colour: QColor) -> None:
    """Draw the picture of a module type with its upper left corner at the origin."""
    painter.setPen(_pen(colour))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    curve = _curve(module_type)
    if curve is not None:
        painter.drawPolyline(curve)
    else:
        draw = _PICTURES.get(module_type.category, _boxes)
        draw(painter, colour, module_type)


def _pen(colour: QColor) -> QPen:
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


@lru_cache(maxsize=256)
def _curve(module_type: type[Module]) -> QPolygonF | None:
    """Return the curve of a function of one number, from its own arithmetic."""
    if not issubclass(module_type, Curved):
        return None
    try:
        x = np.linspace(-3.0, 3.0, 25)
        y = np.asarray(module_type().curve(x, {}), dtype=float)
    except (GuinetError, ArithmeticError, ValueError, TypeError):
        return None
    if y.shape != x.shape or not np.isfinite(y).all():
        return None
    low, high = float(y.min()), float(y.max())
    span = (high - low) or 1.0
    points = zip(np.linspace(2.0, 14.0, len(x)), 13.0 - (y - low) / span * 10.0, strict=True)
    return QPolygonF([QPointF(px, py) for px, py in points])


def _data(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    if issubclass(module_type, Target):
        painter.drawEllipse(QPointF(8, 8), 5.5, 5.5)
        painter.drawEllipse(QPointF(8, 8), 2, 2)
        return
    painter.drawLine(QPointF(2, 8), QPointF(10, 8))
    painter.drawPolyline([QPointF(7, 5), QPointF(10, 8), QPointF(7, 11)])
    painter.drawLine(QPointF(13, 3), QPointF(13, 13))


def _matrix(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    _cells(painter, colour, 3, (0.9, 0.5, 0.7, 0.4, 0.95, 0.5, 0.7, 0.35, 0.8))


def _filter(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2, 2)
    painter.fillRect(QRectF(5, 5, 5, 5), colour)


def _bars(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    if issubclass(module_type, Identity):
        painter.drawLine(QPointF(3, 13), QPointF(13, 3))
        return
    if issubclass(module_type, PReLU):
        painter.drawPolyline([QPointF(2, 12), QPointF(8, 10), QPointF(14, 3)])
        return
    for place, height in enumerate((4, 10, 6)):
        painter.fillRect(QRectF(3 + 3.7 * place, 13 - height, 2.7, height), colour)


def _bell(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    path = QPainterPath(QPointF(2, 13))
    path.cubicTo(QPointF(6, 13), QPointF(5.5, 3), QPointF(8, 3))
    path.cubicTo(QPointF(10.5, 3), QPointF(10, 13), QPointF(14, 13))
    painter.drawPath(path)


def _shrinking(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2, 2)
    painter.fillRect(QRectF(8, 8, 5, 5), colour)


def _growing(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    _cells(painter, colour, 2, (1.0, 0.45, 0.45, 1.0))


def _dots(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for place in range(9):
        row, column = divmod(place, 3)
        dot = QColor(colour)
        dot.setAlphaF(0.3 if place in (1, 5, 6) else 1.0)
        painter.setBrush(dot)
        painter.drawEllipse(QPointF(3.5 + 4.5 * column, 3.5 + 4.5 * row), 1.5, 1.5)


def _merge(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    if module_type in _SIGNS:
        for start, end in _SIGNS[module_type]:
            painter.drawLine(QPointF(*start), QPointF(*end))
        return
    ins, outs = _port_counts(module_type)
    if ins == 0:
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(5, 8), 2.5, 2.5)
        painter.drawLine(QPointF(5, 8), QPointF(14, 8))
        return
    if ins == outs == 1:
        painter.drawRect(QRectF(2.5, 3.5, 5, 9))
        painter.drawLine(QPointF(13, 3), QPointF(13, 13))
        return
    if outs > ins:
        painter.translate(16, 0)
        painter.scale(-1, 1)
    for y in (4, 12):
        path = QPainterPath(QPointF(2, y))
        path.cubicTo(QPointF(7, y), QPointF(5, 8), QPointF(9, 8))
        painter.drawPath(path)
    painter.drawLine(QPointF(9, 8), QPointF(14, 8))


def _port_counts(module_type: type[Module]) -> tuple[int, int]:
    module = module_type()
    return len(module.input_ports()), len(module.output_ports())


def _lines(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    for row in range(3):
        painter.drawLine(QPointF(3, 4 + 4 * row), QPointF(13 - 2 * row, 4 + 4 * row))


def _falling(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    path = QPainterPath(QPointF(2.5, 3))
    path.cubicTo(QPointF(4, 11), QPointF(7, 12.5), QPointF(14, 13))
    painter.drawPath(path)


def _boxes(painter: QPainter, colour: QColor, module_type: type[Module]) -> None:
    painter.drawRoundedRect(QRectF(2.5, 5.5, 8, 8), 2, 2)
    painter.drawPolyline([QPointF(6, 2.5), QPointF(13.5, 2.5), QPointF(13.5, 10)])


def _cells(painter: QPainter, colour: QColor, side: int, strengths: tuple[float, ...]) -> None:
    size = 12 / side
    for place, strength in enumerate(strengths):
        cell = QColor(colour)
        cell.setAlphaF(strength)
        row, column = divmod(place, side)
        left, top = 2 + column * size + 0.4, 2 + row * size + 0.4
        painter.fillRect(QRectF(left, top, size - 0.8, size - 0.8), cell)


_Stroke = tuple[tuple[float, float], tuple[float, float]]
_SIGNS: dict[type[Module], tuple[_Stroke, ...]] = {
    Add: (((8, 3), (8, 13)), ((3, 8), (13, 8))),
    Subtract: (((3, 8), (13, 8)),),
    Multiply: (((4, 4), (12, 12)), ((4, 12), (12, 4))),
    Divide: (((3, 8), (13, 8)), ((8, 3.5), (8, 4)), ((8, 12), (8, 12.5))),
    Maximum: (((3, 12), (8, 4)), ((8, 4), (13, 12))),
}
"""The signs of arithmetic, as strokes."""

_PICTURES: dict[Category, Callable[[QPainter, QColor, type[Module]], None]] = {
    Category.DATA: _data,
    Category.LINEAR: _matrix,
    Category.CONVOLUTION: _filter,
    Category.ACTIVATION: _bars,
    Category.NORMALISATION: _bell,
    Category.DOWN_SAMPLING: _shrinking,
    Category.UP_SAMPLING: _growing,
    Category.NOISE: _dots,
    Category.MERGE: _merge,
    Category.SEQUENCE: _lines,
    Category.LOSS: _falling,
}
