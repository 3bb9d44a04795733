"""The gradient check finds nothing in guinet's modules, and names a defect by its node."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import GraphError
from guinet.core.spec import FieldSpec
from guinet.engine.gradcheck import gradcheck
from guinet.engine.random_batch import random_batch
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.graphs import PLANE, fan_out, mlp
from tests.engine.modules import WrongSquare, exchange

CLASSES = {"x": (4,), "y": FieldSpec((), "class", 3)}


def deep() -> Graph:
    b = GraphBuilder()
    h = b.add("Input")
    for _ in range(3):
        h = b.add("ReLU", b.add("BatchNorm", b.add("Linear", h, out_features=6, bias_init="zeros")))
    h = b.add("Dropout", h)
    b.add("CrossEntropyLoss", b.add("Linear", h, out_features=3), b.add("Target"))
    return b.build()


def probabilities() -> Graph:
    b = GraphBuilder()
    parts = b.add("Split", b.add("Linear", b.add("Input"), out_features=6))
    softmax = b.add("Softmax", b.add("Add", parts["y1"], b.add("Sigmoid", parts["y2"])))
    b.add("CategoricalCrossEntropy", softmax, b.add("Target"))
    return b.build()


@pytest.mark.parametrize(
    ("graph", "fields"),
    [(mlp(), PLANE), (fan_out(), PLANE), (deep(), CLASSES), (probabilities(), CLASSES)],
    ids=["mlp", "fan-out", "deep", "probabilities"],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_right_gradients_pass(graph: Graph, fields: Mapping[str, Any], seed: int) -> None:
    rows = gradcheck(graph, fields, seed=seed)
    assert [row for row in rows if not row.ok] == []
    assert any(row.name == "weight" for row in rows)


def test_a_wrong_backward_is_named_at_its_node_and_felt_by_what_stands_before_it() -> None:
    rows = gradcheck(exchange(mlp(), "act", WrongSquare()), PLANE)
    wrong = {(row.path, row.name) for row in rows if not row.ok}
    assert {path for path, name in wrong if not name} == {"act"}
    assert {path for path, name in wrong if name} == {"hidden"}


def test_a_broken_graph_is_answered_in_words() -> None:
    with pytest.raises(GraphError):
        gradcheck(mlp(), {"x": (2,), "y": (4,)})


def test_random_samples_agree_with_their_fields() -> None:
    fields = {
        "number": FieldSpec((2,), low=3.0, high=4.0),
        "label": FieldSpec((), "class", 3),
        "rows": FieldSpec((3,), "class"),
        "index": FieldSpec((5,), "index", low=2, high=4),
        "binary": FieldSpec((1,), "class", ("no", "yes")),
    }
    batch = random_batch(fields, 40, seed=0)
    assert batch["number"].min() >= 3.0
    assert batch["number"].max() <= 4.0
    assert set(batch["label"].tolist()) == {0, 1, 2}
    np.testing.assert_array_equal(batch["rows"].sum(axis=1), np.ones(40))
    assert set(np.unique(batch["index"]).tolist()) == {2, 3, 4}
    assert batch["binary"].shape == (40, 1)
    assert set(np.unique(batch["binary"]).tolist()) == {0.0, 1.0}
    assert not np.array_equal(batch["number"], random_batch(fields, 40, seed=1)["number"])


def test_what_is_not_finite_fails_without_a_warning() -> None:
    b = GraphBuilder()
    h = b.add("Expression", b.add("Input"), expression="1e160 * x", name="huge")
    b.add("MSELoss", b.add("Linear", h, out_features=1), b.add("Target"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = gradcheck(b.build(), PLANE)
    assert {row.error for row in rows if row.name} == {math.inf}
