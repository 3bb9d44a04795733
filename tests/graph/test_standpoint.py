"""Standing inside composite uses."""

from __future__ import annotations

from guinet.graph.standpoint import Standpoint, locate, stand
from tests.graph.graphs import with_nested_composite


def test_uses_are_entered_from_the_outside_in() -> None:
    graph = with_nested_composite()
    inner = stand(graph, ("n2", "n2"))
    assert inner == Standpoint(("n2", "n2"), ("first", "cell"), "c1")
    assert inner.path("tanh") == "first.cell.tanh"
    assert stand(graph, ()) == Standpoint()


def test_what_cannot_be_entered_ends_the_way() -> None:
    graph = with_nested_composite()
    assert stand(graph, ("n2", "n1", "n2")).uses == ("n2",)
    assert stand(graph, ("gone",)) == Standpoint()


def test_a_path_is_found_again() -> None:
    graph = with_nested_composite()
    inside = graph.composites["c1"].graph.nodes["n3"]
    found = locate(graph, f"first.cell.{inside.name}")
    assert found == (stand(graph, ("n2", "n2")), "n3")
    assert locate(graph, "first.cell.nobody") is None
    assert locate(graph, "nobody.cell") is None
    assert locate(graph, f"{graph.nodes['n1'].name}.cell") is None
