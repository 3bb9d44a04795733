"""The examples learn what their descriptions say."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pytest

from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.graph.edits import set_module
from guinet.modules.activation.identity import Identity
from guinet.project.examples import open_example
from guinet.project.make_examples.depth import DEPTH
from guinet.project.make_examples.measure import results
from guinet.project.make_examples.promises import PROMISES, SEEDS
from guinet.project.project import Project
from guinet.project.run import train


def losses(project: Project, steps: int) -> list[float]:
    """Train on one batch, over and over, and return the loss of each step."""
    data = prepare(project.data)
    count = min(project.recipe.batch_size, 32, len(data.train_index))
    network = Network(project.graph, data.fields, count, seed=1)
    trainer = network.trainer(project.recipe.optimizer, project.recipe.learning_rate)
    batch = {name: values[:count] for name, values in data.train.items()}
    return [trainer.step(batch) for _ in range(steps)]


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
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PROMISES)
def test_the_median_of_five_seeds(name: str) -> None:
    promise = PROMISES[name]
    values = [last(name, seed)[promise.metric] for seed in SEEDS]
    assert promise.kept(median(values))
    assert all(promise.kept(value, 0.03) for value in values)


@pytest.mark.parametrize("name", PROMISES)
def test_a_few_steps_lower_the_loss(name: str) -> None:
    project = open_example(name)
    first, *_, final = (float(loss) for loss in losses(project, 12))
    assert np.isfinite(final)
    assert final < first


def test_the_gradient_vanishes_through_sigmoids_and_not_through_relus_or_norms() -> None:
    def survives(example: str, lane: str) -> float:
        """Return how much of the gradient at the last activation arrives at the first."""
        project = open_example(example)
        data = prepare(project.data)
        network = Network(project.graph, data.fields, len(data.train_index), seed=1)
        network.forward(data.train, training=True)
        network.backward()
        sizes = [np.sqrt(np.mean(network.gradient(f"{lane}_a{n}") ** 2)) for n in (1, DEPTH)]
        return float(sizes[0] / sizes[1])

    assert survives("vanishing-gradients", "sigmoid") < 1e-2
    assert survives("vanishing-gradients", "relu") > 0.1
    assert survives("batch-norm", "sigmoid") > 0.1
    assert survives("batch-norm", "relu") > 0.1


def test_the_transformer_has_to_beat_counting_which_character_follows_which() -> None:
    data = prepare(open_example("transformer").data)
    size = len(data.fields["x"].classes or ())
    counts = np.full((size, size), 0.05)
    np.add.at(counts, (data.train["x"].ravel(), data.train["y"].ravel()), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    x, y = data.validation["x"].ravel(), data.validation["y"].ravel()
    bigram = -np.log(shares[x, y]).mean()
    promise = PROMISES["transformer"]
    assert f"about {bigram:.2f}" in promise.remark
    assert f"about {bigram:.2f}" in open_example("transformer").description
    assert promise.bound < bigram - 0.1
    assert all(value < promise.bound for value in results()["transformer"]["values"])
