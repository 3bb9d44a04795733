"""Optimizers equal PyTorch's, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import HyperparameterError
from guinet.optim import optimizers
from guinet.optim.adadelta import Adadelta
from guinet.optim.adagrad import Adagrad
from guinet.optim.adam import Adam
from guinet.optim.adamw import AdamW
from guinet.optim.base import Optimizer
from guinet.optim.flat_update import Segment
from guinet.optim.lion import Lion
from guinet.optim.nadam import NAdam
from guinet.optim.regularisation import Regularisation
from guinet.optim.rmsprop import RMSprop
from guinet.optim.sgd import SGD
from tests.optim.steps import (
    RATE,
    bound,
    furthest,
    gradients,
    start,
    walk,
    walk_of_pytorch,
)

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    """Let PyTorch keep its scalars in float64, too: NAdam has one, the product of momenta."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


CASES: dict[str, tuple[Optimizer, Any]] = {
    "sgd": (SGD(), torch.optim.SGD),
    "momentum": (SGD(momentum=0.9), partial(torch.optim.SGD, momentum=0.9)),
    "nesterov": (
        SGD(momentum=0.8, nesterov=True),
        partial(torch.optim.SGD, momentum=0.8, nesterov=True),
    ),
    "nesterov without momentum": (SGD(nesterov=True), torch.optim.SGD),
    "rmsprop": (RMSprop(), torch.optim.RMSprop),
    "rmsprop, other settings": (
        RMSprop(alpha=0.5, eps=1e-3),
        partial(torch.optim.RMSprop, alpha=0.5, eps=1e-3),
    ),
    "rmsprop without memory": (RMSprop(alpha=0.0), partial(torch.optim.RMSprop, alpha=0.0)),
    "rmsprop, momentum": (RMSprop(momentum=0.7), partial(torch.optim.RMSprop, momentum=0.7)),
    "rmsprop, centred": (
        RMSprop(alpha=0.9, centered=True, eps=0.05),
        partial(torch.optim.RMSprop, alpha=0.9, centered=True, eps=0.05),
    ),
    "rmsprop, centred, momentum": (
        RMSprop(alpha=0.9, centered=True, momentum=0.5, eps=0.05),
        partial(torch.optim.RMSprop, alpha=0.9, centered=True, momentum=0.5, eps=0.05),
    ),
    "adagrad": (Adagrad(), torch.optim.Adagrad),
    "adagrad, decay": (
        Adagrad(lr_decay=0.1, eps=1e-3),
        partial(torch.optim.Adagrad, lr_decay=0.1, eps=1e-3),
    ),
    "adadelta": (Adadelta(), torch.optim.Adadelta),
    "adadelta, other settings": (
        Adadelta(rho=0.5, eps=1e-3),
        partial(torch.optim.Adadelta, rho=0.5, eps=1e-3),
    ),
    "adam": (Adam(), torch.optim.Adam),
    "adam, other settings": (
        Adam(beta1=0.5, beta2=0.9, eps=1e-3),
        partial(torch.optim.Adam, betas=(0.5, 0.9), eps=1e-3),
    ),
    "adam without memory": (Adam(beta1=0, beta2=0), partial(torch.optim.Adam, betas=(0.0, 0.0))),
    "nadam": (NAdam(), torch.optim.NAdam),
    "nadam, other settings": (
        NAdam(beta1=0.5, beta2=0.9, eps=1e-3, momentum_decay=0.3),
        partial(torch.optim.NAdam, betas=(0.5, 0.9), eps=1e-3, momentum_decay=0.3),
    ),
}
DECOUPLED: dict[str, tuple[Optimizer, Any]] = {
    "adamw": (AdamW(), torch.optim.AdamW),
    "adamw, strong": (
        AdamW(beta1=0.5, weight_decay=0.7),
        partial(torch.optim.AdamW, betas=(0.5, 0.999), weight_decay=0.7),
    ),
    "adamw without decay": (AdamW(weight_decay=0), torch.optim.Adam),
}


@pytest.mark.parametrize("name", [*CASES, *DECOUPLED])
def test_fifty_steps_equal_pytorch(name: str) -> None:
    optimizer, make = (CASES | DECOUPLED)[name]
    assert furthest(walk(optimizer), walk_of_pytorch(partial(make, lr=RATE))) <= 1e-9


@pytest.mark.parametrize("name", CASES)
def test_fifty_steps_with_an_l2_penalty_equal_pytorch_s_weight_decay(name: str) -> None:
    optimizer, make = CASES[name]
    ours = walk(optimizer, regularisation=Regularisation(l2=0.3))
    assert furthest(ours, walk_of_pytorch(partial(make, lr=RATE, weight_decay=0.3))) <= 1e-9


@pytest.mark.parametrize("name", [*CASES, *DECOUPLED])
def test_factors_of_the_learning_rate_equal_pytorch_s_groups(name: str) -> None:
    optimizer, make = (CASES | DECOUPLED)[name]

    def grouped(parameters: list[Any]) -> Any:
        rates = (0.5 * RATE, RATE, 3.0 * RATE)
        groups = [{"params": [p], "lr": r} for p, r in zip(parameters, rates, strict=True)]
        return make(groups, lr=RATE)

    segments = [Segment(0, 7, 0.5), Segment(7, 22, 1.0), Segment(22, 40, 3.0)]
    assert furthest(walk(optimizer, segments=segments), walk_of_pytorch(grouped, (7, 22))) <= 1e-9


