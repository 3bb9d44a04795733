"""How large the card of a node will be that is not on the canvas yet."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.model import Graph, Node
from guinet.gui.canvas.card_instruments import instrument_for
from guinet.gui.canvas.face import Face, FaceMaker, Frame, frame_of

__all__ = ["card_of"]


def card_of(graph: Graph, fields: Mapping[str, FieldSpec], node: Node) -> tuple[Face, Frame]:
    """Return what the card of a node of a graph shows, and where everything on it stands."""
    analysis = analyse(graph, fields)
    instrument = instrument_for(node.name, node.module, analysis)
    width = 0.0 if instrument is None else instrument.width_px
    height = 0.0 if instrument is None else instrument.height_px
    face = FaceMaker(graph, analysis).face(node)
    return face, frame_of(face, width, height)
