"""Which networks can be trained by several processes."""

from __future__ import annotations

from typing import Any

import pytest

from guinet.core.spec import FieldSpec
from guinet.engine.network import Network
from guinet.engine.program import Program
from guinet.engine.team.rule import advised_workers, can_share, step_cost_s
from guinet.graph.builder import GraphBuilder


def _program(
    name: str, shape: tuple[int, ...] = (3,), share: str | None = None, **options: Any
) -> Any:
    b = GraphBuilder()
    h = b.add(name, b.add("Input"), share=share, **options)
    if share is not None:
        h = b.add(name, h, share=share, **options)
    b.add("L2Penalty", h)
    return Network(b.build(), {"x": FieldSpec(shape)}, 4).executor.program


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("Linear", {"out_features": 2}),
        ("BatchNorm", {}),
        ("Dropout", {}),
        ("Expression", {"expression": "sin(x)"}),
    ],
)
def test_what_is_computed_apart_or_exchanged_can_be_shared(
    name: str, options: dict[str, Any]
) -> None:
    assert can_share(_program(name, **options))


def test_shared_running_averages_need_one_process() -> None:
    assert not can_share(_program("BatchNorm", share="tag"))


def test_random_numbers_of_a_module_without_a_kernel_need_one_process() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    b.add("L2Penalty", b.add("GaussianSample", x, x))
    program = Network(b.build(), {"x": FieldSpec((3,))}, 4).executor.program
    assert not can_share(program)
    assert advised_workers(program, 10**6, 8) == 1


@pytest.mark.parametrize(("weights", "shares"), [((), True), ((1.0, 2.0, 3.0), False)])
def test_class_weights_need_one_process(weights: tuple[float, ...], shares: bool) -> None:
    b = GraphBuilder()
    scores = b.add("Linear", b.add("Input"), out_features=3)
    b.add("CrossEntropyLoss", scores, b.add("Target"), class_weight=weights)
    fields = {"x": FieldSpec((2,)), "y": FieldSpec((), "class", 3)}
    assert can_share(Network(b.build(), fields, 4).executor.program) is shares


def test_what_is_computed_from_a_loss_needs_one_process() -> None:
    b = GraphBuilder()
    loss = b.add("MSELoss", b.add("Scale", b.add("Input")), b.add("Target"))
    b.add("Sigmoid", loss)
    fields = {"x": FieldSpec((2,)), "y": FieldSpec((2,))}
    assert not can_share(Network(b.build(), fields, 4).executor.program)


def test_the_rule_follows_cost_and_cores() -> None:
    def program(width: int) -> Program:
        b = GraphBuilder()
        hidden = b.add("ReLU", b.add("Linear", b.add("Input"), out_features=width))
        b.add("MSELoss", b.add("Linear", hidden, out_features=1), b.add("Target"))
        return Network(b.build(), {"x": (64,), "y": (1,)}, 4).executor.program

    small, large = program(4), program(4000)
    assert advised_workers(small, 32, 16) == 1
    assert advised_workers(large, 256, 2) == 2
    assert 2 < advised_workers(large, 256, 16) <= 8
    assert advised_workers(large, 256, 1) == 1
    assert advised_workers(large, 3, 16) == 1, "each process has at least two samples"
    assert step_cost_s(large, 64) < step_cost_s(large, 128) < 2.5 * step_cost_s(large, 64)
