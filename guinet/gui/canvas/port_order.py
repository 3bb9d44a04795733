"""The ports of a composite stand in the order of their cards inside, from top to bottom."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from guinet.graph.definitions import reorder_ports
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.project.project import Project

__all__ = ["with_ports_by_height"]


def with_ports_by_height(project: Project, scope: str, moved: Set[str]) -> Project:
    """Return the project with the ports of a composite in the order in which one sees them.

    Parameters
    ----------
    project
        The project, its layout with the new places.
    scope
        Id of the definition; the outermost graph has no ports.
    moved
        Ids of the nodes that went up or down: where no port is among them, nothing changes.
    """
    composite = project.graph.composites.get(scope)
    if composite is None:
        return project
    places = project.layout.get(scope, {})
    graph = project.graph
    for kind in (Inlet, Outlet):
        ids = [id for id, node in composite.graph.nodes.items() if isinstance(node.module, kind)]
        if moved.isdisjoint(ids) or not places.keys() >= set(ids):
            continue
        order = sorted(ids, key=lambda id: places[id][1])
        if order != ids:
            graph = reorder_ports(graph, scope, order)
    return project if graph is project.graph else replace(project, graph=graph)
