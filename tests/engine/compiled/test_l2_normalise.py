"""L2Normalise's kernel computes what the module does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.l2_normalise import L2NormaliseKernel
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(
    st.one_of(st.tuples(st.integers(2, 6)), st.tuples(st.integers(1, 4), st.integers(2, 5))),
    st.sampled_from((1e-12, 0.5, 1.0)),
    surroundings,
    st.integers(1, 5),
    st.sampled_from(("float32", "float64")),
    st.sampled_from((48, 1 << 17)),
)
def test_it_equals_the_reference(
    shape: tuple[int, ...], eps: float, place: tuple[str, str], count: int, dtype: str, cache: int
) -> None:
    graph, fields = around("L2Normalise", {"eps": eps}, shape, place)
    assert kernel_of(graph, fields) is L2NormaliseKernel
    with cut(cache):
        assert_equal_passes(graph, fields, count=count, dtype=dtype)


@pytest.mark.parametrize(("shape", "dim"), [((3, 2, 2), None), ((3, 4), 1), ((2, 3, 4), 3)])
def test_other_axes_are_left_to_the_module(shape: tuple[int, ...], dim: int | None) -> None:
    graph, fields = around("L2Normalise", {"dim": dim}, shape)
    assert kernel_of(graph, fields) is ByReference
    assert_equal_passes(graph, fields)


@pytest.mark.parametrize("shape", [(3,), (4, 3)])
def test_zeros_and_vectors_shorter_than_eps(shape: tuple[int, ...]) -> None:
    graph, fields = around("L2Normalise", {"eps": 0.5}, shape, ("data", "skip"))
    batch = random_batch(Network(graph, fields, 4).fields, 4, 0)
    batch["x"][0] = 0.0
    batch["x"][1] *= 0.01
    batch["x"][2] = np.array([0.3, 0.4, 0.0])  # of length ε
    assert_equal_passes(graph, fields, batch=batch)
