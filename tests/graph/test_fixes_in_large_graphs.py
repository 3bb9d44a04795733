"""Fixes in graphs that are too large to look ahead."""

from __future__ import annotations

import guinet
from guinet.graph.analysis import analyse


def chain(length: int) -> guinet.Graph:
    """Return a chain of Linear and Tanh that has no loss and ends in the wrong width."""
    b = guinet.GraphBuilder()
    last = b.add("Input")
    for _ in range(length):
        last = b.add("Tanh", b.add("Linear", last, out_features=3))
    b.add("Linear", last, out_features=5)
    return b.build()


def offered(graph: guinet.Graph) -> list[str]:
    fields = {"x": (2,), "y": guinet.FieldSpec((), "class", 3)}
    found = [p for p in analyse(graph, fields).problems if p.rule == "no-loss"]
    return [fix.label for problem in found for fix in problem.fixes]


def test_a_small_graph_is_mended_in_one_step_and_a_large_one_step_by_step() -> None:
    small, large = offered(chain(3)), offered(chain(200))
    assert small[0].startswith("Add CrossEntropyLoss, ")
    assert large[0] == "Add CrossEntropyLoss"
