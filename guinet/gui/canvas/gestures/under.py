"""What lies under the pointer at a press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.graph.model import Edge
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.frames.geometry import Part
from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.canvas.gestures.base import Pointer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["EDGE_REACH_PX", "PLACES", "PORT_REACH_PX", "Under", "look_under"]

PORT_REACH_PX = 12.0
"""Half of the 24 pixels that a hand is given to hit a port of ten."""

EDGE_REACH_PX = 5.0

PLACES = (
    "badge",
    "port",
    "folded",
    "name",
    "composite",
    "card",
    "edge",
    "frame edge",
    "frame header",
    "empty",
    "anything",
)
"""What a gesture can begin on, the smallest first."""


@dataclass(frozen=True)
class Under:
    """What lies under the pointer.

    Attributes
    ----------
    places
        Of `PLACES`, all that apply, the smallest first: a name lies on a card.
    port
        The card, the port's name, whether it is an input.
    card, badge
        The card; the card whose problem badge it is.
    edge
        The wire, where no card covers it.
    frame
        The comment frame whose edge or header it is, and which part of it.
    """

    places: tuple[str, ...]
    port: tuple[Card, str, bool] | None = None
    card: Card | None = None
    badge: Card | None = None
    edge: Edge | None = None
    frame: tuple[FrameItem, Part] | None = None

    def rank(self, wanted: tuple[str, ...]) -> int | None:
        """Return how small the smallest of the wanted places is that lies here; None: none."""
        ranks = [PLACES.index(place) for place in wanted if place in self.places]
        return min(ranks, default=None)

    def the_port(self) -> tuple[Card, str, bool]:
        """Return the port, where the row has asked for one."""
        assert self.port is not None
        return self.port

    def the_card(self) -> Card:
        """Return the card, where the row has asked for one."""
        assert self.card is not None
        return self.card

    def the_edge(self) -> Edge:
        """Return the wire, where the row has asked for one."""
        assert self.edge is not None
        return self.edge

    def the_frame(self) -> tuple[FrameItem, Part]:
        """Return the comment frame and its part, where the row has asked for one."""
        assert self.frame is not None
        return self.frame


def look_under(view: CanvasView, pointer: Pointer) -> Under:
    """Look what lies under the pointer."""
    canvas, point = view.canvas, pointer.point
    badge = canvas.badge_at(point)
    port = canvas.port_at(point, PORT_REACH_PX / view.zoom)
    card = canvas.card_at(point)
    edge = None if card is not None else canvas.layer.at(point, EDGE_REACH_PX / view.zoom)
    covered = card is not None or edge is not None
    frame = None if covered else canvas.frames.part_at(point, view.zoom)
    there = {
        "badge": badge is not None,
        "port": port is not None,
        "folded": card is not None and card.face.collapsed,
        "name": card is not None and card.is_name_at(point),
        "composite": card is not None and card.face.composite,
        "card": card is not None,
        "edge": edge is not None,
        "frame edge": frame is not None and frame[1] != "header",
        "frame header": frame is not None and frame[1] == "header",
        "empty": not covered and frame is None,
        "anything": True,
    }
    places = tuple(place for place in PLACES if there[place])
    return Under(places, port, card, badge, edge, frame)
