"""Clipping and penalties equal PyTorch's, in PyTorch's order."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import HyperparameterError
from guinet.optim.adam import Adam
from guinet.optim.flat_update import Segment
from guinet.optim.regularisation import Regularisation
from guinet.optim.sgd import SGD
from tests.optim.steps import RATE, bound, furthest, walk, walk_of_pytorch

torch = pytest.importorskip("torch")

CUTS = (7, 22)


def sgd(parameters: Any, **settings: float) -> Any:
    return torch.optim.SGD(parameters, lr=RATE, momentum=0.9, **settings)


def clip_norm(parameters: Any, limit: float = 0.6) -> None:
    torch.nn.utils.clip_grad_norm_(parameters, limit)


def clip_value(parameters: Any, limit: float = 0.1) -> None:
    torch.nn.utils.clip_grad_value_(parameters, limit)


def both(parameters: Any) -> None:
    clip_norm(parameters)
    clip_value(parameters)


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize(
    ("settings", "clip"),
    [
        ({"clip_norm": 0.6}, clip_norm),
        ({"clip_value": 0.1}, clip_value),
        ({"clip_norm": 0.6, "clip_value": 0.1}, both),
    ],
)
def test_clipping_equals_pytorch_and_comes_before_weight_decay(
    settings: dict[str, float], clip: Any, decay: float
) -> None:
    ours = walk(SGD(momentum=0.9), regularisation=Regularisation(l2=decay, **settings))
    theirs = walk_of_pytorch(partial(sgd, weight_decay=decay), CUTS, clip)
    unclipped = walk_of_pytorch(partial(sgd, weight_decay=decay), CUTS)
    assert furthest(ours, theirs) <= 1e-9
    assert furthest(ours, unclipped) > 1e-3, "or nothing was clipped"


def test_a_norm_below_the_limit_changes_nothing() -> None:
    plain = walk(Adam(), 5)
    assert furthest(walk(Adam(), 5, regularisation=Regularisation(clip_norm=1e3)), plain) == 0.0


def test_what_is_frozen_does_not_count_in_the_norm() -> None:
    given = np.array([3.0, 1000.0, 4.0])
    segments = [Segment(0, 1, 1.0), Segment(1, 2, 0.0), Segment(2, 3, 1.0)]
    weights = np.zeros(3)
    update, _ = bound(SGD(), weights, given, segments, Regularisation(clip_norm=1.0))
    update.step(1.0, 1)
    assert weights == pytest.approx([-0.6, 0.0, -0.8])


def test_the_norm_of_huge_gradients_is_finite_all_the_same() -> None:
    weights, given = np.zeros(2, np.float32), np.array([3e30, -4e30], np.float32)
    update, _ = bound(SGD(), weights, given, None, Regularisation(clip_norm=1.0))
    with np.errstate(all="ignore"):
        update.step(1.0, 1)
    assert weights == pytest.approx([-0.6, 0.8])


def test_an_l1_penalty_adds_the_sign_of_the_weight() -> None:
    weights, given = np.array([2.0, -0.5, 0.0]), np.array([0.1, 0.1, 0.0])
    update, _ = bound(SGD(), weights, given, None, Regularisation(l1=0.25))
    update.step(1.0, 1)
    assert weights == pytest.approx([2.0 - 0.35, -0.5 + 0.15, 0.0])


def test_both_penalties_add_up() -> None:
    weights, given = np.array([2.0]), np.array([0.1])
    update, _ = bound(SGD(), weights, given, None, Regularisation(l1=0.25, l2=0.5))
    update.step(1.0, 1)
    assert weights == pytest.approx([2.0 - 0.1 - 0.25 - 1.0])


@pytest.mark.parametrize("name", ["l1", "l2", "clip_norm", "clip_value"])
def test_less_than_nothing_is_refused(name: str) -> None:
    with pytest.raises(HyperparameterError, match=name):
        Regularisation(**{name: -0.1})
