"""Which steps are odd, and what is said of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.gui.update_ratios import StepRange, ratios_by_path, step_range
from guinet.training.messages import Prepared, Telemetry


def frame(plan: int, *updates: float) -> Telemetry:
    nothing = np.empty(0)
    return Telemetry(plan, 0, 1, 0.5, 0.01, 1.0, 0.1, nothing, nothing, np.array(updates))


PREPARED = Prepared(3, (), ("a", "block.b", "block.c", "blocks.d"), {}, 10, 10)


def test_ratios_belong_to_their_nodes_and_their_plan() -> None:
    found = ratios_by_path(PREPARED, frame(3, 0.1, 0.2, math.nan, 0.4))
    assert found == {"a": 0.1, "block.b": 0.2, "blocks.d": 0.4}
    assert ratios_by_path(PREPARED, frame(2, 0.1, 0.2, 0.3, 0.4)) == {}
    assert ratios_by_path(None, frame(3)) == ratios_by_path(PREPARED, None) == {}


def test_a_composite_has_those_of_the_nodes_inside() -> None:
    ratios = {"a": 0.1, "block.b": 0.2, "block.c": 0.3, "blocks.d": 0.4}
    assert step_range(ratios, "a") == (0.1, 0.1)
    assert step_range(ratios, "block") == (0.2, 0.3)
    assert step_range(ratios, "nobody") is None


@pytest.mark.parametrize(
    ("low", "high", "odd", "words"),
    [
        (1e-3, 1e-3, False, "usual"),
        (9.4e-6, 9.4e-6, True, "hardly"),
        (0.2, 0.2, True, "jump"),
        (1e-3, 0.2, True, "jump"),
        (0.0, 0.0, True, "do not learn"),
    ],
)
def test_odd_steps(low: float, high: float, odd: bool, words: str) -> None:
    size = StepRange((low, high))
    assert size.odd == odd
    assert words in size.words("fc1")


def test_writing() -> None:
    assert StepRange((0.003, 0.003)).text() == "0.0030"
    assert StepRange((0.003, 0.003)).percent() == "0.30 %"
    assert StepRange((9.4e-6, 0.5)).text() == "9.4×10⁻⁶ … 0.50"
