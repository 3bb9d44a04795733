"""Schedules of the learning rate against their formulas, and PyTorch's where it has them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import HyperparameterError
from guinet.optim import schedules
from guinet.optim.base import Schedule
from guinet.optim.constant import Constant
from guinet.optim.cosine import Cosine
from guinet.optim.exponential_decay import ExponentialDecay
from guinet.optim.inverse_decay import InverseDecay
from guinet.optim.one_cycle import OneCycle
from guinet.optim.reduce_on_plateau import ReduceOnPlateau
from guinet.optim.step_decay import StepDecay
from guinet.optim.warm_up import WARM_UP_START, warmed_up


def judged(make: Callable[[Any], Any], epochs: int) -> list[float]:
    """Return PyTorch's learning rates in each epoch, beginning at 1."""
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    judge = make(optimizer)
    found = []
    for _ in range(epochs):
        found.append(judge.get_last_lr()[0])
        optimizer.step()
        judge.step()
    return found


def test_constant_stays() -> None:
    assert {Constant().factor(epoch, 100) for epoch in (0, 0.5, 7, 1000)} == {1.0}


def test_step_decay_halves_every_period_and_not_between() -> None:
    schedule = StepDecay(gamma=0.5, every=10)
    found = [schedule.factor(epoch, 40) for epoch in (0, 9, 9.99, 10, 19.5, 20, 35)]
    assert found == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.125]


def test_inverse_decay_follows_the_lecture() -> None:
    schedule = InverseDecay(decay=0.25)
    assert schedule.factor(0, 9) == 1.0
    assert schedule.factor(4, 9) == 0.5, "halved after 1/ε epochs"
    assert schedule.factor(2.5, 9) == pytest.approx(1 / (1 + 0.25 * 2.5))


def test_exponential_decay_follows_the_lecture() -> None:
    schedule = ExponentialDecay(decay=0.3)
    for t in (0.0, 0.5, 3.0, 7.25):
        assert schedule.factor(t, 9) == pytest.approx(math.e ** (-0.3 * t))


def test_the_cosine_falls_from_the_full_rate_to_its_floor() -> None:
    found = [Cosine(floor=0.2).factor(t, 8) for t in (0, 4, 8, 11)]
    assert found == pytest.approx([1.0, 0.6, 0.2, 0.2])


@pytest.mark.parametrize(
    ("schedule", "make"),
    [
        (StepDecay(gamma=0.3, every=3), ("StepLR", {"step_size": 3, "gamma": 0.3})),
        (ExponentialDecay(decay=0.2), ("ExponentialLR", {"gamma": math.exp(-0.2)})),
        (Cosine(), ("CosineAnnealingLR", {"T_max": 12})),
        (Cosine(floor=0.1), ("CosineAnnealingLR", {"T_max": 12, "eta_min": 0.1})),
    ],
)
def test_at_whole_epochs_they_equal_pytorch(schedule: Schedule, make: tuple[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    name, settings = make
    theirs = judged(lambda o: getattr(torch.optim.lr_scheduler, name)(o, **settings), 12)
    ours = [schedule.factor(epoch, 12) for epoch in range(12)]
    assert ours == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("rise", [0.25, 0.5])
def test_one_cycle_equals_pytorch(rise: float) -> None:
    """Its first and last step are the ends of the run here; there is no step at the last end."""
    torch = pytest.importorskip("torch")
    steps, epochs = 41, 20
    settings = {"max_lr": 1.0, "total_steps": steps, "pct_start": rise}
    theirs = judged(lambda o: torch.optim.lr_scheduler.OneCycleLR(o, **settings), steps)
    peak = rise * steps - 1
    for step, rate in enumerate(theirs):
        done = step / peak * rise if step <= peak else None
        if done is None:
            done = rise + (step - peak) / (steps - 1 - peak) * (1 - rise)
        assert OneCycle(rise=rise).factor(done * epochs, epochs) == pytest.approx(rate, rel=1e-9)


def losses(count: int = 120) -> list[float]:
    """Return losses that fall, rest, rise, and fall a little now and then."""
    rng = np.random.default_rng(4)
    falling = np.maximum(np.exp(-np.arange(count) / 9), 0.1)
    return (falling * (1 + 0.02 * rng.normal(size=count))).tolist()


@pytest.mark.parametrize(
    "settings",
    [
        {"patience": 3},
        {"patience": 0, "gamma": 0.9},
        {"patience": 2, "cooldown": 4},
        {"patience": 2, "threshold": 0.05},
        {"patience": 1, "floor": 0.2},
    ],
)
def test_reduce_on_plateau_equals_pytorch(settings: dict[str, float]) -> None:
    torch = pytest.importorskip("torch")
    ours = ReduceOnPlateau(**settings)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    judge = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer,
        factor=ours.gamma,
        patience=ours.patience,
        threshold=ours.threshold,
        cooldown=ours.cooldown,
        min_lr=ours.floor,
        eps=0.0,
    )
    seen: list[float] = []
    rates = []
    for epoch, loss in enumerate(losses()):
        rates.append(ours.factor(epoch, 200, seen))
        assert rates[-1] == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12), epoch
        seen.append(loss)
        judge.step(loss)
    assert len(set(rates)) >= 3, "or nothing is tested"


