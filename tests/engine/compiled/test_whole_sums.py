"""Sums over all positions are those of the modules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.whole_sums import WholeSumsKernel
from guinet.graph.builder import GraphBuilder
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

SERVED: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
    ("AdaptiveAvgPool2d", {}, (3, 4, 5)),
    ("AdaptiveAvgPool2d", {}, (2, 1, 1)),
    *[
        (name, *case)
        for name in ("Mean", "Sum")
        for case in (
            ({"dim": [2, 3]}, (3, 4, 5)),
            ({"dim": [3, 2], "keepdim": True}, (3, 2, 5)),
            ({"dim": [1]}, (5, 3)),
            ({"dim": [1], "keepdim": True}, (4,)),
        )
    ],
]
UNSERVED: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
    ("AdaptiveAvgPool2d", {"output_size": 2}, (3, 4, 5)),
    ("Mean", {"dim": [1]}, (3, 4, 5)),
    ("Sum", {"dim": [2]}, (3, 4, 5)),
    ("Mean", {"dim": [1], "keepdim": True}, (5, 3)),
    ("Sum", {}, (5, 3)),
    ("Mean", {"dim": [2]}, (5, 3)),
]


@pytest.mark.parametrize(("name", "module", "shape"), SERVED)
def test_they_serve(name: str, module: dict[str, Any], shape: tuple[int, ...]) -> None:
    assert kernel_of(*around(name, module, shape)) is WholeSumsKernel


@pytest.mark.parametrize(("name", "module", "shape"), UNSERVED)
def test_the_rest_is_left_to_the_reference(
    name: str, module: dict[str, Any], shape: tuple[int, ...]
) -> None:
    graph, fields = around(name, module, shape)
    assert kernel_of(graph, fields) is ByReference
    assert_equal_passes(graph, fields)


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(
    st.sampled_from(SERVED),
    surroundings,
    st.integers(1, 5),
    st.booleans(),
    st.sampled_from((48, 1 << 17)),
    st.integers(0, 2),
    st.sampled_from(("float32", "float64")),
)
def test_they_equal_the_reference(
    case: tuple[str, dict[str, Any], tuple[int, ...]],
    place: tuple[str, str],
    count: int,
    training: bool,
    cache: int,
    border: int,
    dtype: str,
) -> None:
    graph, fields = around(*case, place)
    with cut(cache, border):
        assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("pool", [("AdaptiveAvgPool2d", {}), ("Mean", {"dim": (2, 3)})])
def test_zeros_around_what_is_summed_add_nothing(pool: tuple[str, dict[str, Any]]) -> None:
    b = GraphBuilder()
    h = b.add("ReLU", b.add("Conv2d", b.add("Input", name="x"), out_channels=3, kernel_size=3))
    again = b.add("Conv2d", h, out_channels=2, kernel_size=3, padding=2)
    heads = [b.add("Flatten", b.add(pool[0], source, **pool[1])) for source in (h, again)]
    out = b.add("Linear", b.add("Concat", *heads), out_features=2)
    b.add("MSELoss", out, b.add("Target", name="y"))
    with cut(border=2):
        assert_equal_passes(b.build(), {"x": FieldSpec((2, 6, 7)), "y": FieldSpec((2,))})
