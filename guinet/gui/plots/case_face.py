"""How one sample looks: a picture, a text, curves, or its numbers with their names."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.pictures import grey_image
from guinet.lens.views.cases import Cases

__all__ = ["Face", "faces_of"]

_FEWEST_A_SIDE = 6
"""Fewer numbers in a square are rather a table's than a picture's."""
_MOST_NUMBERS, _MOST_LETTERS, _MOST_CURVES = 12, 60, 4


class Face(ABC):
    """Paints a sample.

    Attributes
    ----------
    high_px, least_px
        How high it is, and how wide at least; one that `grows` takes more height where there is.
    """

    high_px, least_px = 22, 200
    grows = False

    @abstractmethod
    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Draw it."""


class PictureFace(Face):
    """An image, its pixels as sharp squares."""

    high_px, least_px, grows = 56, 86, True

    def __init__(self, image: QImage) -> None:
        self.image = image

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Draw it in the middle."""
        image = self.image
        scale = min(rect.height() / image.height(), rect.width() / image.width())
        wide, high = image.width() * scale, image.height() * scale
        left = rect.left() + (rect.width() - wide) / 2
        painter.drawImage(QRectF(left, rect.bottom() - high, wide, high), image)


class CurveFace(Face):
    """A sequence of numbers as curves."""

    high_px, least_px, grows = 40, 110, True

    def __init__(self, values: Array) -> None:
        self.values = values

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the first components over their steps."""
        inner = rect.adjusted(2, 3, -8, -3)
        low, span = float(self.values.min()), float(np.ptp(self.values)) or 1.0
        xs = inner.left() + np.linspace(0.0, 1.0, len(self.values)) * inner.width()
        for k in range(min(self.values.shape[1], _MOST_CURVES)):
            ys = inner.bottom() - (self.values[:, k] - low) / span * inner.height()
            painter.setPen(QPen(theme.colour("accent", 1.0 if k == 0 else 0.5), 1.5))
            points = zip(xs.tolist(), ys.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


class TextFace(Face):
    """A text up to the place that an answer is about."""

    def __init__(self, text: str, *, ends_here: bool) -> None:
        self.text, self.ends_here = text, ends_here

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Write its end, or without a place its beginning."""
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("text"))
        cut = Qt.TextElideMode.ElideLeft if self.ends_here else Qt.TextElideMode.ElideRight
        room = rect.adjusted(4, 0, -4, 0)
        words = painter.fontMetrics().elidedText(self.text, cut, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, words)


class NumbersFace(Face):
    """Numbers with their names."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        self.parts = parts

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Write as many as there is room for."""
        painter.setFont(theme.font(11, tabular=True))
        metrics = painter.fontMetrics()
        x, end = rect.left() + 4, rect.right() - 4
        for name, value in self.parts:
            for words, role in ((name, "muted"), (value, "text")):
                if not words or x >= end:
                    continue
                room = QRectF(x, rect.top(), end - x, rect.height())
                painter.setPen(theme.colour(role))
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
                painter.drawText(room, Qt.AlignmentFlag.AlignBottom, shown)
                x += metrics.horizontalAdvance(words) + (4 if role == "muted" else 10)


def faces_of(cases: Cases) -> list[Face]:
    """Return how each of the samples looks; pictures are as bright as they are to each other."""
    make = _maker(cases)
    return [make(number) for number in range(len(cases.inputs))]


def _maker(cases: Cases) -> Callable[[int], Face]:
    inputs, spec = cases.inputs, cases.spec
    shape = _picture_shape(spec, cases.columns)
    if shape is not None and inputs.size:
        low, high = float(inputs.min()), float(inputs.max())
        pictures = inputs.reshape(len(inputs), *shape)
        return lambda number: PictureFace(grey_image(pictures[number], low, high))
    if spec.kind == "index" and spec.classes and len(spec.shape) == 1:
        return lambda number: _text(cases, number)
    if spec.kind == "float" and len(spec.shape) == 2:
        return lambda number: CurveFace(inputs[number])
    names = cases.columns if len(cases.columns) == spec.size else ("",) * spec.size
    if spec.size == 2 and not cases.columns:
        names = ("x1", "x2")
    return lambda number: NumbersFace(
        [
            (
                name.partition(" (")[0],
                fmt.number(float(value), 3) if spec.kind == "float" else f"{value}",
            )
            for name, value in zip(names[:_MOST_NUMBERS], inputs[number].ravel(), strict=False)
        ]
    )


def _picture_shape(spec: FieldSpec, columns: Sequence[str]) -> tuple[int, ...] | None:
    """Return the shape of a picture, also of one whose pixels lie in a row; None of other data."""
    if spec.kind != "float" or len(spec.shape) not in (1, 3):
        return None
    if len(spec.shape) == 3:
        return spec.shape
    side = round(spec.size**0.5)
    # The columns of a table have names of their own, those of pixels differ by numbers alone.
    alike = len({re.sub(r"[\d\W_]+", "", name) for name in columns}) <= 1
    return (
        (1, side, side) if side >= _FEWEST_A_SIDE and side * side == spec.size and alike else None
    )


def _text(cases: Cases, number: int) -> Face:
    letters, tokens = cases.spec.classes or (), cases.inputs[number].astype(int)
    place = None if cases.position is None else int(cases.position[number])
    ends_here = place is not None and place < len(tokens)
    if ends_here and place is not None:
        tokens = tokens[max(0, place + 1 - _MOST_LETTERS) : place + 1]
    between = "" if all(len(letter) == 1 for letter in letters) else " "
    shown = between.join(letters[token] for token in tokens[:_MOST_LETTERS].tolist())
    return TextFace(shown, ends_here=ends_here)
