"""Taking nodes out of their chains."""

from __future__ import annotations

from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Edge, Graph
from guinet.graph.pulling_out import pull_out


def chain() -> Graph:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", name="x"), name="hidden")
    b.add("Linear", b.add("Tanh", h, name="tanh"), name="out")
    return b.build()


def wires(graph: Graph) -> set[str]:
    names = {id: node.name for id, node in graph.nodes.items()}
    return {f"{names[edge.source]}>{names[edge.target]}" for edge in graph.edges}


def ids(graph: Graph, *names: str) -> list[str]:
    return [id for id, node in graph.nodes.items() if node.name in names]


def test_the_gap_closes_and_the_node_stays() -> None:
    graph = chain()
    after = pull_out(graph, ids(graph, "tanh"))
    assert wires(after) == {"x>hidden", "hidden>out"}
    assert after.nodes == graph.nodes


def test_wires_among_the_nodes_stay() -> None:
    graph = chain()
    after = pull_out(graph, ids(graph, "hidden", "tanh"))
    assert wires(after) == {"x>out", "hidden>tanh"}


def test_what_stands_alone_is_left_alone() -> None:
    graph = pull_out(chain(), ids(chain(), "tanh"))
    assert pull_out(graph, ids(graph, "tanh")) == graph
    assert pull_out(graph, ["n99"]) == graph


def test_each_edge_stands_once() -> None:
    graph = chain()
    edges: tuple[Edge, ...] = pull_out(graph, ids(graph, "hidden", "tanh")).edges
    assert len(set(edges)) == len(edges)
