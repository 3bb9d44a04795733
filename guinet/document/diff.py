"""What changed between two projects, so that each view redraws only what it must."""

from __future__ import annotations

from dataclasses import dataclass, field

from guinet.graph.diff import GraphDiff
from guinet.graph.diff import diff as graph_diff
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
    label
        What was done, in the words of the undo menu.
    """

    graph: GraphDiff = field(default_factory=GraphDiff)
    layout_changed: bool = False
    annotations_changed: bool = False
    data_changed: bool = False
    recipe_changed: bool = False
    text_changed: bool = False
    label: str = ""


def project_diff(before: Project, after: Project, label: str = "") -> ProjectDiff:
    """Compare two projects; shared parts cost nothing."""
    return ProjectDiff(
        graph=graph_diff(before.graph, after.graph),
        layout_changed=before.layout != after.layout,
        annotations_changed=before.annotations != after.annotations,
        data_changed=before.data != after.data,
        recipe_changed=before.recipe != after.recipe,
        text_changed=(before.title, before.description) != (after.title, after.description),
        label=label,
    )
