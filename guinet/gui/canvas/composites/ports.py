"""The two sides of a composite, seen from inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from guinet.core.module import Module
from guinet.graph.model import Graph
from guinet.gui.canvas.layout import Point, free_place
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["INPUTS", "OUTPUTS", "PortSide", "place_for_port"]

_SIZE = (96.0, 72.0)
_GAP_X, _GAP_Y = 56.0, 32.0


@dataclass(frozen=True)
class PortSide:
    """Inputs, or outputs.

    Attributes
    ----------
    module
        What stands inside for a port of this side.
    word
        What people call one.
    stem
        Of automatic names.
    """

    module: type[Module]
    word: str
    stem: str


INPUTS = PortSide(Inlet, "input", "input")
OUTPUTS = PortSide(Outlet, "output", "output")


def place_for_port(graph: Graph, side: PortSide, rects: Mapping[str, QRectF]) -> Point:
    """Return where the card of a new port stands.

    Below the others of its side; the first stands left of everything, or right of it.
    """
    others = [
        rects[node.id]
        for node in graph.nodes.values()
        if isinstance(node.module, side.module) and node.id in rects
    ]
    taken = list(rects.values())
    if others:
        lowest = max(others, key=lambda rect: rect.bottom())
        return free_place((lowest.left(), lowest.bottom() + _GAP_Y), _SIZE, taken)
    if not taken:
        return 0.0, 0.0
    top = min(rect.top() for rect in taken)
    if side is INPUTS:
        x = min(rect.left() for rect in taken) - _GAP_X - _SIZE[0]
    else:
        x = max(rect.right() for rect in taken) + _GAP_X
    return free_place((x, top), _SIZE, taken)
