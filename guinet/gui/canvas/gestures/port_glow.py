"""Which ports would take the wire in hand: those glow, and all others recede."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

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

    def fits(self, card: Card, port: str) -> bool | None:
        """Return whether a port would take the wire, None if that was not looked at yet."""
        return self._fits.get((card.node_id, port))

    def paint(self, painter: QPainter) -> None:
        """Mark the ports, in pixels of the viewport; nothing where they are too small to see."""
        view = self._view
        if view.zoom < FLAT_BELOW:
            return
        transform, left = view.viewportTransform(), _AT_ONCE
        for card in self._seen():
            sides = (
                (card.face.inputs, card.frame.inputs, True),
                (card.face.outputs, card.frame.outputs, False),
            )
            for faces, points, is_input in sides:
                for face, point in zip(faces, points, strict=True):
                    if not is_input and (card.node_id, face.name) == self._held:
                        continue
                    fits = False
                    if is_input == self._forward:
                        known = self.fits(card, face.name)
                        if known is None:
                            left -= 1
                            if left < 0:
                                continue
                            known = self._judge(card, face.name)
                        fits = known
                    _mark(painter, transform.map(card.pos() + point), view.zoom, fits=fits)
        if left < 0:
            view.viewport().update()

    def _judge(self, card: Card, port: str) -> bool:
        fits = self._verdicts.why_not(self._edge_to(card, port)).level == "ok"
        self._fits[card.node_id, port] = fits
        return fits

    def _seen(self) -> list[Card]:
        inverse, _ = self._view.viewportTransform().inverted()
        area = inverse.mapRect(QRectF(self._view.viewport().rect()))
        return [item for item in self._view.canvas.items(area) if isinstance(item, Card)]


def _mark(painter: QPainter, place: QPointF, zoom: float, *, fits: bool) -> None:
    scale = max(0.6, min(zoom, 1.5))
    if fits:
        painter.setPen(QPen(theme.colour("accent", 0.25), 5 * scale))
        painter.setBrush(theme.colour("accent", 0.0))
        painter.drawEllipse(place, _HALO_PX * scale - 2, _HALO_PX * scale - 2)
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.drawEllipse(place, _RING_PX * scale, _RING_PX * scale)
    else:
        painter.setPen(QPen(theme.colour("canvas", 0.0), 0))
        painter.setBrush(theme.colour("canvas", 0.66))
        painter.drawEllipse(place, 7 * zoom, 7 * zoom)
