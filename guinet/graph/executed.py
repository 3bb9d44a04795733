"""From edges as they are drawn to the edges that are executed."""

from __future__ import annotations

from guinet.core.module import Port
from guinet.graph.bypass import bypass_of
from guinet.graph.composite import CompositeUse
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.scopes import inside

__all__ = ["executed_edge", "executed_edges", "executed_within"]

End = tuple[str, str]


def executed_edge(graph: Graph, scope: str, prefix: str, edge: Edge) -> FlatEdge | None:
    """Return the executed edge behind one drawn edge; for many ask `executed_edges` once.

    Parameters
    ----------
    graph
        The outermost graph.
    scope
        The scope in which the edge is drawn, see `guinet.graph.scopes`.
    prefix
        What paths in there begin with: ``""``, or the path of the entered use and a dot.
    edge
        The drawn edge.

    Returns
    -------
    FlatEdge or None
        None where nothing runs behind it: at an input that a bypassed node does not read, at a
        bypassed loss, inside a bypassed composite, or where an end does not exist.
    """
    return executed_edges(graph, scope, prefix).get(edge)


def executed_edges(graph: Graph, scope: str = "", prefix: str = "") -> dict[Edge, FlatEdge]:
    """Return the executed edges behind all edges of one scope that have one.

    Parameters
    ----------
    graph, scope, prefix
        As for `executed_edge`.
    """
    around = _entered(graph, scope, prefix)
    return {} if around is None else executed_within(inside(graph, scope), prefix, around)


def executed_within(
    inner: Graph, prefix: str = "", around: frozenset[str] = frozenset()
) -> dict[Edge, FlatEdge]:
    """Return the executed edges of one scope, if that is executed.

    Parameters
    ----------
    inner
        The graph of the scope, able to see the composites.
    prefix
        What paths in there begin with.
    around
        Ids of the definitions that were entered, which contain themselves if used again.
    """
    sources = {id: _outputs(inner, node, prefix, around) for id, node in inner.nodes.items()}
    targets = {id: _inputs(inner, node, prefix, around) for id, node in inner.nodes.items()}
    found: dict[Edge, FlatEdge] = {}
    taken: set[End] = set()
    for edge in inner.edges:
        source = sources.get(edge.source, {}).get(edge.source_port)
        target = targets.get(edge.target, {}).get(edge.target_port)
        if source is not None and target is not None and target not in taken:
            taken.add(target)
            found[edge] = FlatEdge(*source, *target)
    return found


def _entered(graph: Graph, scope: str, prefix: str) -> frozenset[str] | None:
    """Return the definitions around a scope, itself included; None if its inside is not run."""
    around: list[str] = []
    inner = graph
    for name in prefix.split(".")[:-1]:
        use = inner.by_name(name)
        if use is None or type(use.module) is not CompositeUse:
            return None
        definition = use.module.definition
        if definition not in graph.composites or definition in around or bypass_of(inner, use):
            return None
        around.append(definition)
        inner = inside(graph, definition)
    return frozenset(around) if scope == (around[-1] if around else "") else None


def _outputs(graph: Graph, node: Node, prefix: str, around: frozenset[str]) -> dict[str, End]:
    path = prefix + node.name
    bypass = bypass_of(graph, node)
    if bypass is not None:
        return dict.fromkeys(bypass.outputs if bypass.executed else (), (path, "y"))
    return _ends(graph, node, path, output_ports(graph, node), "y", around)


def _inputs(graph: Graph, node: Node, prefix: str, around: frozenset[str]) -> dict[str, End]:
    path = prefix + node.name
    bypass = bypass_of(graph, node)
    if bypass is not None:
        passes = bypass.passes if bypass.executed else None
        return {} if passes is None else {passes: (path, "x")}
    return _ends(graph, node, path, input_ports(graph, node), "x", around)


def _ends(
    graph: Graph,
    node: Node,
    path: str,
    ports: tuple[Port, ...],
    inner: str,
    around: frozenset[str],
) -> dict[str, End]:
    module = node.module
    if (
        type(module) is CompositeUse
        and module.definition in graph.composites
        and module.definition not in around
    ):
        return {port.name: (f"{path}.{port.name}", inner) for port in ports}
    return {port.name: (path, port.name) for port in ports}
