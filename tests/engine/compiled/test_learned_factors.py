"""Scale and PReLU in a plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.learned_factors import PReLUKernel, ScaleKernel
from guinet.graph.builder import GraphBuilder
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import NORMAL, around, cut, kernel_of, surroundings

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)

NORMAL_SCALE = {"weight_init": NORMAL, "bias_init": NORMAL}
CASES: list[tuple[str, dict[str, Any], type[Kernel]]] = [
    ("Scale", {"weight_init": NORMAL}, ScaleKernel),
    ("Scale", {"bias": True, **NORMAL_SCALE}, ScaleKernel),
    ("Scale", {"per_channel": True, "bias": True, **NORMAL_SCALE}, ScaleKernel),
    ("PReLU", {}, PReLUKernel),
    ("PReLU", {"per_channel": True, "weight_init": NORMAL}, PReLUKernel),
]
SHAPES: tuple[tuple[int, ...], ...] = ((1,), (3,), (4, 2), (2, 3, 4))
Case = tuple[str, dict[str, Any], type[Kernel]]
NETWORKS = (st.sampled_from(CASES), st.sampled_from(SHAPES), surroundings, st.booleans())


@FEW
@given(*NETWORKS, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_learned_factors_equal_the_reference(
    case: Case, shape: tuple[int, ...], place: tuple[str, str], shared: bool, count: int,
    training: bool, dtype: str,
) -> None:  # fmt: skip
    name, options, kernel = case
    graph, fields = around(name, options, shape, place, 2, "tag" if shared else None)
    assert kernel_of(graph, fields) is kernel
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=30)
@given(*NETWORKS, st.integers(0, 1))
def test_learned_factors_in_small_pieces_equal_the_reference(
    case: Case, shape: tuple[int, ...], place: tuple[str, str], shared: bool, border: int
) -> None:
    name, options, _ = case
    graph, fields = around(name, options, shape, place, 2, "tag" if shared else None)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*NETWORKS, st.integers(1, 40), st.booleans(), st.sampled_from(("float64", "float32")))
def test_many_learned_factors_equal_the_reference(
    case: Case, shape: tuple[int, ...], place: tuple[str, str], shared: bool, count: int,
    training: bool, dtype: str,
) -> None:  # fmt: skip
    name, options, _ = case
    graph, fields = around(name, options, shape, place, 2, "tag" if shared else None)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_parts_of_a_batch_add_up(case: Case) -> None:
    for shape in SHAPES:
        assert_parts_equal_the_whole(*around(case[0], case[1], shape), (2, 3))


def test_at_zero_the_slope_is_the_learned_one() -> None:
    b = GraphBuilder()
    b.add("MSELoss", b.add("PReLU", b.add("Scale", b.add("Input"))), b.add("Target"))
    fields = {"x": FieldSpec((2,)), "y": FieldSpec((2,))}
    batch = {"x": np.array([[0.0, -1.0], [1.0, 0.0]]), "y": np.ones((2, 2))}
    assert_equal_passes(b.build(), fields, count=2, batch=batch)
