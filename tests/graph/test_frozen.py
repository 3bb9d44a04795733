"""Which edges lie in a frozen part."""

from __future__ import annotations

import pytest

from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import set_learning_rate_factor
from guinet.graph.frozen import frozen_edges
from guinet.graph.model import Graph

FIELDS = {"x": (2,), "y": (1,)}


def forked() -> Graph:
    """Return x → flat → fc1 → t → fc2 → sum → out → loss, with x → skip → sum beside it."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    h = b.add("Linear", b.add("Flatten", x, name="flat"), out_features=4, name="fc1")
    h = b.add("Linear", b.add("Tanh", h, name="t"), out_features=4, name="fc2")
    skip = b.add("Linear", x, out_features=4, name="skip")
    out = b.add("Linear", b.add("Add", h, skip, name="sum"), out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


def frozen(*names: str) -> set[str]:
    graph = forked()
    for name in names:
        node = graph.by_name(name)
        assert node is not None
        graph = set_learning_rate_factor(graph, node.id, 0.0)
    found = frozen_edges(analyse(graph, FIELDS))
    return {f"{edge.source}>{edge.target}" for edge in found}


@pytest.mark.parametrize(
    ("names", "still"),
    [
        ((), set()),
        (("fc1",), {"x>flat", "flat>fc1", "fc1>t", "t>fc2"}),
        # What learns behind a frozen layer needs what the layer hands back.
        (("fc2",), set()),
        (("fc1", "fc2"), {"x>flat", "flat>fc1", "fc1>t", "t>fc2", "fc2>sum"}),
        (("skip",), {"x>skip", "skip>sum"}),
        (("out",), set()),
        (
            ("fc1", "fc2", "skip"),
            {"x>flat", "flat>fc1", "fc1>t", "t>fc2", "fc2>sum", "x>skip", "skip>sum", "sum>out"},
        ),
    ],
)
def test_frozen_edges(names: tuple[str, ...], still: set[str]) -> None:
    assert frozen(*names) == still


def test_without_weights_nothing_is_frozen() -> None:
    b = GraphBuilder()
    b.add("MSELoss", b.add("Tanh", b.add("Input")), b.add("Target"))
    assert frozen_edges(analyse(b.build(), {"x": (1,), "y": (1,)})) == frozenset()
