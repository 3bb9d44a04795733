"""Where a person stands in a graph: outermost, or inside composite uses that were entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph

__all__ = ["Standpoint", "locate", "stand"]


@dataclass(frozen=True)
class Standpoint:
    """The composite uses that were entered, from the outside in.

    One definition may have many uses; which one was entered decides whose numbers are shown.

    Attributes
    ----------
    uses
        Their ids; empty for the outermost graph.
    names
        Their names.
    scope
        The graph that is seen: ``""`` for the outermost one, else the id of the definition.
    """

    uses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    scope: str = ""

    @property
    def prefix(self) -> str:
        """What the paths of the nodes that are seen begin with, e.g. ``"block1.conv."``."""
        return "".join(f"{name}." for name in self.names)

    def path(self, name: str) -> str:
        """Return the path of a node that is seen."""
        return self.prefix + name


def stand(graph: Graph, uses: Iterable[str]) -> Standpoint:
    """Enter composite uses one after the other, as far as they exist.

    Parameters
    ----------
    graph
        The outermost graph.
    uses
        Ids from the outside in.
    """
    found = Standpoint()
    nodes = graph.nodes
    for use in uses:
        node = nodes.get(use)
        if node is None or not isinstance(node.module, CompositeUse):
            break
        definition = graph.composites.get(node.module.definition)
        if definition is None:
            break
        found = Standpoint((*found.uses, use), (*found.names, node.name), definition.id)
        nodes = definition.graph.nodes
    return found


def locate(graph: Graph, path: str) -> tuple[Standpoint, str] | None:
    """Return from where the node of a path is seen, and its id there; None where there is none.

    Parameters
    ----------
    graph
        The outermost graph.
    path
        Names from the outside in, ``"block1.conv"``.
    """
    found, scope = Standpoint(), graph
    *outer, last = path.split(".")
    for name in outer:
        use = scope.by_name(name)
        if use is None:
            return None
        entered = stand(graph, (*found.uses, use.id))
        if entered.uses == found.uses:
            return None
        found, scope = entered, graph.composites[entered.scope].graph
    node = scope.by_name(last)
    return None if node is None else (found, node.id)
