"""Convolutions: every algorithm computes what the module does."""

from __future__ import annotations

from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.spatial.windows import Slide
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.convolution import choice
from guinet.engine.compiled.convolution.choice import correlation, kernel_gradient
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.convolution.products import block_count
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.graph.builder import GraphBuilder
from guinet.modules import modules
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.images import (
    FEW,
    MANY,
    Net,
    Step,
    chain,
    conv,
    fields,
    judged,
    pool,
    small_pieces,
    stack,
)
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings
from tests.modules.drawing import configurations

CONVOLUTIONS = ("Conv2d", "ConvTranspose2d")


@pytest.mark.parametrize("name", CONVOLUTIONS)
@FEW
@given(st.data())
def test_drawn_convolutions(name: str, data: st.DataObject) -> None:
    _compare(name, data)


@pytest.mark.many
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", CONVOLUTIONS)
@MANY
@given(st.data())
def test_many_drawn_convolutions(name: str, data: st.DataObject) -> None:
    _compare(name, data)


def _compare(name: str, data: st.DataObject) -> None:
    module, specs = data.draw(configurations(modules.types()[name]))
    count, training = data.draw(st.integers(1, 4)), data.draw(st.booleans())
    net = around(name, module.settings, specs[0].shape, data.draw(surroundings))
    assert kernel_of(*net).__name__ == f"{name}Kernel"
    with data.draw(st.sampled_from((cut, small_pieces)))(border=data.draw(st.integers(0, 3))):
        assert_equal_passes(*net, count=count, training=training)


# Which algorithm computes what: all sizes at which one ends and another begins.
SHAPES: list[tuple[str, tuple[int, ...], tuple[Step, ...]]] = [
    ("DirectCorrelation", (7, 6, 5), (conv(4),)),
    ("DirectCorrelation", (8, 6, 5), (conv(9, 3, 1, stride=2),)),
    ("DirectCorrelation", (8, 6, 5), (conv(9, 3, 2, dilation=2),)),
    ("DirectCorrelation", (8, 6, 5), (conv(9, 1, 0),)),
    ("DirectCorrelation", (8, 6, 5), (conv(9, (1, 3), 0, stride=(2, 1)),)),
    ("DirectCorrelation", (16, 6, 5), (conv(16, groups=2),)),
    ("DirectCorrelation", (8, 1, 5), (conv(9),)),
    ("DepthwiseCorrelation", (8, 6, 5), (conv(8, (3, 2), 1, groups=8, stride=(1, 2)),)),
    *(("WinogradCorrelation", (8, height, 5), (conv(9),)) for height in (2, 3, 4, 5, 6, 7, 8, 11)),
    ("WinogradCorrelation", (8, 6, 5), (conv(9, 3, 0),)),
    ("WinogradCorrelation", (8, 6, 5), (conv(9, 3, 3),)),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("algorithm", "shape", "steps"), SHAPES)
def test_every_algorithm(
    algorithm: str, shape: tuple[int, ...], steps: tuple[Step, ...], dtype: str
) -> None:
    with mock.patch.object(choice, algorithm, wraps=getattr(choice, algorithm)) as chosen:
        assert_equal_passes(*stack(shape, "Tanh", *steps), count=3, dtype=dtype)
    assert chosen.called


GRADIENTS: list[tuple[str, tuple[int, ...], tuple[Step, ...], int]] = [
    ("GatheredKernelGradient", (7, 6, 5), (conv(4),), 3),
    ("GatheredKernelGradient", (20, 6, 5), (conv(25, 3, 1, stride=2),), 32),
    ("PlacewiseKernelGradient", (7, 6, 5), (conv(4),), 32),
    ("PlacewiseKernelGradient", (8, 6, 5), (conv(6, (3, 2), 1, groups=2, stride=(2, 1)),), 32),
    ("PlacewiseKernelGradient", (3, 6, 5), (conv(5, 3, 2, dilation=2),), 32),
    ("PlacewiseKernelGradient", (64, 4, 5), (conv(64, 1, 0),), 32),
    ("SlidingKernelGradient", (8, 6, 5), (conv(8, 3, 2, dilation=2),), 3),
    ("SlidingKernelGradient", (26, 6, 5), (conv(8, (2, 4), 1, groups=2, stride=(2, 1)),), 3),
    ("DepthwiseKernelGradient", (8, 6, 5), (conv(8, groups=8, dilation=(1, 2)),), 32),
    ("WinogradKernelGradient", (8, 7, 5), (conv(9),), 3),
    ("WinogradKernelGradient", (8, 4, 32), (conv(32),), 64),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("algorithm", "shape", "steps", "count"), GRADIENTS)
