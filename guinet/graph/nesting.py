"""How composites stand inside one another, and how to get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guinet.graph.composite import CompositeUse
from guinet.graph.fragment import used_composites
from guinet.graph.model import Composite, Graph, Node
from guinet.graph.standpoint import Standpoint, stand
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["has_itself_inside", "inner_nodes", "way_to"]


def has_itself_inside(composites: Mapping[str, Composite], definition: str) -> bool:
    """Whether a composite uses itself, at any depth: nothing could ever unfold it."""
    composite = composites.get(definition)
    return composite is not None and definition in used_composites(
        composites, composite.graph.nodes.values()
    )


def inner_nodes(composite: Composite) -> int:
    """Return how many nodes a composite has, its ports left aside."""
    return sum(
        not isinstance(node.module, Inlet | Outlet) for node in composite.graph.nodes.values()
    )


def way_to(graph: Graph, scope: str, near: Sequence[str] = ()) -> tuple[str, ...] | None:
    """Return the composite uses to enter, from the outside in, to see a scope; None: not in use.

    Parameters
    ----------
    graph
        The outermost graph.
    scope
        ``""``, or the id of a definition.
    near
        Uses that were entered: of several ways, that which goes along with them farthest, and
        then the shortest.
    """
    for depth in range(len(near), -1, -1):
        found = _way_on(graph, stand(graph, near[:depth]), scope)
        if found is not None:
            return found
    return None


def _way_on(graph: Graph, start: Standpoint, scope: str) -> tuple[str, ...] | None:
    """Return the shortest way on from a standpoint, or None."""
    seen = {start.scope}
    waiting = [(start.uses, start.scope)]
    for uses, here in waiting:
        if here == scope:
            return uses
        nodes = graph.nodes if not here else graph.composites[here].graph.nodes
        for node in nodes.values():
            inner = _definition_of(node)
            if inner in graph.composites and inner not in seen:
                seen.add(inner)
                waiting.append(((*uses, node.id), inner))
    return None


def _definition_of(node: Node) -> str:
    return node.module.definition if isinstance(node.module, CompositeUse) else ""
