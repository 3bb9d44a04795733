"""How large the cards of a project are that is not on the canvas yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.scopes import inside
from guinet.graph.standpoint import Standpoint
from guinet.gui.canvas.card_instruments import inside_of, instrument_for
from guinet.gui.canvas.face import Face, Frame, frame_of
from guinet.gui.canvas.face_maker import FaceMaker
from guinet.project.project import Project

__all__ = ["measure"]


def measure(
    project: Project, fields: Mapping[str, FieldSpec], standpoint: Standpoint, ids: Iterable[str]
) -> dict[str, tuple[Face, Frame]]:
    """Return what the cards of some nodes will show, and where everything on them will stand.

    Parameters
    ----------
    project
        The project.
    fields
        What the data offer.
    standpoint
        From where the nodes are seen.
    ids
        Which ones.
    """
    analysis = analyse(project.graph, fields)
    graph = inside(project.graph, standpoint.scope)
    maker = FaceMaker(graph, analysis, standpoint)
    found: dict[str, tuple[Face, Frame]] = {}
    for id in ids:
        node = graph.nodes[id]
        held = inside_of(project, node.module)
        instrument = instrument_for(standpoint.path(node.name), node.module, analysis, held)
        width = 0.0 if instrument is None else instrument.width_px
        height = 0.0 if instrument is None else instrument.height_px
        face = maker.face(node)
        found[id] = face, frame_of(face, width, height)
    return found