def test_every_way_to_the_gradient_of_the_kernels(
    algorithm: str, shape: tuple[int, ...], steps: tuple[Step, ...], count: int, dtype: str
) -> None:
    net = stack(shape, "Tanh", *steps)
    with mock.patch.object(choice, algorithm, wraps=getattr(choice, algorithm)) as chosen:
        assert_equal_passes(*net, count=count, dtype=dtype)
    assert chosen.called
    with small_pieces():
        assert_equal_passes(*net, count=3, dtype=dtype)


def test_products_are_cut_into_equal_blocks_of_four_rows_at_least() -> None:
    assert block_count(256, 384 * 32) == 4
    assert block_count(32, 896 * 64) == 2
    assert block_count(32, 100) == 1
    assert block_count(7, 10**6) == 1
    assert block_count(8, 10**6) == 1


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_winograd_equals_direct_computation(dtype: str) -> None:
    net = stack((12, 9, 7), "Tanh", conv(16), "ReLU", conv(10))
    with mock.patch.object(choice, "WINOGRAD", False):
        assert_equal_passes(*net, dtype=dtype)
    assert_equal_passes(*net, dtype=dtype)


def test_winograd_in_float32_errs_by_little() -> None:
    """As documented: 2e-6 of the largest number, where the sum of products leaves 1e-6."""
    rng = np.random.default_rng(0)
    memory = Memory(Arena(), np.dtype(np.float32))
    image = np.zeros((18, 18, 64, 8), np.float32)
    image[1:-1, 1:-1] = rng.standard_normal((16, 16, 64, 8))
    weight = rng.standard_normal((1, 32, 64, 3, 3)).astype(np.float32)
    errors = rng.standard_normal((16, 16, 32, 8)).astype(np.float32)
    slides = (Slide(16, 3, 1, 1, 1, 16),) * 2
    exact = SlidingProblem(image.astype(np.float64), weight.astype(np.float64), slides)
    windows = exact.windows(0, 16)
    expected = np.einsum("hgwjicn,gocij->hwon", windows, exact.weight, optimize=True)
    expected_gradient = np.einsum(
        "hgwjicn,hwon->ocij", windows, errors.astype(np.float64), optimize=True
    )
    problem = SlidingProblem(image, weight, slides)
    y, gradient = np.empty((16, 16, 32, 8), np.float32), np.empty((32, 64, 3, 3), np.float32)
    tape = Tape()
    way = correlation(memory, problem)
    way.prepare(tape)
    for start, end in way.pieces():
        way.rows(tape, start, end, y[start:end])
    kernel_gradient(memory, problem, errors).write(tape, gradient, adds=False)
    for step in tape.plain():
        step()
    assert np.abs(y - expected).max() < 4e-6 * np.abs(expected).max()
    assert np.abs(gradient - expected_gradient).max() < 4e-6 * np.abs(expected_gradient).max()


def _branches() -> Net:
    """Two convolutions of other sizes read one image, one of them is read twice itself."""
    builder = GraphBuilder()
    x = builder.add("Tanh", builder.add("Input", field="x"))
    narrow, wide = chain(builder, x, conv(3, 1, 0)), chain(builder, x, conv(3, 5, 2))
    deeper = chain(builder, wide, "ReLU", conv(3))
    total = builder.add("Add", narrow, wide, deeper)
    return judged(builder, total, chain(builder, wide, pool())), fields((2, 6, 5))


def _shared() -> Net:
    """One convolution used three times, once before a pooling."""
    builder = GraphBuilder()
    ref = chain(builder, builder.add("Input", field="x"), conv(9))
    settings: dict[str, Any] = conv(9)[1]
    for step in ("Tanh", "ReLU", "ReLU"):
        ref = chain(builder, builder.add("Conv2d", ref, share="one", **settings), step)
    return judged(builder, chain(builder, ref, pool())), fields((3, 6, 6))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("build", [_branches, _shared])
def test_branches_and_shared_weights(build: Any, small: bool, count: int) -> None:
    if small:
        with small_pieces():
            assert_equal_passes(*build(), count=count)
    assert_equal_passes(*build(), count=count)


def test_what_is_not_a_view_is_refused() -> None:
    image = np.zeros((4, 4, 3, 2))[1:-1, 1:-1]
    assert viewed(image, 2, 2 * 3 * 2).base is not None
    with pytest.raises(AssertionError):
        viewed(image, 2 * 2, 3 * 2)