def test_reduce_on_plateau_knows_falling_losses_below_zero() -> None:
    schedule = ReduceOnPlateau(patience=0)
    assert schedule.factor(3, 9, [-1.0, -2.0, -3.0]) == 1.0
    assert schedule.factor(3, 9, [-3.0, -3.0, -3.0]) == 0.25


def test_a_warm_up_equals_pytorch_s_sequence() -> None:
    torch = pytest.importorskip("torch")
    rates = torch.optim.lr_scheduler

    def sequence(optimizer: Any) -> Any:
        rise = rates.LinearLR(optimizer, start_factor=WARM_UP_START, total_iters=4)
        return rates.SequentialLR(optimizer, [rise, rates.CosineAnnealingLR(optimizer, 8)], [4])

    ours = [warmed_up(Cosine(), 4, epoch, 12) for epoch in range(12)]
    assert ours == pytest.approx(judged(sequence, 12), rel=1e-9)


def test_a_warm_up_rises_within_epochs_and_hands_over_where_it_ends() -> None:
    fine = [warmed_up(StepDecay(every=2), 2.5, epoch, 9) for epoch in np.arange(0, 2.5, 0.125)]
    np.testing.assert_allclose(np.diff(fine), fine[1] - fine[0], rtol=1e-9)
    assert fine[0] == WARM_UP_START
    found = [warmed_up(StepDecay(every=2), 2.5, epoch, 9) for epoch in (2.5, 4.4, 4.5)]
    assert found == [1.0, 1.0, 0.5]


def test_a_warm_up_hides_its_losses() -> None:
    schedule = ReduceOnPlateau(patience=0)
    assert warmed_up(schedule, 2, 2, 9, [1.0, 1.0]) == 1.0
    assert warmed_up(schedule, 2, 4, 9, [1.0, 1.0, 2.0, 2.0]) == 0.5


@pytest.mark.parametrize("type_name", schedules.names())
def test_a_warm_up_of_all_epochs_leaves_a_schedule_nothing(type_name: str) -> None:
    schedule = schedules.types()[type_name]()
    assert 0.0 <= warmed_up(schedule, 5, 5, 5, [1.0] * 5) <= 1.0


def test_step_decay_refuses_growth() -> None:
    with pytest.raises(HyperparameterError, match="gamma"):
        StepDecay(gamma=1.5)


@pytest.mark.parametrize("type_name", schedules.names())
def test_every_schedule_stays_within_the_recipe_s_rate_and_reaches_it(type_name: str) -> None:
    schedule = schedules.types()[type_name]()
    factors = [schedule.factor(epoch, 50) for epoch in np.linspace(0, 49.9, 500)]
    assert min(factors) > 0.0
    assert max(factors) == pytest.approx(1.0, abs=1e-4)
    assert schedule.formula.forward
    assert schedule.summary()
