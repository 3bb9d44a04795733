"""A bumpy function to walk on, and ways of walking that several tests share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from guinet.optim.base import Optimizer
from guinet.optim.flat_update import FlatUpdate, Segment
from guinet.optim.regularisation import Regularisation

RATE = 0.05


def start(count: int = 40) -> np.ndarray:
    """Return weights to begin with."""
    return np.random.default_rng(0).normal(size=count)


def gradients(weights: np.ndarray) -> np.ndarray:
    """Return the gradients of a bumpy function, of very different sizes."""
    scale = np.logspace(-8, 0, weights.size)
    return scale * np.sin(3.0 * weights) + 0.1 * weights


def bound(
    optimizer: Optimizer,
    weights: np.ndarray,
    given: np.ndarray,
    segments: Sequence[Segment] | None = None,
    regularisation: Regularisation | None = None,
) -> tuple[FlatUpdate, dict[str, np.ndarray]]:
    """Return an update with slots of its own, and these."""
    slots = {name: np.zeros_like(weights) for name in optimizer.slots}
    update = FlatUpdate(optimizer, weights, given, slots, segments, regularisation=regularisation)
    return update, slots


def walk(
    optimizer: Optimizer,
    count: int = 50,
    segments: Sequence[Segment] | None = None,
    regularisation: Regularisation | None = None,
) -> list[np.ndarray]:
    """Return the weights after each step."""
    weights, given = start(), np.zeros(40)
    update, _ = bound(optimizer, weights, given, segments, regularisation)
    found = []
    for step in range(1, count + 1):
        given[...] = gradients(weights)
        update.step(RATE, step)
        found.append(weights.copy())
    return found


def walk_of_pytorch(
    make: Callable[[Any], Any],
    cuts: Sequence[int] = (),
    clip: Callable[[Any], object] = lambda parameters: None,
    count: int = 50,
) -> list[np.ndarray]:
    """Return the weights of PyTorch after each step; ``cuts`` divide them into parameters."""
    import torch

    parameters = [torch.tensor(part, requires_grad=True) for part in np.split(start(), cuts)]
    optimizer = make(parameters)
    found = []
    for _ in range(count):
        weights = np.concatenate([p.detach().numpy() for p in parameters])
        for parameter, gradient in zip(parameters, np.split(gradients(weights), cuts), strict=True):
            parameter.grad = torch.tensor(gradient)
        clip(parameters)
        optimizer.step()
        found.append(np.concatenate([p.detach().numpy() for p in parameters]))
    return found


def furthest(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """Return the greatest difference of two walks, relative to the greatest weight."""
    assert len(ours) == len(theirs)
    return max(
        float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(ours, theirs, strict=True)
    )
