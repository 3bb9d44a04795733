"""Everything that is saved, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guinet.core.errors import GuinetError
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.project.annotations import Annotations
from guinet.training.recipe import Recipe

__all__ = ["Layout", "Project", "demand_project"]

Layout = Mapping[str, Mapping[str, tuple[float, float]]]
"""Scope (``""`` for the outermost graph, else a composite's id) to node id to the position of
the card's upper left corner in pixels at 100 %."""


@dataclass(frozen=True)
class Project:
    """A graph with its layout, its data and its recipe.

    Attributes
    ----------
    graph
        What is computed.
    layout
        Where the cards stand; nodes without a position are placed by the canvas.
    data
        Source, split and scaling.
    recipe
        How it is trained.
    title, description
        For people; an example says here what it shows.
    annotations
        Comment frames and collapsed cards, by scope as in `Layout`.
    """

    graph: Graph = field(default_factory=Graph)
    layout: Layout = field(default_factory=dict)
    data: DataSpec = field(default_factory=DataSpec)
    recipe: Recipe = field(default_factory=Recipe)
    title: str = ""
    description: str = ""
    annotations: Mapping[str, Annotations] = field(default_factory=dict)


def demand_project(given: object) -> None:
    """Refuse in words what people give in the place of a project: a path, a graph.

    Raises
    ------
    GuinetError
        If it is no project.
    """
    if not isinstance(given, Project):
        raise GuinetError(
            f"A {type(given).__name__} is no project; guinet.load(path) opens one, and "
            "guinet.Project(graph=graph) makes one."
        )
