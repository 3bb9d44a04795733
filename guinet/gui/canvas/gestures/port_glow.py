"""Which ports would take the wire in hand: those glow, and all others recede."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform

from guinet.graph.model import Edge
from guinet.graph.why_not import Verdicts
from guinet.gui import theme
from guinet.gui.canvas.card import FLAT_BELOW, Card

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["PortGlow"]

_AT_ONCE = 80
"""Ports judged with each frame: of a graph with a thousand cards none may wait for all."""

_RING_PX, _HALO_PX = 8.0, 11.0


class PortGlow:
    """Judges the ports of the cards that are seen, each once, and marks them.

    Parameters
    ----------
    view
        The canvas.
    verdicts
        What is said about edges.
    forward
        Whether the wire begins at an output.
    edge_to
        The edge that a drop on a port of a card would make.
    held
        Where the wire is held: a node's id and its port.
    """

    def __init__(
        self,
        view: CanvasView,
        verdicts: Verdicts,
        edge_to: Callable[[Card, str], Edge],
        held: tuple[str, str],
        *,
        forward: bool,
    ) -> None:
        self._view = view
        self._verdicts = verdicts
        self._edge_to = edge_to
        self._held = held
        self._forward = forward
        self._fits: dict[tuple[str, str], bool] = {}
        self._marks: tuple[QTransform, list[QPointF], list[QPointF], bool] | None = None

    def fits(self, card: Card, port: str) -> bool | None:
        """Return whether a port would take the wire, None if that was not looked at yet."""
        return self._fits.get((card.node_id, port))

    def paint(self, painter: QPainter) -> None:
        """Mark the ports, in pixels of the viewport; nothing where they are too small to see."""
        view = self._view
        if view.zoom < FLAT_BELOW:
            return
        transform = view.viewportTransform()
        if self._marks is None or self._marks[0] != transform:
            self._marks = (transform, *self._gather(transform))
        _, fitting, others, complete = self._marks
        ratio = view.devicePixelRatioF()
        for places, sprite in (
            (others, _receding(view.zoom, ratio)),
            (fitting, _glowing(view.zoom, ratio)),
        ):
            half = QPointF(sprite.width(), sprite.height()) / (2 * ratio)
            for place in places:
                painter.drawPixmap(place - half, sprite)
        if not complete:
            self._marks = None
            view.viewport().update()

    def _gather(self, transform: QTransform) -> tuple[list[QPointF], list[QPointF], bool]:
        """Return where ports are that fit, and others, and whether all were judged by now."""
        fitting: list[QPointF] = []
        others: list[QPointF] = []
        left = _AT_ONCE
        for card in self._seen():
            corner = card.pos()
            sides = (
                (card.face.inputs, card.frame.inputs, True),
                (card.face.outputs, card.frame.outputs, False),
            )
            for faces, points, is_input in sides:
                for face, point in zip(faces, points, strict=True):
                    if not is_input and (card.node_id, face.name) == self._held:
                        continue
                    fits: bool | None = False
                    if is_input == self._forward:
                        fits = self.fits(card, face.name)
                        if fits is None:
                            left -= 1
                            fits = self._judge(card, face.name) if left >= 0 else None
                    if fits is not None:
                        (fitting if fits else others).append(transform.map(corner + point))
        return fitting, others, left >= 0

    def _judge(self, card: Card, port: str) -> bool:
        fits = self._verdicts.why_not(self._edge_to(card, port)).level == "ok"
        self._fits[card.node_id, port] = fits
        return fits

    def _seen(self) -> list[Card]:
        inverse, _ = self._view.viewportTransform().inverted()
        area = inverse.mapRect(QRectF(self._view.viewport().rect()))
        return [item for item in self._view.canvas.items(area) if isinstance(item, Card)]


def _glowing(zoom: float, ratio: float) -> QPixmap:
    """Return a soft disc with a ring in it, for a port that fits."""
    scale = max(0.6, min(zoom, 1.5))
    sprite, painter = _sprite(2 * _HALO_PX * scale, ratio)
    middle = QPointF(_HALO_PX * scale, _HALO_PX * scale)
    painter.setBrush(theme.colour("accent", 0.28))
    painter.drawEllipse(middle, _HALO_PX * scale, _HALO_PX * scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent"), 1.5))
    painter.drawEllipse(middle, _RING_PX * scale, _RING_PX * scale)
    painter.end()
    return sprite


def _receding(zoom: float, ratio: float) -> QPixmap:
    """Return a veil of the canvas, for a port that does not fit."""
    side = 14 * zoom
    sprite, painter = _sprite(side, ratio)
    painter.setBrush(theme.colour("canvas", 0.66))
    painter.drawEllipse(QRectF(0, 0, side, side))
    painter.end()
    return sprite


def _sprite(side: float, ratio: float) -> tuple[QPixmap, QPainter]:
    sprite = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    sprite.setDevicePixelRatio(ratio)
    sprite.fill(Qt.GlobalColor.transparent)
    painter = QPainter(sprite)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    return sprite, painter
