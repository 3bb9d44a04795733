"""Optimizers equal PyTorch's, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import HyperparameterError
from guinet.optim import optimizers
from guinet.optim.adam import Adam
from guinet.optim.base import Optimizer
from guinet.optim.sgd import SGD

torch = pytest.importorskip("torch")

CASES: dict[str, tuple[Optimizer, Callable[..., Any]]] = {
    "sgd": (SGD(), lambda p: torch.optim.SGD(p, lr=0.05)),
    "momentum": (SGD(momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    "nesterov": (
        SGD(momentum=0.8, nesterov=True),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    ),
    "adam": (Adam(), lambda p: torch.optim.Adam(p, lr=0.05)),
    "adam, other settings": (
        Adam(beta1=0.5, beta2=0.9, eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.5, 0.9), eps=1e-3),
    ),
    "adam without memory": (
        Adam(beta1=0.0, beta2=0.0),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.0, 0.0)),
    ),
}


def gradients(weights: np.ndarray) -> np.ndarray:
    """Return the gradients of a bumpy function, of very different sizes."""
    scale = np.logspace(-8, 0, weights.size)
    return scale * np.sin(3.0 * weights) + 0.1 * weights


def steps(optimizer: Optimizer, weights: np.ndarray, count: int) -> Iterator[np.ndarray]:
    slots = {name: np.zeros_like(weights) for name in optimizer.slots}
    for step in range(1, count + 1):
        optimizer.update(weights, gradients(weights), slots, 0.05, step)
        yield weights


@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_equal_pytorch(name: str) -> None:
    optimizer, make = CASES[name]
    weights = np.random.default_rng(0).normal(size=40)
    parameter = torch.tensor(weights.copy(), requires_grad=True)
    judge = make([parameter])
    for ours in steps(optimizer, weights, 50):
        parameter.grad = torch.tensor(gradients(parameter.detach().numpy()))
        judge.step()
        theirs = parameter.detach().numpy()
        assert np.abs(ours - theirs).max() <= 1e-9 * np.abs(theirs).max()


@pytest.mark.parametrize("type_name", optimizers.names())
def test_an_update_works_in_place_and_leaves_the_gradients(type_name: str) -> None:
    optimizer = optimizers.types()[type_name]()
    weights, given = np.ones(5, np.float32), np.linspace(-1, 1, 5, dtype=np.float32)
    slots = {name: np.zeros_like(weights) for name in optimizer.slots}
    before = given.copy()
    same = weights
    optimizer.update(weights, given, slots, 0.1, 1)
    assert same.dtype == np.float32
    assert np.array_equal(given, before)
    assert np.all((weights < 1.0) == (given > 0.0)), "a step against the gradient"


def test_the_velocity_does_not_hold_the_learning_rate() -> None:
    weights, slots = np.zeros(1), {"velocity": np.zeros(1)}
    SGD(momentum=0.5).update(weights, np.ones(1), slots, 1.0, 1)
    SGD(momentum=0.5).update(weights, np.zeros(1), slots, 0.1, 2)
    assert weights == pytest.approx(-1.05)


@pytest.mark.parametrize("type_name", optimizers.names())
def test_every_optimizer_is_documented(type_name: str) -> None:
    optimizer_type = optimizers.types()[type_name]
    assert optimizer_type.formula.forward
    assert "Source" in optimizer_type.help_text()
    assert optimizer_type.default_learning_rate > 0.0


@pytest.mark.parametrize(
    ("optimizer_type", "settings"),
    [
        (SGD, {"momentum": 1.0}),
        (SGD, {"momentum": -0.1}),
        (Adam, {"beta2": 1.0}),
        (Adam, {"eps": 0}),
    ],
)
def test_settings_out_of_range_are_refused(
    optimizer_type: type[Optimizer], settings: dict[str, float]
) -> None:
    with pytest.raises(HyperparameterError, match=next(iter(settings))):
        optimizer_type(**settings)
