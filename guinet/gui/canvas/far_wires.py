"""Wires seen from afar: without gap, casing and antialiasing, pixel by pixel.

While a network runs, wires change their colours and stay where they are; so the pixels of each
are kept, and painting is giving them their colours. A pixel belongs to a wire whatever part of
the canvas is painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from guinet.core.types import Array
from guinet.gui.canvas.raster import broadened, length_of, pixels_of, pixels_within
from guinet.gui.canvas.whole_pixels import before, nearest

__all__ = ["FarWires"]

_PLACES = 64
"""Within a pixel a picture begins at one of so many places, on screens of fractional scale."""

_LONGEST_KEPT_PX = 20_000.0
"""All pixels of a longer wire would take much room, and most of them are never seen."""

_RIM_PX = 4
"""A brush reaches so far beyond the pixels that it is led over, and more."""


class FarWires:
    """Paints wires, and keeps which pixels each covers while it is seen from equally far."""

    def __init__(self) -> None:
        self._seen_from: tuple[float, ...] = ()
        self._pixels: dict[int, tuple[Array, Array | None]] = {}

    def paint(
        self,
        painter: QPainter,
        wires: Sequence[tuple[int, Array]],
        widths: Array,
        colours: Array,
        area: QRectF,
    ) -> None:
        """Draw some wires, each over those before it.

        Parameters
        ----------
        painter
            On the scene; it may be scaled and moved, nothing else.
        wires
            What each is known by, and its way, see `curves`.
        widths
            (E,) in pixels of the scene.
        colours
            (E,) opaque, see `far_colours`.
        area
            The part of the scene that is painted.
        """
        if not len(wires):
            return
        world, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        device = world * QTransform.fromScale(ratio, ratio)
        scale, origin = device.m11(), np.array([device.dx(), device.dy()])
        within = nearest((origin - before(origin)) * _PLACES) / _PLACES
        part = device.mapRect(area).toAlignedRect()
        corner = before(origin).astype(np.int32)
        found = self._pixels_of(wires, scale, within, part.translated(*(-corner).tolist()))
        pixels = np.concatenate(found) + corner
        of = np.repeat(np.arange(len(found)), [len(each) for each in found])
        sides = np.maximum(1, nearest(widths * scale)).astype(np.int64)
        if sides.max() > 1:
            pixels, under = broadened(pixels, sides[of])
            of = of[under]
        columns, rows = pixels.T
        seen = (columns >= part.left()) & (columns <= part.right())
        seen &= (rows >= part.top()) & (rows <= part.bottom())
        painter.setWorldTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
        _lay(painter, columns[seen], rows[seen], colours[of[seen]])
        painter.setWorldTransform(world)

    def _pixels_of(
        self, wires: Sequence[tuple[int, Array]], scale: float, within: Array, part: QRect
    ) -> list[Array]:
        """Return the pixels of each wire, counted from that in which the scene begins.

        Of those that are longer than a screen by far, none but those in the part.
        """
        seen_from = (scale, *within.tolist())
        if seen_from != self._seen_from:
            self._seen_from, self._pixels = seen_from, {}
        known = self._pixels
        new = [(row, way) for row, way in wires if row not in known or known[row][0] is not way]
        seen = [way * scale + within for _, way in new]
        short = [length_of(way) <= _LONGEST_KEPT_PX for way in seen]
        found = iter(pixels_of(list(compress(seen, short))))
        for (row, way), kept in zip(new, short, strict=True):
            known[row] = way, next(found) if kept else None
        rim = part.adjusted(-_RIM_PX, -_RIM_PX, _RIM_PX, _RIM_PX)
        box = rim.left(), rim.top(), rim.right(), rim.bottom()
        result = []
        for row, way in wires:
            _, pixels = known[row]
            result.append(pixels_within(way * scale + within, box) if pixels is None else pixels)
        return result


def _lay(painter: QPainter, columns: Array, rows: Array, colours: Array) -> None:
    """Give pixels of the device their colours, the later ones over the earlier."""
    if not len(colours):
        return
    left, top = int(columns.min()), int(rows.min())
    width, height = int(columns.max()) - left + 1, int(rows.max()) - top + 1
    room = np.zeros((height, width), dtype=np.uint32)
    room[rows - top, columns - left] = colours
    picture = QImage(room.data, width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QPoint(left, top), picture)
