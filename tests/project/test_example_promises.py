"""The examples learn what their descriptions say."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pytest

from guinet.data.prepare import prepare
from guinet.graph.edits import set_module
from guinet.modules.activation.identity import Identity
from guinet.project.examples import open_example
from guinet.project.run import train

SEEDS = (1, 2, 3, 4, 5)


def last(name: str, seed: int) -> dict[str, Any]:
    """Train an example with a seed and return its last epoch."""
    history: list[dict[str, Any]] = train(open_example(name), seed=seed).history
    return history[-1]


def test_linear_regression_finds_the_line_of_least_squares() -> None:
    project = open_example("linear-regression")
    data = prepare(project.data)
    design = np.column_stack([data.train["x"], np.ones(len(data.train["x"]))]).astype(np.float64)
    (slope, intercept), *_ = np.linalg.lstsq(design, data.train["y"][:, 0], rcond=None)
    weights = train(project, seed=1).weights
    np.testing.assert_allclose(weights["line.weight"].item(), slope, rtol=0.01)
    np.testing.assert_allclose(weights["line.bias"].item(), intercept, rtol=0.01)


def test_a_learning_rate_of_more_than_1_makes_linear_regression_diverge() -> None:
    project = open_example("linear-regression")
    run = train(replace(project, recipe=project.recipe.replace(learning_rate=1.2)), epochs=5)
    losses = [epoch["train_loss"] for epoch in run.history]
    assert losses == sorted(losses)
    assert losses[-1] > 2 * losses[0]


def test_xor_is_learned_and_not_without_its_activation() -> None:
    project = open_example("xor")
    assert last("xor", 1)["train_accuracy"] == 1.0
    tanh = project.graph.by_name("tanh")
    assert tanh is not None
    linear = replace(project, graph=set_module(project.graph, tanh.id, Identity()))
    assert train(linear, seed=1).history[-1]["train_loss"] == pytest.approx(np.log(2), abs=0.01)


@pytest.mark.many
@pytest.mark.parametrize(
    ("name", "metric", "least"),
    [
        ("perceptron", "validation_accuracy", 0.97),
        ("two-layer-linear", "validation_r2", 0.95),
        ("xor", "train_accuracy", 1.0),
        ("two-moons", "validation_accuracy", 0.97),
        ("spiral", "validation_accuracy", 0.95),
        ("iris", "validation_accuracy", 0.9),
        ("digits-mlp", "validation_accuracy", 0.96),
        ("skip-connection", "validation_accuracy", 0.95),
        ("two-branches", "validation_accuracy", 0.95),
    ],
)
def test_the_median_of_five_seeds(name: str, metric: str, least: float) -> None:
    values = [last(name, seed)[metric] for seed in SEEDS]
    assert median(values) >= least
    assert min(values) >= least - 0.03
