"""Schedules of the learning rate."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import HyperparameterError
from guinet.optim import schedules
from guinet.optim.constant import Constant
from guinet.optim.step_decay import StepDecay


def test_constant_stays() -> None:
    assert {Constant().factor(epoch, 100) for epoch in (0, 0.5, 7, 1000)} == {1.0}


def test_step_decay_halves_every_period_and_not_between() -> None:
    schedule = StepDecay(gamma=0.5, every=10)
    found = [schedule.factor(epoch, 40) for epoch in (0, 9, 9.99, 10, 19.5, 20, 35)]
    assert found == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.125]


def test_step_decay_equals_pytorch() -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    judge = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.3)
    for epoch in range(12):
        ours = StepDecay(gamma=0.3, every=3).factor(epoch, 12)
        assert ours == pytest.approx(judge.get_last_lr()[0], rel=1e-12)
        optimizer.step()
        judge.step()


def test_step_decay_refuses_growth() -> None:
    with pytest.raises(HyperparameterError, match="gamma"):
        StepDecay(gamma=1.5)


@pytest.mark.parametrize("type_name", schedules.names())
def test_every_schedule_begins_at_the_recipe_s_rate_and_stays_positive(type_name: str) -> None:
    schedule = schedules.types()[type_name]()
    assert schedule.factor(0, 50) == pytest.approx(1.0)
    factors = [schedule.factor(epoch, 50) for epoch in np.linspace(0, 50, 101)]
    assert min(factors) > 0.0
    assert schedule.formula.forward
