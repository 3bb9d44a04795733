"""Order, cycles and reachability of the executed graph, through networkx."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any

from guinet.core.errors import GraphError
from guinet.graph.flat import FlatEdge, FlatGraph

__all__ = [
    "Topology",
    "downstream",
    "find_cycle",
    "topological_order",
    "topology",
    "upstream",
]


class Topology:
    """The directed graph behind nodes and edges, asked once and remembered.

    Parameters
    ----------
    nodes
        Names in order of insertion.
    edges
        Pairs (source, target) of names among the nodes; repetitions do not matter.
    """

    def __init__(self, nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> None:
        # Imported here: it costs a tenth of a second, which the start of the window can spare.
        import networkx

        self._networkx = networkx
        self._graph: Any = networkx.DiGraph()
        self._graph.add_nodes_from(nodes)
        self._graph.add_edges_from(edges)
        self._place = {name: place for place, name in enumerate(self._graph)}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Topological order, ties by insertion; without what is on or behind a cycle."""
        found: list[str] = []
        walk = self._networkx.lexicographical_topological_sort(
            self._graph, key=self._place.__getitem__
        )
        # A cycle ends the walk; by then it has given all that can be ordered.
        with suppress(self._networkx.NetworkXUnfeasible):
            found.extend(walk)
        return tuple(found)

    @property
    def is_acyclic(self) -> bool:
        """Whether every node could be ordered."""
        return len(self.order) == len(self._place)

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Return one cycle of each knot of cycles, in the direction of the edges.

        Each cycle begins with its node inserted first.
        """
        if self.is_acyclic:
            return ()
        found = []
        for knot in self._networkx.strongly_connected_components(self._graph):
            first = min(knot, key=self._place.__getitem__)
            if len(knot) == 1 and not self._graph.has_edge(first, first):
                continue
            steps = self._networkx.find_cycle(self._graph.subgraph(knot), first)
            names = [source for source, _ in steps]
            start = names.index(min(names, key=self._place.__getitem__))
            found.append((*names[start:], *names[:start]))
        return tuple(sorted(found, key=lambda names: self._place[names[0]]))

    def downstream(self, names: Iterable[str]) -> set[str]:
        """Return the given nodes and all that edges lead to from them."""
        return self._reach(names, self._graph.successors)

    def upstream(self, names: Iterable[str]) -> set[str]:
        """Return the given nodes and all from which edges lead to them."""
        return self._reach(names, self._graph.predecessors)

    def _reach(self, names: Iterable[str], neighbours: Any) -> set[str]:
        reached = set(names)
        waiting = list(reached)
        while waiting:
            for name in neighbours(waiting.pop()):
                if name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached


def topology(flat: FlatGraph) -> Topology:
    """Return the topology of an executed graph."""
    return _topology(tuple(flat.nodes), flat.edges)


@lru_cache(maxsize=2)
def _topology(nodes: tuple[str, ...], edges: tuple[FlatEdge, ...]) -> Topology:
    # Most edits change settings and leave the order as it is.
    return Topology(nodes, ((edge.source, edge.target) for edge in edges))


def topological_order(flat: FlatGraph) -> tuple[str, ...]:
    """Return all paths so that every edge leads forward; ties in order of insertion.

    Raises
    ------
    GraphError
        If there is a cycle; the sentence names its nodes.
    """
    found = topology(flat)
    if not found.is_acyclic:
        names = found.cycles()[0]
        raise GraphError(f"The graph has a cycle: {' → '.join((*names, names[0]))}.")
    return found.order


def find_cycle(flat: FlatGraph) -> tuple[str, ...]:
    """Return the paths of a cycle in the direction of its edges; empty if there is none."""
    return next(iter(topology(flat).cycles()), ())


def downstream(flat: FlatGraph, paths: Iterable[str]) -> set[str]:
    """Return the given paths and all that edges lead to from them."""
    return topology(flat).downstream(paths)


def upstream(flat: FlatGraph, paths: Iterable[str]) -> set[str]:
    """Return the given paths and all from which edges lead to them."""
    return topology(flat).upstream(paths)