@pytest.mark.parametrize("settings", [{}, {"beta1": 0.5, "beta2": 0.8, "weight_decay": 0.4}])
def test_lion_follows_its_paper(settings: dict[str, float]) -> None:
    """PyTorch has no Lion: Algorithm 2 of Chen et al. (2023), element by element."""
    lion = Lion(**settings)
    weights, mean = start().tolist(), [0.0] * 40
    theirs = []
    for _ in range(50):
        for i, g in enumerate(gradients(np.array(weights)).tolist()):
            c = lion.beta1 * mean[i] + (1 - lion.beta1) * g
            sign = (c > 0) - (c < 0)
            weights[i] -= RATE * (sign + lion.weight_decay * weights[i])
            mean[i] = lion.beta2 * mean[i] + (1 - lion.beta2) * g
        theirs.append(np.array(weights))
    assert furthest(walk(lion), theirs) <= 1e-9


def test_the_cases_leave_no_optimizer_out() -> None:
    tested = {type(optimizer).__name__ for optimizer, _ in (CASES | DECOUPLED).values()}
    assert tested | {"Lion"} >= set(optimizers.names())


@pytest.mark.parametrize("name", [*CASES, *DECOUPLED])
def test_slots_times_their_scales_are_the_quantities_of_pytorch(name: str) -> None:
    optimizer, make = (CASES | DECOUPLED)[name]
    weights, given = start(), np.zeros(40)
    update, slots = bound(optimizer, weights, given)
    parameter = torch.tensor(start(), requires_grad=True)
    judge = make([parameter], lr=RATE)
    for step in range(1, 6):
        given[...] = gradients(weights)
        update.step(RATE, step)
        parameter.grad = torch.tensor(gradients(parameter.detach().numpy()))
        judge.step()
    names = {
        "velocity": "momentum_buffer",
        "mean": "grad_avg" if isinstance(optimizer, RMSprop) else "exp_avg",
        "square": "exp_avg_sq" if isinstance(optimizer, Adam) else "square_avg",
        "square_sum": "sum",
        "step_square": "acc_delta",
    }
    for slot, array in slots.items():
        theirs = judge.state[parameter][names[slot]].numpy()
        ours = array * optimizer.slot_scales().get(slot, 1.0)
        assert np.abs(ours - theirs).max() <= 1e-12 * np.abs(theirs).max(), slot


@pytest.mark.parametrize("type_name", optimizers.names())
def test_an_update_works_in_place_and_leaves_the_gradients(type_name: str) -> None:
    optimizer = optimizers.types()[type_name]()
    weights, given = np.ones(6, np.float32), np.linspace(-1, 1, 6, dtype=np.float32)
    before = given.copy()
    # Every call of an optimizer stays within the type: a float64 would not fit in.
    update, _ = bound(optimizer, weights, given)
    update.step(0.01, 1)
    assert np.array_equal(given, before)
    assert np.all((weights < 1.0) == (given > 0.0)), "a step against the gradient"


def test_the_velocity_does_not_hold_the_learning_rate() -> None:
    weights, given = np.zeros(1), np.ones(1)
    update, _ = bound(SGD(momentum=0.5), weights, given)
    update.step(1.0, 1)
    given[...] = 0.0
    update.step(0.1, 2)
    assert weights == pytest.approx(-1.05)


def test_equal_gradients_leave_no_scatter_and_no_nan() -> None:
    """Rounding takes s − m² below zero here, of which PyTorch takes the root."""
    weights, given = np.zeros(50, np.float32), np.linspace(0.1, 1.0, 50, dtype=np.float32)
    update, slots = bound(RMSprop(alpha=0.5, centered=True), weights, given)
    for step in range(1, 60):
        update.step(0.01, step)
    assert (slots["square"] < 0.5 * slots["mean"] ** 2).any(), "or nothing is tested"
    assert np.isfinite(weights).all()


def test_nadam_can_begin_anywhere_and_go_back() -> None:
    """The product of its momenta is remembered between steps, and never shows that it is."""
    straight = [NAdam(momentum_decay=0.02).numbers(0.1, step) for step in range(1, 40)]
    for step in (30, 31, 7, 39, 38):
        assert NAdam(momentum_decay=0.02).numbers(0.1, step) == straight[step - 1]


@pytest.mark.parametrize("type_name", optimizers.names())
def test_every_optimizer_is_documented(type_name: str) -> None:
    optimizer_type = optimizers.types()[type_name]
    assert optimizer_type.formula.forward
    assert "Source" in optimizer_type.help_text()
    assert optimizer_type.default_learning_rate > 0.0
    assert set(optimizer_type().slot_scales()) <= {"mean", "square", "velocity", "step_square"}


@pytest.mark.parametrize(
    ("optimizer_type", "settings"),
    [
        (SGD, {"momentum": 1.0}),
        (SGD, {"momentum": -0.1}),
        (Adam, {"beta2": 1.0}),
        (Adam, {"eps": 0}),
        (AdamW, {"weight_decay": -1}),
        (Lion, {"beta1": 1}),
        (RMSprop, {"alpha": 1}),
    ],
)
def test_settings_out_of_range_are_refused(
    optimizer_type: type[Optimizer], settings: dict[str, float]
) -> None:
    with pytest.raises(HyperparameterError, match=next(iter(settings))):
        optimizer_type(**settings)
