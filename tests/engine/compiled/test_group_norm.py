"""The kernels of GroupNorm and InstanceNorm compute what the modules do, wherever they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.group_norm import GroupNormKernel, InstanceNormKernel
from guinet.engine.network import Network
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import NORMAL, around, cut, kernel_of, surroundings

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)
KERNELS = {"GroupNorm": GroupNormKernel, "InstanceNorm": InstanceNormKernel}
EPS = st.sampled_from((1e-12, 1e-3, 1.0))

Case = tuple[str, dict[str, Any], tuple[int, ...], tuple[str, str], int, bool]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    name = draw(st.sampled_from(sorted(KERNELS)))
    module = {
        "eps": draw(EPS),
        "affine": draw(st.booleans()),
        "weight_init": NORMAL,
        "bias_init": NORMAL,
    }
    positions = draw(st.lists(st.integers(1, 5), min_size=int(name != "GroupNorm"), max_size=2))
    groups, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    if name == "GroupNorm":
        module["num_groups"] = groups
    if np.prod(positions, dtype=int) * (width if name == "GroupNorm" else 1) == 1:
        positions, width = [2] * len(positions), width + 1
    channels = groups * width
    shape = (*positions, channels) if len(positions) == 1 else (channels, *positions)
    place = draw(surroundings)
    return name, module, shape, place, draw(st.integers(1, 4)), draw(st.booleans())


def _compare(case: Case, dtype: str = "float64") -> None:
    name, module, shape, place, count, training = case
    # Two or three numbers can come close to equal, and rounding then counts.
    known = {"eps": 1e-2} if dtype == "float32" else {}
    graph, fields = around(name, module | known, shape, place)
    assert kernel_of(graph, fields) is KERNELS[name]
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@FEW
@given(cases())
def test_they_equal_the_reference(case: Case) -> None:
    _compare(case)


@FEW
@given(cases())
def test_they_equal_the_reference_in_float32(case: Case) -> None:
    _compare(case, "float32")


@FEW
@given(cases(), st.sampled_from((0, 1, 2)))
def test_they_equal_the_reference_row_by_row_and_within_borders(case: Case, border: int) -> None:
    with cut(48, border):
        _compare(case)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(cases(), st.sampled_from((48, 200, 1 << 17)), st.integers(0, 2))
def test_many_cases_equal_the_reference(case: Case, cache: int, border: int) -> None:
    with cut(cache, border):
        _compare(case)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("shape", [(3, 4), (4, 3, 2)])
def test_nodes_that_share_weights(name: str, shape: tuple[int, ...]) -> None:
    module = {"affine": True, "weight_init": NORMAL}
    graph, fields = around(name, module, shape, uses=3, share="s")
    assert kernel_of(graph, fields, "tested3") is KERNELS[name]
    assert_equal_passes(graph, fields)


def test_averages_over_samples_are_left_to_the_module() -> None:
    graph, fields = around("InstanceNorm", {"track_running_stats": True}, (3, 4, 2))
    assert kernel_of(graph, fields) is ByReference


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(6,), (4, 6), (6, 8, 7)])
def test_a_group_of_equal_values_gives_exactly_zero(shape: tuple[int, ...], dtype: str) -> None:
    # Without a scale and a shift, in which what is left of rounding would vanish.
    module = {"eps": 1e-12, "affine": False, "num_groups": 2}
    graph, fields = around("GroupNorm", module, shape, ("data", "loss"))
    network = Network(graph, fields, 5, dtype=dtype, keep=("tested",))
    batch = {"x": np.full((5, *shape), 0.1), "y0": np.zeros((5, 2))}
    with cut(48):
        network.forward(batch, training=True)
    np.testing.assert_array_equal(network.output("tested"), np.zeros((5, *shape)))
