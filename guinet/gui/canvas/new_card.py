"""How large the card of a node will be that is not on the canvas yet."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.model import Graph, Node
from guinet.graph.standpoint import Standpoint
from guinet.gui.canvas.card_instruments import instrument_for
from guinet.gui.canvas.face import Face, FaceMaker, Frame, frame_of

__all__ = ["card_of"]


def card_of(
    outermost: Graph,
    graph: Graph,
    node: Node,
    fields: Mapping[str, FieldSpec],
    standpoint: Standpoint,
) -> tuple[Face, Frame]:
    """Return what the card of a node will show, and where everything on it will stand.

    Parameters
    ----------
    outermost, graph
        The outermost graph, and the one on the canvas, both with the node.
    fields
        What the data offer.
    standpoint
        From where the graph is seen.
    """
    analysis = analyse(outermost, fields)
    instrument = instrument_for(standpoint.path(node.name), node.module, analysis)
    width = 0.0 if instrument is None else instrument.width_px
    height = 0.0 if instrument is None else instrument.height_px
    face = FaceMaker(graph, analysis, standpoint).face(node)
    return face, frame_of(face, width, height)
