"""Batches that do not agree with the fields are answered in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.engine.batch import has_nonfinite
from guinet.graph.builder import GraphBuilder
from tests.engine.graphs import make, mlp

X, Y = np.ones((3, 2)), np.zeros((3, 1))


@pytest.mark.parametrize(
    ("batch", "words"),
    [
        ({"y": Y}, "lacks the field 'x', which x reads"),
        ({"x": X, "z": Y}, "has a field 'z'; the fields are: x, y"),
        ({"x": X[:, :1], "y": Y}, "x must be N × 2.*N × 1"),
        ({"x": X[:, :, None]}, "N × 2 × 1"),
        ({"x": np.float64(1.0)}, "single number"),
        ({"x": X[:2], "y": Y}, "x has 2, y has 3"),
        ({"x": X[:0]}, "no samples"),
        ({"x": np.ones((9, 2))}, "9 samples .* at most 8"),
        ({"x": [[1.0, 2.0], [3.0]]}, "differ in shape"),
        ({"x": [["a", "b"]]}, "holds numbers, not"),
        ({"x": X + 1j}, "holds numbers, not complex"),
        ({"x": [[1.0, 2.0], [np.nan, 0.0]]}, "nan in sample 1"),
        ({"x": X, "y": [[0.0], [0.0], [-np.inf]]}, "'y' holds -inf in sample 2"),
        ([X, Y], "names its fields"),
    ],
)
def test_a_wrong_batch_is_one_sentence(batch: Any, words: str) -> None:
    net = make(mlp())
    with pytest.raises(DataError, match=words) as caught:
        net.forward(batch)
    assert "\n" not in str(caught.value)


def test_lists_and_integers_are_numbers_too() -> None:
    net = make(mlp())
    assert net.forward({"x": [[1, 2]], "y": [[3]]}) == net.forward(
        {"x": np.array([[1.0, 2.0]], np.float32), "y": np.array([[3.0]])}
    )


def labels(encoding: str, loss: str, width: int, classes: int) -> Any:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=width)
    b.add(loss, out, b.add("Target", encoding=encoding, name="target"))
    return make(b.build(), {"x": (2,), "y": FieldSpec((), "class", classes)})


def test_labels_reach_the_graph_one_hot() -> None:
    net = labels("one-hot", "CrossEntropyLoss", 3, 3)
    net.forward({"x": X, "y": np.array([2, 0, 1])})
    np.testing.assert_array_equal(net.output("target"), [[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    assert net.output("target").dtype == np.float64


def test_two_classes_can_be_one_number() -> None:
    net = labels("binary", "BCEWithLogitsLoss", 1, 2)
    net.forward({"x": X, "y": [1, 0, 1]})
    np.testing.assert_array_equal(net.output("target"), [[1], [0], [1]])


@pytest.mark.parametrize("wrong", [[0, 1, 3], [-1, 0, 0], [0.5, 0, 0]])
def test_a_label_that_is_no_class_is_refused(wrong: list[float]) -> None:
    with pytest.raises(DataError, match="y"):
        labels("one-hot", "CrossEntropyLoss", 3, 3).forward({"x": X, "y": wrong})


def test_a_sum_that_overflows_is_not_taken_for_infinity() -> None:
    huge = np.full(4, np.finfo(np.float32).max)
    assert not has_nonfinite(huge)
    assert has_nonfinite(np.array([1.0, np.nan]))
    assert has_nonfinite(np.array([np.inf, -np.inf]))
    assert not has_nonfinite(np.array([1, 2]))
