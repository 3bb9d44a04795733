"""What is remembered from graph to graph never shows: an analysis is that of a fresh start."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from guinet.core.spec import FieldSpec
from guinet.graph import analysis as analysis_module
from guinet.graph import flatten, order, shapes
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.bypass import bypass_fault
from guinet.graph.edits import (
    add_node,
    connect,
    remove_edges,
    remove_nodes,
    rename,
    set_bypassed,
    set_learning_rate_factor,
    set_module,
    set_share,
)
from guinet.graph.model import Edge, Graph
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.remembered import Remembered
from guinet.modules import modules

FIELDS = {"x": FieldSpec((12,)), "y": FieldSpec((), "class", classes=("a", "b", "c"))}
TYPES = ("Linear", "Tanh", "ReLU", "Add", "Concat", "Dropout", "LayerNorm")


def network() -> Graph:
    builder = GraphBuilder()
    last = builder.add("Input")
    for _ in range(6):
        branch = builder.add("Tanh", builder.add("Linear", last, out_features=5))
        last = builder.add("Add", branch, builder.add("Linear", last, out_features=5))
    answer = builder.add("Linear", last, out_features=3)
    builder.add("CrossEntropyLoss", answer, builder.add("Target"))
    return builder.build()


def edited(graph: Graph, draw: random.Random) -> Graph:
    """Return the graph after an edit of any kind."""
    ids = list(graph.nodes)
    node = graph.nodes[draw.choice(ids)]
    kind = draw.randrange(9)
    if kind == 0:
        return add_node(graph, modules.get(draw.choice(TYPES))())[0]
    if kind == 1 and len(ids) > 6:
        return remove_nodes(graph, [node.id])
    if kind == 2 and graph.edges:
        return remove_edges(graph, [draw.choice(graph.edges)])
    if kind == 3:
        return rename(graph, node.id, f"name{draw.randrange(10_000)}")
    if kind == 4 and "out_features" in node.module.fields:
        return set_module(graph, node.id, node.module.replace(out_features=draw.randint(2, 6)))
    if kind == 5:
        return set_share(graph, node.id, draw.choice((None, "a", "b")))
    if kind == 6:
        return set_learning_rate_factor(graph, node.id, draw.choice((0.0, 0.5, 1.0)))
    if kind == 7:
        on = draw.random() < 0.5 and not bypass_fault(graph, node)
        return set_bypassed(graph, node.id, on) if on != node.bypassed else graph
    other = graph.nodes[draw.choice(ids)]
    outputs, inputs = output_ports(graph, node), input_ports(graph, other)
    if not outputs or not inputs or other is node:
        return graph
    edge = Edge(node.id, outputs[0].name, other.id, draw.choice(inputs).name)
    return connect(graph, edge)


@contextmanager
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every analysis begin anew for a while."""
    with monkeypatch.context() as patch:
        for module in (analysis_module, flatten, shapes):
            for value in vars(module).values():
                if isinstance(value, Remembered):
                    patch.setattr(value, "_known", {})
        patch.setattr(flatten, "_made", {})
        order._topology.cache_clear()
        yield
        order._topology.cache_clear()


def told(found: Analysis) -> dict[str, object]:
    """Return all that an analysis says, in its order."""
    paths = list(found.flat.nodes)
    return {
        "nodes": list(found.flat.nodes.items()),
        "edges": found.flat.edges,
        "idle": found.flat.idle,
        "order": found.order,
        "outputs": list(found.inference.outputs.items()),
        "inputs": list(found.inference.inputs.items()),
        "errors": [(path, str(error)) for path, error in found.inference.errors.items()],
        "problems": [
            (p.path, p.port, p.severity, p.message, p.hint, [fix.label for fix in p.fixes])
            for p in found.problems
        ],
        "weights": [found.weight_count(path) for path in paths],
        "costs": [found.multiply_adds(path) for path in paths],
    }


@pytest.mark.parametrize("seed", range(4))
def test_edits_at_random_are_analysed_as_if_nothing_were_remembered(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, graph = random.Random(seed), network()
    for _ in range(60):
        graph = edited(graph, draw)
        remembered = told(analyse(graph, FIELDS))
        with nothing_remembered(monkeypatch):
            assert remembered == told(analyse(graph, FIELDS))


def test_a_function_is_asked_once_for_the_same_values_and_again_for_equal_ones() -> None:
    asked: list[tuple[object, ...]] = []
    remembered = Remembered(lambda *values: asked.append(values) or len(asked))
    first, equal = [1], [1]
    assert (remembered(first), remembered(first), remembered(equal)) == (1, 1, 2)
    assert remembered(first, None) == 3


def test_values_are_kept_as_long_as_their_results() -> None:
    # Else a new value could come to have the identity of one that is gone.
    remembered = Remembered(lambda value: value[0])
    assert [remembered([number]) for number in range(500)] == list(range(500))


def test_no_more_is_kept_than_was_allowed() -> None:
    remembered = Remembered(lambda value: value, most=3)
    values = [[number] for number in range(10)]
    assert [remembered(value) for value in values] == values
    assert len(remembered._known) <= 3
