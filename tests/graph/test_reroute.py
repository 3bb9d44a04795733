"""Points on wires change nothing of what is computed, told or offered."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GraphError
from guinet.core.spec import FieldSpec
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.edits import disconnect, reroute
from guinet.graph.model import Graph
from guinet.training.outcome import outcomes
from tests.graph.graphs import FIELDS, GRAPHS

CLASSES = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", classes=("a", "b", "c"))}


def rerouted(graph: Graph) -> Graph:
    """Put a point on every edge."""
    for edge in graph.edges:
        graph, _ = reroute(graph, edge)
    return graph


def classifier(last: str = "LogSoftmax", loss: str = "NLLLoss", outputs: int = 3) -> Graph:
    b = GraphBuilder()
    p = b.add(last, b.add("Linear", b.add("Input"), out_features=outputs, name="out"))
    b.add(loss, p, b.add("Target", name="target"), name="loss")
    return b.build()


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_points_on_every_edge_change_no_number(name: str, engine: str) -> None:
    batch = random_batch(FIELDS, 5, 3)
    found = []
    for graph in (GRAPHS[name](), rerouted(GRAPHS[name]())):
        assert check(graph, FIELDS) == []
        net = Network(graph, FIELDS, seed=2, dtype="float64", engine=engine)
        found.append((net.forward(batch), net.backward()))
    assert found[0][0] == found[1][0]
    for key, gradient in found[0][1].items():
        np.testing.assert_array_equal(gradient, found[1][1][key])


def test_an_edge_that_is_gone_cannot_be_led() -> None:
    graph = classifier()
    edge = graph.edges[0]
    with pytest.raises(GraphError, match="not there any more"):
        reroute(disconnect(graph, edge), edge)


def test_right_answers_stay_right_answers() -> None:
    graph = rerouted(classifier())
    assert check(graph, CLASSES) == []
    (outcome,) = outcomes(analyse(graph, CLASSES))
    assert outcome.metric.name == "accuracy"
    net = Network(graph, CLASSES)
    program = net.executor.program
    given = {e.source for e, known in zip(program.edges, program.given, strict=True) if known}
    behind = graph.edge_into(graph.by_name("loss").id, "target")
    assert given == {"target", graph.nodes[behind.source].name}


def test_the_target_behind_a_point_is_mended() -> None:
    fields = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", classes=("a", "b"))}
    plain = classifier("Sigmoid", "BCELoss", outputs=1)
    for graph in (plain, rerouted(plain)):
        (problem,) = [p for p in check(graph, fields) if p.path == "loss"]
        fix = next(fix for fix in problem.fixes if fix.label == "Set encoding of target to binary")
        assert check(fix.apply(graph), fields) == []


def test_the_loss_that_is_offered_fits_what_a_point_hands_on() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=3)
    b.add("Reroute", b.add("Softmax", out))
    (problem,) = [p for p in check(b.build(), CLASSES) if p.rule == "no-loss"]
    assert problem.fixes[0].label == "Add CategoricalCrossEntropy"
