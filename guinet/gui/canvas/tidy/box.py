"""What the layout knows of a card: its size, and where its ports stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["CARD_GAP", "GRID", "PORT_Y", "Box", "Link", "Point", "Rect", "around", "on_grid"]

GRID = 8.0
CARD_GAP = 32.0
PORT_Y = 24.0

Point = tuple[float, float]

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Box:
    """A card as the layout sees it.

    Attributes
    ----------
    width, height
        In pixels.
    inputs, outputs
        How far below its upper edge each port stands, by name.
    """

    width: float
    height: float
    inputs: Mapping[str, float] = field(default_factory=dict)
    outputs: Mapping[str, float] = field(default_factory=dict)

    def input_y(self, port: str) -> float:
        """Return the height of an input; one that does not exist is drawn as the first."""
        return self.inputs.get(port, PORT_Y)

    def output_y(self, port: str) -> float:
        """Return the height of an output."""
        return self.outputs.get(port, PORT_Y)


class Link(NamedTuple):
    """An edge by the numbers of its cards, with the heights of its ports on them."""

    source: int
    source_y: float
    target: int
    target_y: float


def on_grid(value: float) -> float:
    """Return the nearest line of the grid."""
    return GRID * round(value / GRID)


def around(places: Mapping[str, Point], boxes: Mapping[str, Box]) -> Rect:
    """Return the rectangle around cards at these places."""
    return (
        min(x for x, _ in places.values()),
        min(y for _, y in places.values()),
        max(x + boxes[id].width for id, (x, _) in places.items()),
        max(y + boxes[id].height for id, (_, y) in places.items()),
    )
