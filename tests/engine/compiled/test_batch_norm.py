"""BatchNorm's kernel computes what the module does, wherever it stands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernels.batch_norm import BatchNormKernel
from guinet.engine.compiled.part import Part
from guinet.engine.network import Network
from guinet.engine.team.rule import can_share
from guinet.graph.builder import GraphBuilder
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import NORMAL, around, cut, kernel_of, surroundings

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)

shapes = st.one_of(
    st.tuples(st.integers(1, 6)),
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4)),
)
hyperparameters = st.fixed_dictionaries(
    {},
    optional={
        "momentum": st.sampled_from((0.0, 0.3, 1.0)),
        "eps": st.sampled_from((1e-12, 1e-3, 1.0)),
        "affine": st.booleans(),
        "track_running_stats": st.booleans(),
        "weight_init": st.just(NORMAL),
        "bias_init": st.just(NORMAL),
    },
)
cases = st.tuples(hyperparameters, shapes, surroundings, st.integers(1, 5), st.booleans())
Case = tuple[dict[str, Any], tuple[int, ...], tuple[str, str], int, bool]


def _compare(case: Case, dtype: str = "float64") -> None:
    module, shape, place, count, training = case
    graph, fields = around("BatchNorm", module, shape, place)
    assert kernel_of(graph, fields) is BatchNormKernel
    # A channel of two or three values can come close to constant, and rounding then counts.
    known = {"eps": 1e-2} if dtype == "float32" else {}
    graph, fields = around("BatchNorm", module | known, shape, place)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@FEW
@given(cases)
def test_it_equals_the_reference(case: Case) -> None:
    _compare(case)


@FEW
@given(cases)
def test_it_equals_the_reference_in_float32(case: Case) -> None:
    _compare(case, "float32")


@FEW
@given(cases, st.sampled_from((0, 1, 2)))
def test_it_equals_the_reference_row_by_row_and_within_borders(case: Case, border: int) -> None:
    with cut(48, border):
        _compare(case)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(cases, st.sampled_from((48, 200, 1 << 17)), st.integers(0, 2))
def test_many_cases_equal_the_reference(case: Case, cache: int, border: int) -> None:
    with cut(cache, border):
        _compare(case)


@pytest.mark.parametrize("shape", [(3,), (4, 3), (3, 4, 2)])
@pytest.mark.parametrize("training", [True, False])
def test_nodes_that_share_weights_but_keep_no_averages(
    shape: tuple[int, ...], training: bool
) -> None:
    module = {"track_running_stats": False, "weight_init": NORMAL, "bias_init": NORMAL}
    graph, fields = around("BatchNorm", module, shape, uses=3, share="s")
    assert kernel_of(graph, fields, "tested2") is BatchNormKernel
    assert_equal_passes(graph, fields, training=training)


@pytest.mark.parametrize("shape", [(3,), (4, 3), (3, 4, 2)])
def test_a_row_of_them(shape: tuple[int, ...]) -> None:
    graph, fields = around("BatchNorm", {"weight_init": NORMAL}, shape, uses=3)
    assert_equal_passes(graph, fields)


def test_between_convolutions_whose_borders_stay_zero() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    first = b.add("Conv2d", x, out_channels=3, kernel_size=3, padding=1, bias=False)
    h = b.add("ReLU", b.add("BatchNorm", first, name="tested", bias_init=NORMAL))
    h = b.add("Conv2d", h, out_channels=3, kernel_size=3, padding=1)
    h = b.add("Add", b.add("BatchNorm", h, weight_init=NORMAL), first)
    b.add("MSELoss", b.add("Conv2d", h, out_channels=2, kernel_size=3), b.add("Target", field="y"))
    graph, fields = b.build(), {"x": FieldSpec((2, 8, 5)), "y": FieldSpec((2, 6, 3))}
    for cache in (48, 1 << 17):
        with cut(cache, 1):
            assert_equal_passes(graph, fields)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3,), (4, 3), (3, 7, 7)])
@pytest.mark.parametrize("value", [0.0, 0.1, -3e5])
def test_a_constant_channel_gives_exactly_zero(
    shape: tuple[int, ...], dtype: str, value: float
) -> None:
    # Without a scale and a shift, in which what is left of rounding would vanish.
    module = {"eps": 1e-12, "affine": False}
    graph, fields = around("BatchNorm", module, shape, ("data", "loss"))
    network = Network(graph, fields, 5, dtype=dtype, keep=("tested",))
    batch = {"x": np.full((5, *shape), value), "y0": np.zeros((5, 2))}
    with cut(48):
        network.forward(batch, training=True)
    np.testing.assert_array_equal(network.output("tested"), np.zeros((5, *shape)))


@pytest.mark.parametrize("shape", [(3,), (40, 3), (3, 16, 8)])
def test_a_mean_far_from_zero_costs_no_digits(shape: tuple[int, ...]) -> None:
    graph, fields = around("BatchNorm", {}, shape, ("data", "loss"))
    rng = np.random.default_rng(0)
    # In binary fractions, so that float32 holds the very numbers that the float64 network sees.
    x = 1000 + np.round(rng.normal(size=(20, *shape)) * 2**10) / 2**12
    if len(shape) == 3:
        x[:, :, 0] -= 8  # a first row that is unlike the others
    batch = {"x": x, "y0": np.zeros((20, 2))}
    found = []
    with cut(1000):
        for dtype in ("float32", "float64"):
            network = Network(graph, fields, 20, dtype=dtype, keep=("tested",))
            network.forward(batch, training=True)
            found.append(network.output("tested"))
    np.testing.assert_allclose(found[0], found[1], atol=2e-5)


@pytest.mark.parametrize("overwrites", [True, False])
def test_centred_values_take_the_place_of_x_where_nobody_else_needs_it(overwrites: bool) -> None:
    place = ("linear" if overwrites else "tanh", "loss")
    graph, fields = around("BatchNorm", {}, (2, 16, 16), place)
    network = Network(graph, fields, 16, keep=())
    executor: Any = network.executor
    plan = executor.compile(Part((16,)), True, ("x", "y0"), ())
    image = 2 * 16 * 16 * 16 * 4
    taken = plan.bytes_by_node["tested"]
    assert taken < 2 * image if overwrites else taken >= 2 * image


@settings(max_examples=30, derandomize=True, deadline=None, database=None)
@given(
    hyperparameters, shapes, surroundings, st.lists(st.integers(1, 4), min_size=2, max_size=3),
    st.booleans(),
)  # fmt: skip
def test_parts_of_a_batch_agree_on_its_statistics(
    module: dict[str, Any],
    shape: tuple[int, ...],
    place: tuple[str, str],
    counts: list[int],
    training: bool,
) -> None:
    graph, fields = around("BatchNorm", module, shape, place)
    assert_parts_equal_the_whole(graph, fields, counts, training=training)


@pytest.mark.parametrize(
    ("name", "module", "uses", "shares"),
    [
        ("BatchNorm", {}, 1, True),
        ("BatchNorm", {}, 2, False),  # both keep the same averages
        ("BatchNorm", {"track_running_stats": False}, 2, True),
        ("InstanceNorm", {}, 1, True),
        ("InstanceNorm", {"track_running_stats": True}, 1, False),
    ],
)
def test_averages_that_no_exchange_makes_whole_keep_a_network_in_one_process(
    name: str, module: dict[str, Any], uses: int, shares: bool
) -> None:
    graph, fields = around(name, module, (3, 4, 2), uses=uses, share="s")
    assert can_share(Network(graph, fields, 4).executor.program) is shares
