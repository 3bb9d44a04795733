"""Modules that only put numbers elsewhere, in a plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.copies import (
    ConcatKernel,
    ConstantPadKernel,
    PermuteKernel,
    SliceKernel,
    SplitKernel,
)
from guinet.engine.compiled.kernels.reshape import ReshapeKernel
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

FEW = settings(max_examples=80, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)

CASES: list[tuple[str, dict[str, Any], tuple[int, ...], type[Kernel]]] = [
    ("Pad", {"left": 1, "right": 2, "value": -0.7}, (3,), ConstantPadKernel),
    ("Pad", {"left": 1, "top": 2, "bottom": 1}, (3, 2), ConstantPadKernel),
    ("Pad", {"right": 1, "top": 2, "value": 0.4}, (2, 3, 2), ConstantPadKernel),
    ("Permute", {}, (3, 2), PermuteKernel),
    ("Permute", {"dims": (2, 3, 1)}, (2, 3, 4), PermuteKernel),
    ("Reshape", {"shape": (2, 3)}, (6,), ReshapeKernel),
    ("Reshape", {"shape": (2, 1, -1)}, (6,), ReshapeKernel),
    ("Reshape", {"shape": (-1,)}, (2, 3, 2), ReshapeKernel),
    ("Reshape", {"shape": (-1, 4)}, (2, 3, 2), ReshapeKernel),
    ("Reshape", {"shape": (3, 2, 2)}, (4, 3), ReshapeKernel),
    ("Reshape", {"shape": (1, 2, 3, 1)}, (2, 3), ReshapeKernel),
    ("Slice", {"start": 1, "stop": -1}, (5,), SliceKernel),
    ("Slice", {"dim": 1, "start": -1}, (4, 3), SliceKernel),
    ("Slice", {"step": 2}, (4, 3), SliceKernel),
    ("Slice", {"dim": 3, "start": 1, "step": 2}, (2, 3, 4), SliceKernel),
    ("Flatten", {}, (2, 3, 2), ReshapeKernel),
    ("Flatten", {}, (4, 3), ReshapeKernel),
    ("Squeeze", {}, (3, 1), ReshapeKernel),
    ("Squeeze", {"dim": 2}, (3, 1, 2), ReshapeKernel),
    ("Unsqueeze", {}, (3,), ReshapeKernel),
    ("Unsqueeze", {"dim": 2}, (3, 2), ReshapeKernel),
]
FINE = (st.sampled_from(CASES), surroundings)
Case = tuple[str, dict[str, Any], tuple[int, ...], type[Kernel]]


@FEW
@given(*FINE, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_rearranged_numbers_equal_the_reference(
    case: Case, place: tuple[str, str], count: int, training: bool, dtype: str
) -> None:
    name, options, shape, kernel = case
    graph, fields = around(name, options, shape, place)
    assert kernel_of(graph, fields) is kernel
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=40)
@given(*FINE, st.integers(0, 1))
def test_rearranged_numbers_in_small_pieces_equal_the_reference(
    case: Case, place: tuple[str, str], border: int
) -> None:
    name, options, shape, _ = case
    graph, fields = around(name, options, shape, place)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*FINE, st.integers(1, 40), st.booleans())
def test_many_rearranged_numbers_equal_the_reference(
    case: Case, place: tuple[str, str], count: int, training: bool
) -> None:
    name, options, shape, _ = case
    graph, fields = around(name, options, shape, place)
    assert_equal_passes(graph, fields, count=count, training=training)


def joined(shape: tuple[int, ...], dim: int | None, twice: bool) -> Any:
    """Return a network in which three are put side by side, and cut up again."""
    b = GraphBuilder()
    x = b.add("Input")
    left, right = b.add("Tanh", b.add("Scale", x)), b.add("PReLU", x)
    inputs = (left, left, right) if twice else (left, x, right)
    all_three = b.add("Concat", *inputs, dim=dim, name="concat")
    parts = b.add("Split", all_three, chunks=3, dim=dim, name="split")
    answer = b.add("Multiply", b.add("Sigmoid", parts["y1"]), parts["y3"])
    b.add("MSELoss", b.add("Add", answer, left), b.add("Target"))
    return b.build(), {"x": FieldSpec(shape), "y": FieldSpec(shape)}


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize(
    ("shape", "dim"),
    [((3,), None), ((4, 2), None), ((4, 2), 1), ((2, 3, 4), None), ((2, 3, 4), 2), ((2, 3, 1), 3)],
)
def test_what_stands_side_by_side_equals_the_reference(
    shape: tuple[int, ...], dim: int | None, twice: bool
) -> None:
    graph, fields = joined(shape, dim, twice)
    assert kernel_of(graph, fields, "concat") is ConcatKernel
    assert kernel_of(graph, fields, "split") is SplitKernel
    for dtype, count in (("float64", 3), ("float32", 1)):
        assert_equal_passes(graph, fields, count=count, dtype=dtype)
    with cut(48, border=1):
        assert_equal_passes(graph, fields, count=3)


def _padded(after: str) -> Graph:
    b = GraphBuilder()
    linear = b.add("Linear", b.add("Input"), out_features=3)
    padded = b.add("Pad", linear, left=1, right=1, value=-0.5, name="padded")
    b.add("L2Penalty", b.add(after, padded))
    return b.build()


@pytest.mark.parametrize("after", ["ReLU", "Identity"])
def test_what_pads_stands_there_step_after_step(after: str) -> None:
    net = Network(_padded(after), {"x": FieldSpec((2,))}, 2, keep=["padded"])
    trainer = net.trainer("sgd", 0.01)
    for _ in range(3):
        trainer.step({"x": np.ones((2, 2))})
        np.testing.assert_array_equal(net.output("padded")[:, [0, -1]], np.float32(-0.5))


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_copies_of_what_lies_near_are_left_to_the_module(mode: str) -> None:
    graph, fields = around("Pad", {"left": 1, "mode": mode}, (3,))
    assert kernel_of(graph, fields) is ByReference
    assert_equal_passes(graph, fields)


def test_whole_numbers_are_left_to_the_module() -> None:
    b = GraphBuilder()
    words = b.add("Slice", b.add("Input"), dim=1, start=1, name="tested")
    b.add("L2Penalty", b.add("Embedding", words, num_embeddings=5, embedding_dim=2))
    graph, fields = b.build(), {"x": FieldSpec((4,), "index", low=0, high=4)}
    assert kernel_of(graph, fields) is ByReference
    assert_equal_passes(graph, fields)
