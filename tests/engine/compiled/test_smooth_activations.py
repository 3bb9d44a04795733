"""GELU and SiLU in a plan, whose slopes are taken along with their values."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.elementwise import Elementwise
from guinet.core.spec import FieldSpec
from guinet.engine.compiled import tensor
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.kernels import kernel_for
from guinet.engine.compiled.kernels.gelu import GELUKernel
from guinet.engine.compiled.kernels.silu import SiLUKernel
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.modules import modules
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import kernel_of

FEW = settings(max_examples=40, derandomize=True, deadline=None, database=None)
# In float64: where sums cancel, float32 leaves more than its tolerance of them.
MANY = settings(max_examples=1000, deadline=None, database=None)

KINDS = {
    "exact GELU": ("GELU", {}),
    "GELU by tanh": ("GELU", {"approximate": "tanh"}),
    "SiLU": ("SiLU", {}),
}
SHAPES = ((3,), (4, 2), (2, 3, 4))


def graph(kind: str, branches: bool, from_data: bool) -> Graph:
    """Two of a kind in a row, perhaps with others that read what lies between."""
    name, settings = KINDS[kind]
    b = GraphBuilder()
    x = b.add("Input")
    start = x if from_data else b.add("Multiply", x, b.add("PReLU", x))
    first = b.add(name, start, name="first", **settings)
    end = b.add(name, first, **settings)
    if branches:
        end = b.add("Add", end, b.add("Multiply", start, first))
    b.add("MSELoss", b.add("Linear", b.add("Flatten", end), out_features=2), b.add("Target"))
    return b.build()


def _compare(
    kind: str, shape: tuple[int, ...], branches: bool, from_data: bool, **more: object
) -> None:
    fields = {"x": FieldSpec(shape), "y": FieldSpec((2,))}
    assert_equal_passes(graph(kind, branches, from_data), fields, **more)  # type: ignore[arg-type]


NETWORKS = (st.sampled_from(sorted(KINDS)), st.sampled_from(SHAPES), st.booleans(), st.booleans())


@FEW
@given(*NETWORKS, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_smooth_activations_equal_the_reference(
    kind: str, shape: tuple[int, ...], branches: bool, from_data: bool, count: int,
    training: bool, dtype: str,
) -> None:  # fmt: skip
    _compare(kind, shape, branches, from_data, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=20)
@given(*NETWORKS)
def test_smooth_activations_in_small_pieces_equal_the_reference(
    kind: str, shape: tuple[int, ...], branches: bool, from_data: bool
) -> None:
    with mock.patch.object(tensor, "_CACHE_BYTES", 48):
        _compare(kind, shape, branches, from_data)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*NETWORKS, st.integers(1, 4), st.booleans())
def test_many_smooth_activations_equal_the_reference(
    kind: str, shape: tuple[int, ...], branches: bool, from_data: bool, count: int,
    training: bool,
) -> None:  # fmt: skip
    _compare(kind, shape, branches, from_data, count=count, training=training)


@pytest.mark.parametrize(("kind", "kernel"), [("exact GELU", GELUKernel), ("SiLU", SiLUKernel)])
def test_smooth_activations_have_their_kernels(kind: str, kernel: type) -> None:
    fields = {"x": FieldSpec((3,)), "y": FieldSpec((2,))}
    assert kernel_of(graph(kind, False, False), fields, "first") is kernel


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_and_slopes_are_right_along_the_whole_curve(kind: str, dtype: str) -> None:
    name, settings = KINDS[kind]
    module = modules.types()[name](**settings)
    assert isinstance(module, Elementwise)
    x = np.concatenate([np.linspace(-12, 12, 4001), [-1e-30, 1e-30, 1e5, -1e5]]).astype(dtype)
    memory = Memory(Arena(), np.dtype(dtype))
    place = SimpleNamespace(body_shape=x.shape)
    site: Any = SimpleNamespace(
        call=SimpleNamespace(module=module), memory=memory, dtype=np.dtype(dtype),
        outputs=[place], gradient_arrives=lambda port: True,
    )  # fmt: skip
    kernel = kernel_for(type(module))(site)
    assert isinstance(kernel, WithSlope)
    tape, value, slope = Tape(), np.empty_like(x), np.empty_like(x)
    kernel.evaluate(tape, x, value, slope)
    for step in tape.plain():
        step()
    exact = x.astype(np.float64)
    true_value = module.value(exact)
    rounding = 16 * np.finfo(dtype).eps * np.maximum(1.0, np.abs(exact))
    assert np.all(np.abs(value - true_value) <= rounding)
    assert np.all(np.abs(slope - module.derivative(exact, true_value)) <= rounding)
