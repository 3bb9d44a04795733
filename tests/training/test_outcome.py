"""Several losses and penalties train together, and the metric is that of what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from guinet.core.spec import FieldSpec
from guinet.data.prepare import PreparedData
from guinet.data.scaler import Scaler
from guinet.engine.network import Network
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.model import Graph
from guinet.training.messages import Epoch
from guinet.training.outcome import outcomes, values_of
from guinet.training.recipe import Recipe
from guinet.training.session import Session

CODE = {"x": FieldSpec((6,)), "y": FieldSpec((), "class", ("a", "b", "c"))}
NEXT = {"x": FieldSpec((5, 4)), "y": FieldSpec((5,), "index", low=0, high=3)}


def data_of(fields: Mapping[str, FieldSpec], **arrays: Any) -> PreparedData:
    """Return prepared data that are all for training."""
    count = len(next(iter(arrays.values())))
    nothing = {name: values[:0] for name, values in arrays.items()}
    return PreparedData(arrays, nothing, fields, Scaler(), np.arange(count), np.arange(0))


def epochs_of(graph: Graph, data: PreparedData, epochs: int) -> list[Epoch]:
    """Train and return what was said of each epoch."""
    session = Session(graph, data, Recipe(batch_size=8, epochs=epochs, learning_rate=0.02))
    told: list[Epoch] = []
    while len(told) < epochs:
        told += [message for message in session.advance() if isinstance(message, Epoch)]
    return told


def variational() -> Graph:
    """An autoencoder that classifies on the side; its penalties come before its losses."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    mean = b.add("Linear", x, out_features=3, name="mean")
    spread = b.add("Linear", x, out_features=3, name="spread")
    b.add("GaussianKL", mean, spread, loss_weight=0.01, name="kl")
    b.add("L1Penalty", mean, loss_weight=0.001, name="sparse")
    classes = b.add("Linear", mean, out_features=3, name="classes")
    b.add("CrossEntropyLoss", classes, b.add("Target"), class_weight=(1, 2, 1), name="class")
    b.add("MSELoss", b.add("Linear", mean, out_features=6, name="back"), x, name="again")
    return b.build()


def test_two_losses_and_two_penalties_train_together() -> None:
    assert check(variational(), CODE) == []
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 6)).astype(np.float32)
    data = data_of(CODE, x=x, y=x[:, :3].argmax(1))
    told = epochs_of(variational(), data, 60)
    assert told[0].metrics.keys() == {
        "train_loss",
        "train_accuracy",
        "train_f1",
        "train_r2",
        "train_mae",
    }
    assert told[-1].metrics["train_loss"] < 0.5 * told[0].metrics["train_loss"]
    assert told[-1].metrics["train_accuracy"] > 0.9


def test_the_total_and_its_gradient_count_penalties_by_their_weight() -> None:
    network = Network(variational(), CODE, 8, dtype="float64")
    x = np.random.default_rng(1).normal(size=(8, 6))
    total = network.forward({"x": x, "y": np.zeros(8, int)})
    parts = {name: float(network.output(name)) for name in ("kl", "sparse", "class", "again")}
    expected = 0.01 * parts["kl"] + 0.001 * parts["sparse"] + parts["class"] + parts["again"]
    assert total == pytest.approx(expected, rel=1e-12)
    network.backward()
    spread = network.output("spread")
    np.testing.assert_allclose(
        network.gradient("spread"), 0.01 * (np.exp(spread) - 1) / 16, rtol=1e-9, atol=1e-14
    )


def test_what_is_judged_is_what_a_target_is_held_against() -> None:
    network = Network(variational(), CODE, 8)
    predictions = network.predict({"x": np.zeros((2, 6))})
    assert predictions.keys() == {"classes", "back"}
    b = GraphBuilder()
    x = b.add("Input")
    pair = [b.add("Linear", x, out_features=3, name=name) for name in ("left", "right")]
    b.add("CosineEmbeddingLoss", *pair, b.add("Target", encoding="binary"))
    fields = {"x": (6,), "y": FieldSpec((), "class", ("apart", "alike"))}
    assert check(b.build(), fields) == []
    network = Network(b.build(), fields, 8)
    assert network.predict({"x": np.zeros((2, 6))}).keys() == {"left", "right"}
    assert outcomes(analyse(b.build(), fields)) == ()
    network.forward({"x": np.ones((2, 6)), "y": [0, 1]})
    assert network.backward().keys() == {
        "left.weight", "left.bias", "right.weight", "right.bias"
    }  # fmt: skip


