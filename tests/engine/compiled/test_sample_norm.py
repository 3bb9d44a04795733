"""The kernels of LayerNorm and RMSNorm compute what the modules do, wherever they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.engine.compiled.kernels.sample_norm import LayerNormKernel, RMSNormKernel
from guinet.engine.compiled.part import Part
from guinet.engine.network import Network
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import NORMAL, around, cut, kernel_of, surroundings

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)
KERNELS = {"LayerNorm": LayerNormKernel, "RMSNorm": RMSNormKernel}

shapes = st.one_of(
    st.tuples(st.integers(2, 6)),
    st.tuples(st.integers(1, 4), st.integers(2, 5)),
    st.tuples(st.integers(2, 3), st.integers(1, 4), st.integers(1, 4)),
)
hyperparameters = {
    "LayerNorm": st.fixed_dictionaries(
        {"weight_init": st.just(NORMAL), "bias_init": st.just(NORMAL)},
        optional={
            "eps": st.sampled_from((1e-12, 1e-3, 1.0)),
            "elementwise_affine": st.booleans(),
            "bias": st.booleans(),
        },
    ),
    "RMSNorm": st.fixed_dictionaries(
        {"weight_init": st.just(NORMAL)},
        optional={
            "eps": st.sampled_from((1e-12, 1e-3, 1.0)),
            "elementwise_affine": st.booleans(),
        },
    ),
}
Case = tuple[tuple[str, dict[str, Any]], tuple[int, ...], tuple[str, str], int, bool]
modules = st.one_of(*(st.tuples(st.just(n), drawn) for n, drawn in hyperparameters.items()))
cases = st.tuples(modules, shapes, surroundings, st.integers(1, 5), st.booleans())


def _compare(case: Case, dtype: str = "float64") -> None:
    (name, module), shape, place, count, training = case
    # Two or three numbers can come close to equal, and rounding then counts.
    known = {"eps": 1e-2} if dtype == "float32" else {}
    graph, fields = around(name, module | known, shape, place)
    assert kernel_of(graph, fields) is KERNELS[name]
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@FEW
@given(cases)
def test_they_equal_the_reference(case: Case) -> None:
    _compare(case)


@FEW
@given(cases)
def test_they_equal_the_reference_in_float32(case: Case) -> None:
    _compare(case, "float32")


@FEW
@given(cases, st.sampled_from((0, 1, 2)))
def test_they_equal_the_reference_row_by_row_and_within_borders(case: Case, border: int) -> None:
    with cut(48, border):
        _compare(case)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(cases, st.sampled_from((48, 200, 1 << 17)), st.integers(0, 2))
def test_many_cases_equal_the_reference(case: Case, cache: int, border: int) -> None:
    with cut(cache, border):
        _compare(case)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("shape", [(3,), (4, 3), (3, 4, 2)])
def test_nodes_that_share_weights(name: str, shape: tuple[int, ...]) -> None:
    graph, fields = around(name, {"weight_init": NORMAL}, shape, uses=3, share="s")
    assert kernel_of(graph, fields, "tested3") is KERNELS[name]
    assert_equal_passes(graph, fields)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(7,), (4, 7), (3, 8, 2)])
def test_equal_features_give_exactly_the_shift(shape: tuple[int, ...], dtype: str) -> None:
    module = {"eps": 1e-12, "bias_init": NORMAL}
    graph, fields = around("LayerNorm", module, shape, ("data", "loss"))
    network = Network(graph, fields, 5, dtype=dtype, keep=("tested",))
    network.forward({"x": np.full((5, *shape), 0.1), "y0": np.zeros((5, 2))}, training=True)
    y = network.output("tested")
    np.testing.assert_array_equal(y, np.broadcast_to(network.weights["tested.bias"], y.shape))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("name", KERNELS)
def test_normalised_values_take_the_place_of_x_where_nobody_else_needs_it(
    name: str, kept: bool
) -> None:
    graph, fields = around(name, {}, (256, 64), ("linear", "loss"))
    network = Network(graph, fields, 16, keep=())
    executor: Any = network.executor
    plan = executor.compile(Part((16,)), True, ("x", "y0"), range(5) if kept else ())
    sequence = 256 * 64 * 16 * 4
    found = plan.bytes_by_node["tested"] // sequence
    free = executor.compile(Part((16,)), True, ("x", "y0"), ()).bytes_by_node["tested"] // sequence
    assert found == free + kept
