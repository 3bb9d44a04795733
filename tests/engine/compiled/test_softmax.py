"""Softmax, Softmin and LogSoftmax in a plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.softmax import LogSoftmaxKernel, SoftmaxKernel, SoftminKernel
from guinet.graph.builder import GraphBuilder
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

FEW = settings(max_examples=40, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1000, deadline=None, database=None)

KERNELS: dict[str, type[Kernel]] = {
    "LogSoftmax": LogSoftmaxKernel,
    "Softmax": SoftmaxKernel,
    "Softmin": SoftminKernel,
}
SHAPES: tuple[tuple[int, ...], ...] = ((1,), (4,), (3, 2), (1, 5), (3, 2, 4), (2, 5, 1))
CASES = (st.sampled_from(sorted(KERNELS)), st.sampled_from(SHAPES), surroundings)


@FEW
@given(*CASES, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_shares_equal_the_reference(
    name: str, shape: tuple[int, ...], place: tuple[str, str], count: int, training: bool,
    dtype: str,
) -> None:  # fmt: skip
    graph, fields = around(name, {}, shape, place)
    assert kernel_of(graph, fields) is KERNELS[name]
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=20)
@given(*CASES, st.integers(0, 1))
def test_shares_in_small_pieces_equal_the_reference(
    name: str, shape: tuple[int, ...], place: tuple[str, str], border: int
) -> None:
    graph, fields = around(name, {}, shape, place, uses=2)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*CASES, st.integers(1, 40), st.booleans(), st.sampled_from(("float64", "float32")))
def test_many_shares_equal_the_reference(
    name: str, shape: tuple[int, ...], place: tuple[str, str], count: int, training: bool,
    dtype: str,
) -> None:  # fmt: skip
    graph, fields = around(name, {}, shape, place)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("name", KERNELS)
def test_large_scores_overflow_nowhere(name: str) -> None:
    b = GraphBuilder()
    b.add("L2Penalty", b.add(name, b.add("Scale", b.add("Input")), name="tested"))
    fields = {"x": FieldSpec((3,))}
    scores = np.array([[1e4, -1e4, 0.0], [0.1, 0.9, 0.5], [-1e4, -1e4, -1e4]])
    for dtype in ("float64", "float32"):
        assert_equal_passes(b.build(), fields, count=3, dtype=dtype, batch={"x": scores})
    # The gradient of the scale is a small difference of large numbers here.
    assert_equal_passes(b.build(), fields, count=3, batch={"x": 900.0 + scores})


@pytest.mark.parametrize("name", KERNELS)
def test_what_follows_does_not_write_over_the_shares(name: str) -> None:
    b = GraphBuilder()
    b.add("L2Penalty", b.add("Tanh", b.add(name, b.add("Scale", b.add("Input")))))
    assert_equal_passes(b.build(), {"x": FieldSpec((3,))})


def test_along_another_axis_the_module_does_it() -> None:
    for dim, kind in ((1, ByReference), (2, SoftmaxKernel)):
        graph, fields = around("Softmax", {"dim": dim}, (3, 2), ("scale", "relu"))
        assert kernel_of(graph, fields) is kind
        assert_equal_passes(graph, fields)
