"""Networks as large as the canvas must carry, with all that real ones have."""

from __future__ import annotations

import numpy as np

from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from guinet.project.project import Project

_STEP_X, _STEP_Y = 216.0, 248.0
_SAME = {"out_channels": 8, "kernel_size": 3, "padding": "same"}


def network(nodes: int, seed: int = 0) -> Project:
    """Return a network of so many nodes and a tenth more edges, with the place of each.

    Convolutions with skips come first, then dense layers that branch and merge, then one loss.
    """
    builder = GraphBuilder()
    rng = np.random.default_rng(seed)
    last = builder.add("Input")
    made = 1
    while made < nodes // 3:
        last, more = _convolutions(builder, last, rng)
        made += more
    last = builder.add("Linear", builder.add("Flatten", last), out_features=16)
    made += 2
    while made < nodes - 8:
        last, more = _dense(builder, last, rng)
        made += more
    while made < nodes - 3:
        last = builder.add("Tanh", last)
        made += 1
    answer = builder.add("Linear", last, out_features=10)
    builder.add("CrossEntropyLoss", answer, builder.add("Target"))
    graph = builder.build()
    assert len(graph.nodes) == nodes, len(graph.nodes)
    return Project(graph, {"": _places(graph)}, DataSpec(source=Digits()), title=f"{nodes} nodes")


def _convolutions(builder: GraphBuilder, last: Ref, rng: np.random.Generator) -> tuple[Ref, int]:
    """Add a skip over two convolutions, and a few nodes in a row."""
    activation = ("ReLU", "GELU", "SiLU")[int(rng.integers(3))]
    first = builder.add("Conv2d", last, **_SAME)
    inner = builder.add("Conv2d", builder.add(activation, first), **_SAME)
    joined = builder.add("Add", first, builder.add("BatchNorm", inner))
    return builder.add(activation, joined), 6


def _dense(builder: GraphBuilder, last: Ref, rng: np.random.Generator) -> tuple[Ref, int]:
    """Add a row of layers, or two branches that are put side by side."""
    kind = ("Tanh", "ReLU", "Sigmoid", "GELU")[int(rng.integers(4))]
    if rng.random() < 0.6:
        for _ in range(3):
            last = builder.add(kind, builder.add("Linear", last, out_features=16))
        return last, 6
    branches = [builder.add(kind, builder.add("Linear", last, out_features=8)) for _ in range(2)]
    return builder.add("Concat", *branches), 5


def _places(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return places in rows from left to right, as somebody lays out a long network."""
    columns = round(len(graph.nodes) ** 0.5 * 1.2)
    return {
        id: (_STEP_X * (number % columns), _STEP_Y * (number // columns))
        for number, id in enumerate(graph.nodes)
    }
