"""What changed between two projects, so that each view redraws only what it must."""

from __future__ import annotations

from dataclasses import dataclass, field

from guinet.graph.diff import GraphDiff
from guinet.graph.diff import diff as graph_diff
from guinet.graph.model import Graph
from guinet.project.project import Project

__all__ = ["ProjectDiff", "project_diff"]


@dataclass(frozen=True)
class ProjectDiff:
    """The parts of a project that an edit touched.

    Attributes
    ----------
    graph
        Nodes, edges and composites that came, went or changed.
    layout_changed, annotations_changed, data_changed, recipe_changed, text_changed
        Whether positions, comment frames and collapsed cards, the data, the recipe, or title
        and description differ.
    scopes
        The graphs, as drawn, in which something differs, see `guinet.graph.scopes`; that which
        shows the edit best comes first, and one that is gone is not among them.
    travelled
        Whether it was an undo or redo.
    label
        What was done, in the words of the undo menu.
    """

    graph: GraphDiff = field(default_factory=GraphDiff)
    layout_changed: bool = False
    annotations_changed: bool = False
    data_changed: bool = False
    recipe_changed: bool = False
    text_changed: bool = False
    scopes: tuple[str, ...] = ()
    travelled: bool = False
    label: str = ""


def project_diff(
    before: Project, after: Project, label: str = "", *, travelled: bool = False
) -> ProjectDiff:
    """Compare two projects; shared parts cost nothing."""
    return ProjectDiff(
        graph=graph_diff(before.graph, after.graph),
        layout_changed=before.layout != after.layout,
        annotations_changed=before.annotations != after.annotations,
        data_changed=before.data != after.data,
        recipe_changed=before.recipe != after.recipe,
        text_changed=(before.title, before.description) != (after.title, after.description),
        scopes=_scopes(before, after),
        travelled=travelled,
        label=label,
    )


def _scopes(before: Project, after: Project) -> tuple[str, ...]:
    """Return the scopes that differ: first where nodes do, then wires, then what is drawn."""
    old, new = _graphs(before.graph), _graphs(after.graph)
    rank: dict[str, int] = {}
    for scope, graph in new.items():
        known = old.get(scope)
        if known is None:
            # Grouping is seen where the nodes were, not in the composite that they went to.
            rank[scope] = 3
        elif known.nodes is not graph.nodes and known.nodes != graph.nodes:
            rank[scope] = 0
        elif known.edges is not graph.edges and known.edges != graph.edges:
            rank[scope] = 1
        elif (before.layout.get(scope), before.annotations.get(scope)) != (
            after.layout.get(scope),
            after.annotations.get(scope),
        ):
            rank[scope] = 2
    return tuple(sorted(rank, key=rank.__getitem__))


def _graphs(graph: Graph) -> dict[str, Graph]:
    return {"": graph} | {key: each.graph for key, each in graph.composites.items()}
