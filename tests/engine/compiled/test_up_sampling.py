"""The kernels that make images larger and smaller compute what the modules do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.engine.compiled.kernels.pixel_shuffle import PixelShuffleKernel, PixelUnshuffleKernel
from guinet.engine.compiled.kernels.upsample import UpsampleKernel
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

KERNELS = {
    "PixelShuffle": PixelShuffleKernel,
    "PixelUnshuffle": PixelUnshuffleKernel,
    "Upsample": UpsampleKernel,
}
Case = tuple[str, dict[str, Any], tuple[int, ...]]


@st.composite
def cases(draw: st.DrawFn, name: str) -> Case:
    channels, height, width = (draw(st.integers(1, size)) for size in (3, 4, 4))
    factor = draw(st.integers(1, 3))
    if name == "PixelShuffle":
        return name, {"upscale_factor": factor}, (channels * factor**2, height, width)
    if name == "PixelUnshuffle":
        return name, {"downscale_factor": factor}, (channels, height * factor, width * factor)
    module: dict[str, Any] = {
        "mode": draw(st.sampled_from(("nearest", "bilinear"))),
        "align_corners": draw(st.booleans()),
        "scale_factor": (factor, draw(st.integers(1, 3))),
    }
    if draw(st.booleans()):
        module["size"] = (draw(st.integers(1, 7)), draw(st.integers(1, 7)))
    return name, module, (channels, height, width)


def _compare(
    case: Case,
    place: tuple[str, str],
    count: int,
    training: bool,
    dtype: str,
    cache: int,
    border: int,
) -> None:
    graph, fields = around(*case, place)
    assert kernel_of(graph, fields) is KERNELS[case[0]]
    with cut(cache, border):
        assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


def _everything(name: str) -> st.SearchStrategy[Any]:
    return st.tuples(
        cases(name),
        surroundings,
        st.integers(1, 5),
        st.booleans(),
        st.sampled_from(("float32", "float64")),
        st.sampled_from((48, 1 << 17)),
        st.integers(0, 2),
    )


@pytest.mark.parametrize("name", KERNELS)
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_they_equal_the_reference(name: str, data: st.DataObject) -> None:
    _compare(*data.draw(_everything(name)))


@pytest.mark.many
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", KERNELS)
@settings(max_examples=500, deadline=None, database=None)
@given(st.data())
def test_many_cases_equal_the_reference(name: str, data: st.DataObject) -> None:
    _compare(*data.draw(_everything(name)))


@pytest.mark.parametrize("after", ["relu", "pool"])
@pytest.mark.parametrize(
    ("name", "module", "shape"),
    [
        ("Upsample", {}, (2, 3, 3)),
        ("PixelShuffle", {}, (8, 2, 3)),
        ("PixelUnshuffle", {}, (1, 4, 6)),
    ],
)
def test_pieces_suit_the_module_and_who_follows(
    name: str, module: dict[str, Any], shape: tuple[int, ...], after: str
) -> None:
    graph, fields = around(name, module, shape, ("linear", after))
    for cache in (48, 500, 1 << 17):
        with cut(cache):
            assert_equal_passes(graph, fields)
