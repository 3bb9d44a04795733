"""Random graphs made by random edits, and what must hold for every graph."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st

from guinet.core.errors import GraphError
from guinet.core.module import Module
from guinet.graph.edits import (
    add_node,
    connect,
    copy_nodes,
    disconnect,
    insert_on_edge,
    paste,
    remove_nodes,
    rename,
    set_bypassed,
    set_learning_rate_factor,
    set_module,
    set_share,
)
from guinet.graph.grouping import group
from guinet.graph.model import Edge, Graph
from guinet.graph.names import name_fault
from guinet.graph.ports import input_ports, output_ports, spare_port
from guinet.graph.swapping import swap
from guinet.graph.ungrouping import ungroup
from guinet.graph.wiring import dissolve, splice
from guinet.modules import modules
from tests.graph.graphs import with_nested_composite

few = settings(max_examples=40, derandomize=True, deadline=None, database=None)

TYPES = ("Input", "Target", "Linear", "ReLU", "Add", "Split", "Concat", "MSELoss")


def make(type_name: str, **values: object) -> Module:
    kind = modules.get(type_name)
    assert kind is not None
    return kind(**values)


def assert_well_formed(graph: Graph) -> None:
    """Assert what every edit has to keep."""
    names = [node.name for node in graph.nodes.values()]
    assert len(set(names)) == len(names)
    assert not any(name_fault(name) for name in names)
    assert all(key == node.id for key, node in graph.nodes.items())
    inputs = [(edge.target, edge.target_port) for edge in graph.edges]
    assert len(set(inputs)) == len(inputs)
    for edge in graph.edges:
        source, target = graph.nodes[edge.source], graph.nodes[edge.target]
        assert edge.source_port in [port.name for port in output_ports(graph, source)]
        assert edge.target_port in [port.name for port in input_ports(graph, target)]


Edit = Callable[[Graph], Graph]


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Draw one edit; numbers in it stand for nodes and edges, taken modulo their count."""
    kind = draw(
        st.sampled_from(
            ["add"] * 3
            + ["connect"] * 4
            + ["disconnect", "remove", "rename", "change", "share", "factor", "insert", "copy"]
            + ["bypass", "dissolve", "splice", "swap", "group", "ungroup"]
        )
    )
    a, b, c = (draw(st.integers(0, 30)) for _ in range(3))
    type_name = draw(st.sampled_from(TYPES))
    name = draw(st.sampled_from(["h", "out", "a.b", "Linear", "H"]))
    return lambda graph: _edit(graph, kind, a, b, c, type_name, name)


def _edit(graph: Graph, kind: str, a: int, b: int, c: int, type_name: str, name: str) -> Graph:
    nodes = list(graph.nodes.values())
    if kind == "add" or not nodes:
        return add_node(graph, make(type_name))[0]
    one, other = nodes[a % len(nodes)], nodes[b % len(nodes)]
    try:
        match kind:
            case "connect":
                outputs = [port.name for port in output_ports(graph, one)]
                inputs = [port.name for port in input_ports(graph, other)]
                spare = spare_port(other.module)
                inputs += [spare.name] if spare else []
                if not outputs or not inputs:
                    return graph
                port = inputs[c % len(inputs)]
                return connect(graph, Edge(one.id, outputs[c % len(outputs)], other.id, port))
            case "disconnect" if graph.edges:
                return disconnect(graph, graph.edges[c % len(graph.edges)])
            case "remove":
                return remove_nodes(graph, {one.id, other.id})
            case "rename":
                return rename(graph, one.id, name)
            case "change":
                return set_module(graph, one.id, make(type_name))
            case "share":
                return set_share(graph, one.id, name if c % 2 else None)
            case "factor":
                return set_learning_rate_factor(graph, one.id, (c % 3) / 2)
            case "bypass":
                return set_bypassed(graph, one.id, c % 3 > 0)
            case "dissolve":
                return dissolve(graph, {one.id, other.id})
            case "splice" if graph.edges:
                return splice(graph, one.id, graph.edges[c % len(graph.edges)])
            case "swap":
                return swap(graph, one.id, make(type_name))
            case "group":
                return group(graph, {one.id, other.id}).graph
            case "ungroup":
                return ungroup(graph, one.id).graph
            case "insert" if graph.edges:
                return insert_on_edge(graph, graph.edges[c % len(graph.edges)], make(type_name))[0]
            case "copy":
                return paste(graph, copy_nodes(graph, {one.id, other.id}))[0]
    except GraphError:
        return graph
    return graph


@st.composite
def graphs(draw: st.DrawFn, most: int = 25) -> Graph:
    """Draw a graph, often a broken one, sometimes with composites in it."""
    graph = draw(st.sampled_from([Graph(), with_nested_composite()]))
    for edit in draw(st.lists(edits(), max_size=most)):
        graph = edit(graph)
    return graph