def test_a_penalty_alone_trains_with_a_warning() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=2, name="out")
    b.add("L2Penalty", out, name="small")
    graph = b.build()
    (problem,) = check(graph, CODE)
    assert (problem.severity, problem.rule, problem.path) == ("warning", "only-penalties", "small")
    x = np.random.default_rng(0).normal(size=(32, 6)).astype(np.float32)
    told = epochs_of(graph, data_of(CODE, x=x, y=np.zeros(32, int)), 20)
    assert told[-1].metrics["train_loss"] < 0.5 * told[0].metrics["train_loss"]
    assert told[0].metrics.keys() == {"train_loss"}
    assert Network(graph, CODE, 8).predict({"x": x}).keys() == {"out"}


def test_a_sequence_of_labels_is_learned_position_by_position() -> None:
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=4, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target"), label_smoothing=0.05)
    assert check(b.build(), NEXT) == []
    labels = np.random.default_rng(0).integers(0, 4, (40, 5))
    # The answer is the class after the one that is shown.
    x = np.eye(4, dtype=np.float32)[(labels + 3) % 4]
    told = epochs_of(b.build(), data_of(NEXT, x=x, y=labels), 40)
    assert told[0].metrics["train_accuracy"] < 0.9
    assert told[-1].metrics["train_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("loss", "settings", "target", "prediction", "labels", "accuracy"),
    [
        ("NLLLoss", {}, CODE["y"], [[-1.0, -2, -3], [-3, -1, -2]], [0, 2], 0.5),
        ("MultiMarginLoss", {}, CODE["y"], [[1.0, 2, 3], [3, 1, 2]], [2, 0], 1.0),
        ("KLDivLoss", {}, CODE["y"], [[-1.0, -2, -3], [-3, -1, -2]], [0, 2], 0.5),
        ("HingeLoss", {}, CODE["y"], [[-5.0, -2, -3], [3, 1, 2]], [1, 0], 1.0),
        ("HingeLoss", {}, FieldSpec((1,)), [[0.2], [-0.2]], [[1.0], [1.0]], 0.5),
        ("HingeLoss", {"coding": "-1/1"}, FieldSpec((1,)), [[0.2], [-2.0]], [[1], [-1]], 1.0),
        ("BCELoss", {}, FieldSpec((1,)), [[0.4], [0.6]], [[0], [1]], 1.0),
        ("BCELoss", {}, CODE["y"], [[0.1, 0.4, 0.2], [0.9, 0.8, 0.7]], [1, 1], 0.5),
        ("BCELoss", {}, FieldSpec((2,)), [[0.4, 0.6], [0.6, 0.7]], [[0, 1], [0, 1]], 0.75),
        ("BCEWithLogitsLoss", {}, FieldSpec((2,)), [[0.4, 0.6], [-1, -2]], [[1, 1], [0, 1]], 0.75),
        ("NLLLoss", {}, FieldSpec((2,), "index", low=0, high=1),
         [[[-1.0, -2], [-2, -1]], [[-3, -4], [-5, -4]]], [[0, 1], [1, 1]], 0.75),
    ],
)  # fmt: skip
def test_accuracy_is_what_the_loss_means_by_right(
    loss: str, settings: dict[str, Any], target: FieldSpec, prediction: Any, labels: Any,
    accuracy: float,
) -> None:  # fmt: skip
    b = GraphBuilder()
    b.add(loss, b.add("Input", name="x"), b.add("Target", name="y"), name="loss", **settings)
    values = np.array(prediction, np.float32)
    fields = {"x": FieldSpec(values.shape[1:]), "y": target}
    network = Network(b.build(), fields, 8)
    found = outcomes(analyse(b.build(), fields))
    for row in range(len(values)):
        network.forward({"x": values[row : row + 1], "y": np.array(labels[row : row + 1])})
        for outcome in found:
            outcome.add(network)
    assert values_of(found, "train_")["train_accuracy"] == accuracy
