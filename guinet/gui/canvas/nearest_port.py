"""Which port a point of the scene is meant for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.dots import side_of_dot

__all__ = ["nearest_port"]


def nearest_port(
    cards: Iterable[Card], point: QPointF, reach_px: float
) -> tuple[Card, str, bool] | None:
    """Return the nearest port within reach: its card, its name, whether it is an input."""
    best: tuple[float, Card, str, bool] | None = None
    for card in cards:
        if card.face.is_dot:
            hit = side_of_dot(card.scene_rect(), point, reach_px)
            if hit is not None and (best is None or hit[0] < best[0]):
                port = (card.face.inputs if hit[1] else card.face.outputs)[0]
                best = (hit[0], card, port.name, hit[1])
            continue
        sides = (
            (card.face.inputs, card.frame.inputs, True),
            (card.face.outputs, card.frame.outputs, False),
        )
        for faces, points, is_input in sides:
            for face, place in zip(faces, points, strict=True):
                offset = card.pos() + place - point
                distance = float(np.hypot(offset.x(), offset.y()))
                if distance <= reach_px and (best is None or distance < best[0]):
                    best = (distance, card, face.name, is_input)
    return None if best is None else best[1:]
