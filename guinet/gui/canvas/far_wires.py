"""Wires seen from afar: without antialiasing, and the same pixels whatever part is painted.

Qt cuts a line at the border of what is painted, takes its ends to one of 64 places in a pixel,
and looks at how the line before ran; so the rest of it may step from one row of pixels to the
next elsewhere than where nothing was cut. Here wires are made of steps that end on such places,
shorter than the rim which is painted around every part and thrown away, and those of fine wires
are lines by themselves that run right or down: no pixel that is kept knows of a border. Broader
wires are outlines, which are filled, or their bends would gape.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen

from guinet.core.types import Array
from guinet.gui.canvas.strokes import Style, far_pen, precedence
from guinet.gui.canvas.whole_pixels import nearest

__all__ = ["LONGEST_STEP_PX", "FarWires"]

LONGEST_STEP_PX = 6.0
_PLACES = 64
_OFF = 0.25
"""Off the border between two places, so that the last bit of a sum does not choose one."""


class FarWires:
    """Draws many wires with a few calls."""

    def __init__(self) -> None:
        self._lines: Any = None

    def paint(
        self, painter: QPainter, ways: Sequence[Array], styles: Sequence[Style], area: QRectF
    ) -> None:
        """Draw wires without gap and casing.

        Parameters
        ----------
        painter
            On the scene; it may be scaled and moved, nothing else.
        ways
            (K, 4, 2) each, see `curves`.
        styles
            How each is drawn.
        area
            The part of the scene that is painted.
        """
        if not len(ways):
            return
        world, device = painter.worldTransform(), painter.deviceTransform()
        scale = device.m11()
        # In the order of styles, so that a part of the layer looks the same by itself.
        order = sorted(range(len(ways)), key=lambda number: precedence(styles[number]))
        pieces = np.concatenate([ways[number] for number in order])
        owners = np.repeat(np.arange(len(order)), [len(ways[number]) for number in order])
        seen = _meeting(pieces, area)
        begin, end, owners = _steps(pieces[seen] * scale + [device.dx(), device.dy()], owners[seen])
        across, down = (end - begin).T
        way = np.where(np.abs(across) < np.abs(down), down, across)[:, None]
        lines = np.where(way < 0, np.hstack([end, begin]), np.hstack([begin, end]))
        room = 2 * [painter.device().width(), painter.device().height()]
        cut = np.asarray(((lines < 0) | (lines > room)).any(axis=1))
        styled = [(style, len(list(wires))) for style, wires in groupby(styles[n] for n in order)]
        ends = np.searchsorted(owners, np.cumsum([count for _, count in styled])).tolist()
        back, _ = device.inverted()
        painter.setWorldTransform(back * world)
        for (style, _), first, last in zip(styled, [0, *ends[:-1]], ends, strict=True):
            if first == last:
                continue
            pen = far_pen(style, scale)
            if pen.widthF() > 1.0:
                painter.strokePath(_outline(begin[first:last], end[first:last]), pen)
            else:
                # What is cut comes last: a diagonal may run another way after that.
                by_cut = np.argsort(cut[first:last], kind="stable")
                self._draw(painter, pen, lines[first:last][by_cut])
        painter.setWorldTransform(world)

    def _draw(self, painter: QPainter, pen: QPen, lines: Array) -> None:
        """Draw lines by themselves."""
        from pyqtgraph.Qt import internals

        if self._lines is None:
            self._lines = internals.PrimitiveArray(QLineF, 4)
        self._lines.resize(len(lines))
        self._lines.ndarray()[:] = lines
        painter.setPen(pen)
        painter.drawLines(*self._lines.drawargs())


def _outline(begin: Array, end: Array) -> QPainterPath:
    """Return steps that hang together where one begins as the other ends."""
    from pyqtgraph import arrayToQPath

    points = np.stack([begin, end], axis=1).reshape(-1, 2)
    connect = np.ones(len(points), dtype=np.int32)
    connect[1:-1:2] = (end[:-1] == begin[1:]).all(axis=1)
    return arrayToQPath(points[:, 0], points[:, 1], connect=connect, finiteCheck=False)


def _meeting(pieces: Array, area: QRectF) -> Array:
    """Return which cubics may pass through a part of the scene."""
    low, high = pieces.min(axis=1), pieces.max(axis=1)
    meet = (low[:, 0] <= area.right()) & (high[:, 0] >= area.left())
    return np.flatnonzero(meet & (low[:, 1] <= area.bottom()) & (high[:, 1] >= area.top()))


def _steps(pieces: Array, owners: Array) -> tuple[Array, Array, Array]:
    """Return where short steps along cubics begin and end, and to which owner each belongs."""
    # A cubic is nowhere faster than three times the longest leg of its control points.
    legs = np.abs(np.diff(pieces, axis=1)).max(axis=(1, 2))
    steps = np.maximum(1, np.ceil(3.0 * legs / LONGEST_STEP_PX)).astype(np.int64)
    of = np.repeat(np.arange(len(pieces)), steps)
    number = np.arange(len(of)) - (np.cumsum(steps) - steps)[of]
    # Exactly 1 at the end, where the next piece begins.
    begin, end = (_points(pieces[of], at / steps[of]) for at in (number, number + 1))
    return begin, end, owners[of]


def _points(pieces: Array, t: Array) -> Array:
    """Return a point on each cubic, on one of the places in its pixel."""
    u = 1.0 - t
    weights = np.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3], axis=1)
    points = np.einsum("pk,pkc->pc", weights, pieces)
    return (nearest(points * _PLACES) + _OFF) / _PLACES
