"""Results that say the same are told apart from those that do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from guinet.lens.same import same
from guinet.lens.scene import Scene
from guinet.lens.views.confusion import ConfusionOf
from guinet.lens.views.projection import ProjectionOf
from guinet.lens.views.unit_histogram import HistogramOf
from tests.lens.conftest import example_scene


@dataclass(frozen=True, eq=False)
class Result:
    values: Any
    words: tuple[str, ...] = ("a", "b")
    number: float = 1.0


@pytest.fixture(scope="module")
def scene() -> Scene:
    return example_scene("iris")


def test_equal_numbers_are_the_same_whoever_holds_them() -> None:
    values = np.array([1.0, np.nan, 3.0])
    one, other = Result(values), Result(values.copy())
    assert same(one, other)
    assert same(replace(one, number=float("nan")), replace(other, number=float("nan")))
    assert same(Result({"a": values}), Result({"a": values.copy()}))
    assert same(Result(np.array(["x", "y"])), Result(np.array(["x", "y"])))


@pytest.mark.parametrize(
    "other",
    [
        Result(np.array([1.0, 2.0, 3.0 + 1e-12])),
        Result(np.array([1.0, 2.0])),
        Result(np.array([1.0, 2.0, 3.0], np.float32)),
        Result(np.array([1.0, 2.0, 3.0]), ("a", "c")),
        Result(np.array([1.0, 2.0, 3.0]), number=2.0),
        Result({"a": 1}),
        None,
    ],
)
def test_a_single_other_number_makes_another_result(other: Any) -> None:
    assert not same(Result(np.array([1.0, 2.0, 3.0])), other)


@pytest.mark.parametrize(
    "view", [ConfusionOf(), ProjectionOf("hidden"), HistogramOf("hidden", "weight")]
)
def test_what_views_return_can_be_compared(scene: Scene, view: Any) -> None:
    assert same(view.compute(scene), view.compute(scene))
