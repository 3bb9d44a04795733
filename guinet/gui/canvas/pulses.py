"""Beads that run backwards along the edges while the network learns.

All beads of all edges are one array of sprites, drawn with one call; Python touches no single
bead. They move against the arrow, from the loss to the inputs, as the errors do.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.edges import EdgeLayer
from guinet.gui.canvas.scale import LEVELS, NARROWEST_PX, WIDEST_PX
from guinet.gui.canvas.traffic import STILL

__all__ = ["Pulses"]

_SPACING_PX = 185.0
_SLOWEST_PX_S, _FASTEST_PX_S = 36.0, 110.0
_FAINTEST = 0.55
_TAIL_GAP_PX = 5.5
_TAIL = ((0.0, 1.0, 1.0), (1.0, 0.62, 0.7), (2.0, 0.45, 0.45))
"""Per bead: how many gaps behind the head, size, opacity."""
_FADE_PX = 12.0
_SIZES = int((WIDEST_PX - NARROWEST_PX) * 2) + 1
_PAD_PX = 2


class Pulses:
    """The beads on the edges of one layer.

    Attributes
    ----------
    shown
        Whether they are drawn at all.
    """

    def __init__(self, layer: EdgeLayer) -> None:
        self._layer = layer
        self.shown = False
        self._travelled: Array = np.empty(0)
        self._owner: Array = np.empty(0, dtype=np.int64)
        self._offset: Array = np.empty(0)
        self._key: object = None
        self._fragments: Any = None
        self._atlas: tuple[tuple[str, float], QPixmap, float] | None = None

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._sync()
        self._travelled += self._speeds() * seconds

    def positions(
        self, edges: Array | None = None, tail: int = len(_TAIL)
    ) -> tuple[Array, Array, Array]:
        """Return where the beads are.

        Parameters
        ----------
        edges
            Only those on these edges, by position; None for all.
        tail
            How many of the beads that follow each other.

        Returns
        -------
        points
            (P, 2) in the scene; heads first, then the first and second beads of the tails.
        rows
            (P,) the edge each belongs to.
        opacities
            (P,) from 0 to 1.
        """
        self._sync()
        layer = self._layer
        owner, offset = self._owner, self._offset
        if edges is not None and len(edges) < len(layer.edges):
            wanted = np.zeros(len(layer.edges), dtype=bool)
            wanted[edges] = True
            chosen = wanted[owner]
            owner, offset = owner[chosen], offset[chosen]
        if not len(owner):
            return np.empty((0, 2)), owner, np.empty(0)
        lengths = layer.lengths[owner]
        head = np.mod(offset + self._travelled[owner], lengths)
        base = self._opacities()[owner]
        points, rows, opacities = [], [], []
        last = layer.table.shape[1] - 1
        for behind, _, strength in _TAIL[:tail]:
            # Distance from the target: the error starts there. A tail never wraps round.
            travelled = head - behind * _TAIL_GAP_PX
            at = (1.0 - np.clip(travelled / lengths, 0.0, 1.0)) * last
            low = np.minimum(at.astype(np.int64), last - 1)
            part = (at - low)[:, None]
            begin = layer.table[owner, low]
            points.append(begin + part * (layer.table[owner, low + 1] - begin))
            rows.append(owner)
            near_end = np.minimum(travelled, lengths - travelled) / _FADE_PX
            fade = np.clip(near_end, 0.0, 1.0)
            opacities.append(base * strength * fade)
        return np.concatenate(points), np.concatenate(rows), np.concatenate(opacities)

    def paint(
        self, painter: QPainter, transform: QTransform, ratio: float, edges: Array | None = None
    ) -> None:
        """Draw the beads.

        Parameters
        ----------
        painter
            On the viewport, in its own pixels.
        transform
            From the scene to the viewport.
        ratio
            Device pixels per pixel.
        edges
            See `positions`.
        """
        zoom = transform.m11()
        # From afar a bead hides its tail.
        tail = len(_TAIL) if zoom * _TAIL_GAP_PX >= 1.0 else 1
        points, rows, opacities = self.positions(edges, tail)
        if not len(points):
            return
        from pyqtgraph.Qt import internals

        cell, pixmap = self._sprites(zoom * ratio)
        if self._fragments is None:
            self._fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        self._fragments.resize(len(points))
        array = self._fragments.ndarray()
        array[:, 0] = points[:, 0] * zoom + transform.dx()
        array[:, 1] = points[:, 1] * transform.m22() + transform.dy()
        size = np.rint((self._layer.widths[rows] - NARROWEST_PX) * 2).astype(np.int64)
        bead = np.repeat(np.arange(tail), len(points) // tail)
        array[:, 2] = np.clip(size, 0, _SIZES - 1) * cell
        array[:, 3] = bead * cell
        array[:, 4:6] = cell
        array[:, 6:8] = 1.0 / ratio
        array[:, 8] = 0.0
        array[:, 9] = opacities
        painter.drawPixmapFragments(  # type: ignore[call-arg]
            *self._fragments.drawargs(), pixmap
        )

    def _sync(self) -> None:
        """Lay beads out anew when edges, their lengths or what flows on them have changed."""
        layer = self._layer
        flowing = layer.levels != STILL
        key = (layer.lengths.tobytes(), flowing.tobytes())
        if key == self._key:
            return
        self._key = key
        if len(self._travelled) != len(layer.edges):
            self._travelled = np.zeros(len(layer.edges))
        counts = np.maximum(1, np.rint(layer.lengths / _SPACING_PX)).astype(np.int64)
        counts[~flowing | (layer.lengths < 4)] = 0
        self._owner = np.repeat(np.arange(len(counts)), counts)
        order = np.arange(len(self._owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        gaps = (layer.lengths / np.maximum(counts, 1))[self._owner]
        # Half a gap in: a paused picture shows beads in the open, not under the ports.
        self._offset = (order + 0.5) * gaps

    def _strength(self) -> Array:
        return np.asarray(np.maximum(self._layer.levels, 0) / (LEVELS - 1))

    def _speeds(self) -> Array:
        return _SLOWEST_PX_S + (_FASTEST_PX_S - _SLOWEST_PX_S) * self._strength()

    def _opacities(self) -> Array:
        return _FAINTEST + (1.0 - _FAINTEST) * self._strength()

    def _sprites(self, scale: float) -> tuple[float, QPixmap]:
        """Return beads for every width, one row per place in the tail, and a cell's size."""
        scale = max(0.15, round(scale, 2))
        key = (theme.current().name, scale)
        if self._atlas is None or self._atlas[0] != key:
            cell = math.ceil((WIDEST_PX + 2) * scale) + 2 * _PAD_PX
            pixmap = QPixmap(cell * _SIZES, cell * len(_TAIL))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row, (_, part, _) in enumerate(_TAIL):
                for column in range(_SIZES):
                    diameter = (NARROWEST_PX + column / 2 + 2) * part * scale
                    _bead(painter, column * cell, row * cell, cell, diameter, scale, row == 0)
            painter.end()
            self._atlas = (key, pixmap, float(cell))
        return self._atlas[2], self._atlas[1]


def _bead(
    painter: QPainter, x: float, y: float, cell: float, diameter: float, scale: float, head: bool
) -> None:
    circle = QRectF(0, 0, diameter, diameter)
    circle.moveCenter(QPointF(x + cell / 2, y + cell / 2))
    if head:
        painter.setPen(QPen(theme.colour("pulse_outline"), min(1.0, 0.7 * scale + 0.3)))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("pulse"))
    painter.drawEllipse(circle)
