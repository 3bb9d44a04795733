"""Batches that need no reading go right into a plan, and nothing wrong slips in with them."""

from __future__ import annotations

from typing import Any
from unittest import mock

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.engine.batch import BatchReader
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder

X = np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)


def network(y: FieldSpec, loss: str, width: int, encoding: str = "one-hot", **options: Any) -> Any:
    """Return a network with labels of some kind."""
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input", name="x"), out_features=4))
    out = b.add("Linear", h, out_features=width, name="out")
    b.add(loss, out, b.add("Target", encoding=encoding, name="target"), name="loss")
    fields = {"x": FieldSpec((3,)), "y": y, "unused": FieldSpec((2,))}
    return Network(b.build(), fields, 8, seed=1, **options)


LABELS = FieldSpec((), "class", 3)
KINDS = {
    "numbers": (FieldSpec((2,)), "MSELoss", 2, "one-hot", np.ones((6, 2))),
    "labels": (LABELS, "CrossEntropyLoss", 3, "one-hot", np.array([0, 1, 2, 2, 1, 0])),
    "rows": (FieldSpec((2,), "class"), "CrossEntropyLoss", 2, "one-hot", np.eye(2)[[0, 1] * 3]),
    "binary": (FieldSpec((), "class", 2), "BCEWithLogitsLoss", 1, "binary", np.arange(6) % 2),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_batch_that_needs_no_reading_makes_the_same_steps(kind: str, dtype: str) -> None:
    *wanted, y = KINDS[kind]
    quick, slow = (network(*wanted, dtype=dtype).trainer("adam", 0.1) for _ in range(2))
    batch = {"x": X, "y": y}
    given = {"x": X.tolist(), "y": y.tolist()}
    assert quick.step(batch) == slow.step(given)
    with mock.patch.object(BatchReader, "read", side_effect=AssertionError("was read")):
        losses = [quick.step(batch) for _ in range(3)]
    assert losses == [slow.step(given) for _ in range(3)]
    for name, array in quick.network.weights.items():
        np.testing.assert_array_equal(array, slow.network.weights[name])


def test_labels_of_every_position_need_no_reading() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=4)
    b.add("CrossEntropyLoss", out, b.add("Target", name="target"))
    fields = {"x": FieldSpec((5, 3)), "y": FieldSpec((5,), "index", low=0, high=3)}
    net = Network(b.build(), fields, 2, keep=["target"])
    rng = np.random.default_rng(2)
    trainer = net.trainer()
    for _ in range(2):
        batch = {"x": rng.standard_normal((2, 5, 3)), "y": rng.integers(0, 4, (2, 5))}
        trainer.step(batch)
        np.testing.assert_array_equal(net.output("target"), np.eye(4)[batch["y"]])
    with mock.patch.object(BatchReader, "read", side_effect=AssertionError("was read")):
        trainer.step(batch)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"x": np.where(np.arange(18).reshape(6, 3) == 7, np.nan, X)}, "nan in sample 2"),
        ({"x": np.where(np.arange(18).reshape(6, 3) == 7, np.inf, X)}, "inf in sample 2"),
        ({"y": np.array([0, 1, 3, 0, 0, 0])}, "label 3 is none"),
        ({"y": np.array([0, 1, 2, 0, -1, 0])}, "label -1 is none"),
        ({"y": np.array([0, 0, 0, 0, 0, np.iinfo(np.int64).max])}, "is none"),
        ({"y": np.array([0, 0, 0, 0, 0, np.iinfo(np.int64).min])}, "is none"),
        ({"x": X[:, :2]}, "must be N × 3"),
        ({"x": X[:5]}, "equally many"),
        ({"z": X}, "has a field 'z'"),
        ({"y": None}, "lacks the field 'y'"),
    ],
)
def test_what_is_wrong_is_refused_in_the_same_words(wrong: dict[str, Any], words: str) -> None:
    trainer = network(LABELS, "CrossEntropyLoss", 3).trainer()
    good = {"x": X, "y": np.array([0, 1, 2, 2, 1, 0])}
    trainer.step(good)
    weights = trainer.network.weights
    batch = {name: array for name, array in (good | wrong).items() if array is not None}
    with pytest.raises(DataError, match=words):
        trainer.step(batch)
    for name, array in trainer.network.weights.items():
        np.testing.assert_array_equal(array, weights[name])
    with pytest.raises(Exception, match="call forward"):
        trainer.network.output("out")
    trainer.step(good)
    assert trainer.steps == 2


def test_large_numbers_and_further_fields_are_no_mistake() -> None:
    trainer = network(LABELS, "CrossEntropyLoss", 3).trainer()
    batch = {"x": X, "y": np.array([0, 1, 2, 2, 1, 0]), "unused": np.zeros((6, 2))}
    trainer.step(batch)
    with mock.patch.object(BatchReader, "read", side_effect=AssertionError("was read")):
        trainer.step(batch)
    assert np.isfinite(trainer.step(batch | {"x": np.full_like(X, 1e30)}))


def test_the_samples_of_the_last_step_are_those_it_was_given() -> None:
    net = network(LABELS, "CrossEntropyLoss", 3, keep="all")
    trainer = net.trainer("sgd", 0.0)
    batch = {"x": X.copy(), "y": np.array([0, 1, 2, 2, 1, 0])}
    trainer.step(batch)
    trainer.step(batch)
    batch["x"][:] = 0.0
    np.testing.assert_array_equal(net.output("x"), X)
    assert np.abs(net.output("tanh1")).max() > 0.1


def test_a_network_without_its_targets_is_not_taken_for_one_with_them() -> None:
    net = network(LABELS, "CrossEntropyLoss", 3)
    trainer = net.trainer()
    net.forward({"x": X}, training=True)
    with pytest.raises(DataError, match="lacks the field 'y'"):
        trainer.step({"x": X})
    assert np.isnan(net.forward({"x": X}, training=True))


def test_other_sizes_of_batches_may_come_in_between() -> None:
    batches = [{"x": X[:n], "y": np.arange(n) % 3} for n in (6, 4, 6, 1, 6)]
    quick, slow = (network(LABELS, "CrossEntropyLoss", 3).trainer() for _ in range(2))
    for batch in batches * 2:
        listed = {name: array.tolist() for name, array in batch.items()}
        assert quick.step(batch) == slow.step(listed)
