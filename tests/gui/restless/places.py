"""Points of the canvas on something of a kind."""

from __future__ import annotations

import random

from PySide6.QtCore import QPoint, QPointF

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.view import CanvasView

__all__ = ["point_on"]

_KINDS = ("port", "card", "edge", "empty", "frame header", "frame edge", "folded", "dot")


def point_on(view: CanvasView, what: str, rng: random.Random) -> QPoint:
    """Return a point of the viewport on something of that kind; anywhere where there is none.

    What lies outside of what is seen is sometimes brought into it first.
    """
    if what == "anything":
        what = rng.choice(_KINDS)
    point, room = _scene_point(view, what, rng), view.viewport().rect()
    if point is not None:
        place = view.viewportTransform().map(point).toPoint()
        if not room.contains(place) and rng.random() < 0.5:
            view.centre_on(point)
            place = view.viewportTransform().map(point).toPoint()
        if room.contains(place):
            return place
    return QPoint(rng.randrange(room.width()), rng.randrange(room.height()))


def _scene_point(view: CanvasView, what: str, rng: random.Random) -> QPointF | None:
    scene = view.canvas
    if what == "edge" and scene.layer.edges:
        row = rng.randrange(len(scene.layer.edges))
        return QPointF(*rng.choice(scene.layer.table[row].tolist()))
    if what.startswith("frame") and scene.frames.items:
        item = rng.choice(list(scene.frames.items.values()))
        outline = item.outline(view.zoom)
        corners = (outline.topLeft(), outline.topRight(), outline.bottomRight())
        if what == "frame header":
            return item.header_rect(view.zoom).center()
        return rng.choice((*corners, (corners[1] + corners[2]) / 2))
    cards = [card for card in scene.cards.values() if _is(card, what)]
    if not cards:
        return None
    card = rng.choice(cards)
    ports = [*card.frame.inputs, *card.frame.outputs]
    if what == "port" and ports:
        return card.pos() + rng.choice(ports)
    if what == "name":
        return card.pos() + card.name_rect().center()
    if what == "badge":
        return card.pos() + card.badge_rect().center()
    return card.scene_rect().center()


def _is(card: Card, what: str) -> bool:
    face = card.face
    return {
        "port": True,
        "card": True,
        "name": not face.is_dot,
        "badge": bool(face.severity),
        "folded": face.collapsed,
        "composite": face.composite,
        "dot": face.is_dot,
    }.get(what, False)
