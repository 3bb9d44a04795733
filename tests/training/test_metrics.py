"""Accuracy and R² against their definitions, however the samples are divided."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    mean_absolute_error,
    r2_score,
    top_k_accuracy_score,
)

from guinet.core.spec import FieldSpec
from guinet.modules import modules
from guinet.training import metrics
from guinet.training.metrics import Accuracy, Determination, metric_for


def in_parts(metric, prediction, target, size):
    for start in range(0, len(prediction), size):
        metric.add(prediction[start : start + size], target[start : start + size])
    return metric.value()


@pytest.mark.parametrize("size", [1, 7, 50])
@pytest.mark.parametrize("room", [1, 30, 1 << 18])
def test_r2_is_that_of_all_samples(monkeypatch, size, room):
    monkeypatch.setattr(metrics, "_ROOM", room)
    rng = np.random.default_rng(0)
    target = (1e4 + rng.normal(size=(50, 2)) * [1, 30]).astype(np.float32)
    prediction = target + rng.normal(size=(50, 2)).astype(np.float32)
    found = in_parts(Determination(), prediction, target, size)
    # Both outputs share one denominator here: the variation of all elements about their means.
    deviation = target.astype(float) - target.mean(axis=0, dtype=float)
    expected = 1 - np.square(prediction - target.astype(float)).sum() / np.square(deviation).sum()
    assert found == pytest.approx(expected, rel=1e-9)
    one = in_parts(Determination(), prediction[:, :1], target[:, :1], size)
    judge = r2_score(target[:, 0].astype(float), prediction[:, 0].astype(float))
    assert one == pytest.approx(judge, rel=1e-9)


def test_r2_of_a_target_that_never_changes_is_undefined():
    assert in_parts(Determination(), np.ones((4, 1)), np.full((4, 1), 3.0), 2) is None
    assert Determination().value() is None


@pytest.mark.parametrize("size", [1, 3])
def test_accuracy_takes_the_largest_of_several_outputs(size):
    prediction = np.array([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6]])
    target = np.array([[0, 1], [1, 0], [1, 0]])
    assert in_parts(Accuracy(), prediction, target, size) == pytest.approx(2 / 3)


def test_accuracy_of_one_output_holds_it_against_the_threshold():
    target = np.array([[0.0], [1.0], [1.0], [0.0]])
    logits = np.array([[-1.0], [0.2], [3.0], [0.1]])
    assert in_parts(Accuracy(threshold=0.0), logits, target, 2) == pytest.approx(3 / 4)
    assert in_parts(Accuracy(threshold=0.5), logits, target, 2) == pytest.approx(3 / 4)
    assert in_parts(Accuracy(threshold=0.15), logits, target, 2) == 1.0


def test_accuracy_of_a_sequence_counts_positions():
    target = np.eye(3)[[[0, 1], [2, 2]]]
    prediction = np.eye(3)[[[0, 1], [2, 0]]]
    assert in_parts(Accuracy(axis=2), prediction, target, 1) == pytest.approx(3 / 4)


def test_clear_forgets():
    metric = Accuracy()
    metric.add(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    metric.clear()
    metric.add(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    assert metric.value() == 1.0


def test_the_loss_and_its_target_choose_the_metric():
    mse, cross = modules.get("MSELoss")(), modules.get("CrossEntropyLoss")()
    logits = modules.get("BCEWithLogitsLoss")()
    numbers, binary = FieldSpec((1,)), FieldSpec((1,), "class", ("no", "yes"))
    assert isinstance(metric_for(mse, numbers, numbers), Determination)
    assert isinstance(metric_for(mse, numbers, binary), Accuracy)
    assert isinstance(metric_for(cross, FieldSpec((3,)), FieldSpec((3,))), Accuracy)
    found = metric_for(logits, numbers, binary)
    assert in_parts(found, np.array([[0.3]]), np.array([[1.0]]), 1) == 1.0


@pytest.mark.parametrize("classes", [2, 4, 8])
@pytest.mark.parametrize("pieces", [1, 7])
def test_f1_and_top3_are_those_of_scikit_learn(classes: int, pieces: int) -> None:
    rng = np.random.default_rng(classes * 10 + pieces)
    scores = rng.normal(size=(200, classes))
    true = rng.integers(0, classes, 200)
    target = np.eye(classes)[true]
    metric = Accuracy()
    for part in np.array_split(np.arange(200), pieces):
        metric.add(scores[part], target[part])
    found = metric.values()
    assert found["accuracy"] == pytest.approx(accuracy_score(true, scores.argmax(axis=1)))
    assert found["f1"] == pytest.approx(f1_score(true, scores.argmax(axis=1), average="macro"))
    if classes >= 6:
        assert found["top3"] == pytest.approx(top_k_accuracy_score(true, scores, k=3))
    else:
        assert "top3" not in found


def test_a_class_that_does_not_occur_does_not_count() -> None:
    said, true = np.array([0, 0, 1]), np.array([0, 1, 1])
    metric = Accuracy()
    metric.add(np.eye(5)[said], np.eye(5)[true])
    assert metric.values()["f1"] == pytest.approx(f1_score(true, said, average="macro"))


@pytest.mark.parametrize("pieces", [1, 6])
def test_the_mean_absolute_error_is_that_of_scikit_learn(pieces: int) -> None:
    rng = np.random.default_rng(pieces)
    said, true = rng.normal(size=(2, 90, 3))
    metric = Determination()
    for part in np.array_split(np.arange(90), pieces):
        metric.add(said[part], true[part])
    assert metric.values()["mae"] == pytest.approx(mean_absolute_error(true, said))
