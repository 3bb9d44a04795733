"""Arrays as pictures: signed ones in two colours, brightnesses in grey."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.signed import signed_rgb

__all__ = [
    "LARGEST_PX",
    "SMALLEST_POINTED_PX",
    "Mosaic",
    "cell_at",
    "grey_image",
    "reach_of",
    "signed_image",
]


LARGEST_PX = 208.0
"""Higher pictures show no more, and leave no room for what stands below them."""

_TALLEST = 1.3
"""So many times as high as wide pictures beside each other become at most."""

SMALLEST_POINTED_PX = 4.0
"""Smaller cells, on the screen, cannot be told apart by pointing."""


def reach_of(values: Array) -> float:
    """Return the largest size among finite values; 0 without any."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def signed_image(values: Array, reach: float) -> QImage:
    """Return a matrix in the colours of signed numbers, its first row on top."""
    return _rgb_image(signed_rgb(values, reach))


def grey_image(values: Array, low: float, high: float) -> QImage:
    """Return a matrix, (H, W), or a picture, (C, H, W), black at ``low``.

    Three channels are its colours; of any other number of them the first is shown in grey.
    """
    if values.ndim == 3 and len(values) != 3:
        values = values[0]
    span = (high - low) or 1.0
    scaled = np.nan_to_num((np.asarray(values, np.float32) - low) / span)
    levels = np.rint(np.clip(scaled, 0.0, 1.0) * 255).astype(np.uint8)
    if levels.ndim == 3:
        return _rgb_image(levels.transpose(1, 2, 0))
    return _rgb_image(np.repeat(levels[..., None], 3, axis=-1))


def cell_at(point: QPointF, place: QRectF, rows: int, columns: int) -> tuple[int, int]:
    """Return row and column of the cell at a point of a picture."""
    row = int((point.y() - place.top()) / place.height() * rows)
    column = int((point.x() - place.left()) / place.width() * columns)
    return min(row, rows - 1), min(column, columns - 1)


def _rgb_image(rgb: Array) -> QImage:
    rgb = np.ascontiguousarray(rgb)
    height, width, _ = rgb.shape
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class Mosaic:
    """Pictures of equal size in rows and columns, painted once for each array.

    Parameters
    ----------
    columns
        In a row.
    cell_w, cell_h, gap
        Size of a picture, and what lies between two of them, in pixels at 100 %.
    head
        Room above each picture for what it is called.
    """

    def __init__(
        self, columns: int, cell_w: float, cell_h: float, gap: float, head: float = 0.0
    ) -> None:
        self.columns, self.cell_w, self.cell_h, self.gap = columns, cell_w, cell_h, gap
        self.head = head
        self._of: tuple[object, str] | None = None
        self._pictures: list[QImage] = []

    def size(self, count: int) -> tuple[float, float]:
        """Return the room that so many pictures take."""
        columns, rows = min(count, self.columns), math.ceil(count / self.columns)
        width = columns * (self.cell_w + self.gap) - self.gap
        return width, rows * self._step - self.gap

    def place(self, corner: QPointF, number: int) -> QRectF:
        """Return where a picture stands."""
        row, column = divmod(number, self.columns)
        x = corner.x() + column * (self.cell_w + self.gap)
        return QRectF(x, corner.y() + row * self._step + self.head, self.cell_w, self.cell_h)

    def head_of(self, corner: QPointF, number: int) -> QRectF:
        """Return where a picture's name stands."""
        place = self.place(corner, number)
        return QRectF(place.left(), place.top() - self.head, place.width(), self.head)

    def at(self, corner: QPointF, point: QPointF, count: int) -> int | None:
        """Return which of so many pictures lies at a point, or None."""
        return next((n for n in range(count) if self.place(corner, n).contains(point)), None)

    def cell(
        self, corner: QPointF, point: QPointF, maps: Array, zoom: float
    ) -> tuple[int, int, int] | None:
        """Return picture, row and column of the number at a point; None where there is none.

        Parameters
        ----------
        maps
            (count, H, W).
        zoom
            How large the card is seen: of cells too small to be pointed at there is none.
        """
        count, rows, columns = maps.shape
        if zoom * min(self.cell_w / columns, self.cell_h / rows) < SMALLEST_POINTED_PX:
            return None
        number = self.at(corner, point, count)
        if number is None:
            return None
        return number, *cell_at(point, self.place(corner, number), rows, columns)

    def grown(
        self, width: float, count: int, *, regroup: bool = True, largest: float = LARGEST_PX
    ) -> Mosaic:
        """Return a mosaic of so many pictures that fills a width.

        Parameters
        ----------
        regroup
            Whether as few columns are made as leave it in sight as a whole, or as many as here.
        largest
            Height of a picture at most.
        """
        columns = 1 if regroup else self.columns
        while True:
            across = (width - self.gap * (columns - 1)) / columns
            factor = min(across / self.cell_w, largest / self.cell_h)
            size = self.cell_w * factor, self.cell_h * factor
            made = Mosaic(columns, *size, self.gap, self.head)
            if not regroup or columns >= count or made.size(count)[1] <= _TALLEST * width:
                return made
            columns += 1

    def room(self, width: float, least: float) -> int:
        """Return how many pictures a width holds in rows that stay in sight as a whole.

        Parameters
        ----------
        least
            Width of a picture at least.
        """
        columns = max(int((width + self.gap) / (least + self.gap)), 1)
        across = (width - self.gap * (columns - 1)) / columns
        step = self.head + across / self.cell_w * self.cell_h + self.gap
        return columns * max(int((_TALLEST * width + self.gap) / step), 1)

    @property
    def _step(self) -> float:
        """How far it is from one row to the next."""
        return self.head + self.cell_h + self.gap

    def paint(
        self, painter: QPainter, corner: QPointF, maps: Array, *, signed: bool, smooth: bool = False
    ) -> None:
        """Paint (count, H, W) on one scale for all of them.

        Parameters
        ----------
        maps
            Never changed in place: a picture is made once for each array.
        signed
            Whether zero stands out, or the smallest value is black.
        """
        key = (maps, theme.current().name)
        if self._of is None or self._of[0] is not maps or self._of[1] != key[1]:
            self._of = key
            self._pictures = _pictures(maps, signed=signed)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, picture in enumerate(self._pictures):
            painter.drawImage(self.place(corner, number), picture)
        painter.restore()

    def outlines(self, painter: QPainter, corner: QPointF, count: int) -> None:
        """Paint where pictures will stand."""
        painter.setPen(theme.colour("border"))
        painter.setBrush(theme.colour("well"))
        for number in range(count):
            painter.drawRect(self.place(corner, number))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _pictures(maps: Array, *, signed: bool) -> list[QImage]:
    if signed:
        reach = reach_of(maps)
        return [signed_image(each, reach) for each in maps]
    finite = maps[np.isfinite(maps)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return [grey_image(each, low, high) for each in maps]
