"""What is said about an edge that is still in the air."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.edits import add_node, connect
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph
from guinet.graph.order import find_cycle
from guinet.graph.scopes import inside
from guinet.graph.why_not import Verdict, Verdicts, why_not
from tests.graph.graphs import FIELDS, with_nested_composite
from tests.graph.strategies import few, graphs, make

IMAGE = {"x": FieldSpec((1, 8, 8)), "y": FieldSpec((2,))}


def chain() -> Graph:
    """Input n1, hidden n2, relu n3, out n4, target n5, loss n6."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=8, name="hidden")
    p = b.add("Linear", b.add("ReLU", h, name="relu"), out_features=2, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


@pytest.mark.parametrize(
    ("edge", "reason"),
    [
        (
            Edge("n4", "y", "n2", "x"),
            "This would close a cycle: hidden already leads to out.",
        ),
        (Edge("n2", "y", "n2", "x"), "hidden cannot feed itself: a network has no cycles."),
        (Edge("n2", "x", "n3", "x"), "A wire begins at an output; this is an input."),
        (Edge("n2", "y", "n3", "y"), "A wire ends at an input; this is an output."),
        (Edge("n2", "nope", "n3", "x"), "hidden has no output nope."),
        (Edge("n2", "y", "n3", "nope"), "relu has no input nope."),
        (Edge("n2", "y", "n1", "x"), "input1 has no input x."),
        (Edge("n9", "y", "n2", "x"), "The node is not in the graph any more."),
    ],
)
def test_what_cannot_be_is_refused(edge: Edge, reason: str) -> None:
    assert why_not(chain(), edge, FIELDS) == Verdict(False, "refused", reason)


def test_what_fits_is_allowed() -> None:
    graph = chain()
    assert why_not(graph, graph.edges[0], FIELDS).reason == "These two are joined already."
    verdict = why_not(graph, Edge("n1", "y", "n4", "x"), FIELDS)
    assert verdict == Verdict(True, "ok", "Replaces the wire from relu.")
    graph, node = add_node(graph, make("ReLU"))
    assert why_not(graph, Edge("n2", "y", node.id, "x"), FIELDS) == Verdict(True, "ok")


def test_a_mismatch_is_announced_but_allowed() -> None:
    verdict = why_not(chain(), Edge("n2", "y", "n6", "prediction"), FIELDS)
    assert verdict.allowed
    assert verdict.level == "mismatch"
    assert "the prediction is N × 8 and the target N × 2" in verdict.reason
    # Without knowing the data there is nothing to compare.
    assert why_not(chain(), Edge("n2", "y", "n6", "prediction")).level == "ok"


def test_a_variadic_module_offers_one_more_input() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    wide = b.add("Linear", x, out_features=4, name="wide")
    narrow = b.add("Linear", x, out_features=3, name="narrow")
    add = b.add("Add", x, wide, name="sum")
    graph = b.build()
    assert why_not(graph, Edge(wide.id, "y", add.id, "x3"), FIELDS).level == "ok"
    assert why_not(graph, Edge(narrow.id, "y", add.id, "x3"), FIELDS).level == "mismatch"
    assert why_not(graph, Edge(wide.id, "y", add.id, "x4"), FIELDS).level == "refused"


def test_what_happens_inside_a_composite_counts() -> None:
    graph = with_nested_composite()
    graph, wide = add_node(graph, make("Linear", out_features=5), name="wide")
    graph = connect(graph, Edge("n1", "y", wide.id, "x"))
    verdict = why_not(graph, Edge(wide.id, "y", "n3", "x"), FIELDS)
    assert verdict.level == "mismatch"
    assert "Add needs equal shapes" in verdict.reason
    assert why_not(graph, Edge("n1", "y", "n3", "x"), FIELDS).level == "ok"
    # A wire from a composite carries what its Outlet gives.
    assert why_not(graph, Edge("n3", "y", wide.id, "x"), FIELDS).level == "ok"
    assert why_not(graph, Edge("n3", "y", "n2", "x"), FIELDS).level == "refused"


def test_an_image_into_linear_is_announced() -> None:
    graph, node = add_node(chain(), make("Linear"))
    verdict = why_not(graph, Edge("n1", "y", node.id, "x"), IMAGE)
    assert verdict.reason == "Linear reads N × F or N × T × F and gets N × 1 × 8 × 8."


def test_wires_inside_a_definition_are_answered_too() -> None:
    graph = inside(with_nested_composite(), "c1")
    verdicts = Verdicts(graph)
    assert verdicts.why_not(Edge("n1", "y", "n3", "x")).level == "ok"
    assert verdicts.why_not(Edge("n3", "y", "n2", "x")).level == "refused"
    assert verdicts.why_not(Edge("n3", "y", "n1", "x")).reason == "x has no input x."


@few
@given(graph=graphs(), a=st.integers(0, 40), b=st.integers(0, 40))
def test_verdicts_agree_with_what_the_rules_say_afterwards(graph: Graph, a: int, b: int) -> None:
    nodes = list(graph.nodes.values())
    if not nodes or find_cycle(flatten(graph)):
        return
    source, target = nodes[a % len(nodes)], nodes[b % len(nodes)]
    edge = Edge(source.id, "y", target.id, "x")
    verdict = why_not(graph, edge, FIELDS)
    if verdict.level == "refused":
        return
    after = connect(graph, edge)
    assert not find_cycle(flatten(after))
    told = [p for p in check(after, FIELDS) if p.rule in ("shape", "kind")]
    at_target = [p for p in told if p.path == target.name or p.path.startswith(f"{target.name}.")]
    assert (verdict.level == "mismatch") == bool(at_target)
