"""Multiply, Subtract, Divide, Maximum and Constant in a plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.constant import ConstantKernel
from guinet.engine.compiled.kernels.merges import (
    DivideKernel,
    MaximumKernel,
    MultiplyKernel,
    SubtractKernel,
)
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import cut, kernel_of

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)

KERNELS: dict[str, type[Kernel]] = {
    "Divide": DivideKernel,
    "Maximum": MaximumKernel,
    "Multiply": MultiplyKernel,
    "Subtract": SubtractKernel,
}
SHAPES: tuple[tuple[int, ...], ...] = ((3,), (4, 2), (2, 3, 4))
WAYS = ("two", "one twice", "three", "read by others", "data first", "data last")


def merged(name: str, shape: tuple[int, ...], way: str) -> tuple[Graph, dict[str, FieldSpec]]:
    """Return a network in which something is joined, in one of the `WAYS`."""
    b = GraphBuilder()
    x = b.add("Input")
    left = b.add("Tanh", b.add("Scale", x))
    right = b.add("Softplus", b.add("PReLU", x))
    inputs = [left, right]
    if way == "one twice":
        inputs = [right, right]
    elif way == "three" and name in ("Maximum", "Multiply"):
        inputs = [left, right, b.add("Sigmoid", left)]
    elif way == "data first":
        inputs = [x, right]
    elif way == "data last":
        inputs = [left, b.add("Softplus", x) if name == "Divide" else x]
    joined = b.add(name, *inputs, name="tested")
    after = b.add("Tanh", joined)
    if way == "read by others":
        after = b.add("Add", after, left, right, joined)
    b.add("MSELoss", after, b.add("Target"))
    return b.build(), {"x": FieldSpec(shape), "y": FieldSpec(shape)}


CASES = (st.sampled_from(sorted(KERNELS)), st.sampled_from(SHAPES), st.sampled_from(WAYS))


@FEW
@given(*CASES, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_joined_inputs_equal_the_reference(
    name: str, shape: tuple[int, ...], way: str, count: int, training: bool, dtype: str
) -> None:
    graph, fields = merged(name, shape, way)
    three = name == "Maximum" and way == "three"
    assert kernel_of(graph, fields) is (ByReference if three else KERNELS[name])
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=40)
@given(*CASES, st.integers(0, 1))
def test_joined_inputs_in_small_pieces_equal_the_reference(
    name: str, shape: tuple[int, ...], way: str, border: int
) -> None:
    graph, fields = merged(name, shape, way)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*CASES, st.integers(1, 40), st.booleans(), st.sampled_from(("float64", "float32")))
def test_many_joined_inputs_equal_the_reference(
    name: str, shape: tuple[int, ...], way: str, count: int, training: bool, dtype: str
) -> None:
    graph, fields = merged(name, shape, way)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("name", KERNELS)
def test_what_stretches_is_left_to_the_module(name: str) -> None:
    b = GraphBuilder()
    number = b.add("Constant", value=2.0, name="constant")
    joined = b.add(name, b.add("Scale", b.add("Input")), number, name="tested")
    b.add("MSELoss", joined, b.add("Target"))
    graph, fields = b.build(), {"x": FieldSpec((3,)), "y": FieldSpec((3,))}
    assert kernel_of(graph, fields) is ByReference
    assert kernel_of(graph, fields, "constant") is ConstantKernel
    assert_equal_passes(graph, fields)


def test_the_larger_of_two_equal_ones_is_each_by_half() -> None:
    b = GraphBuilder()
    x, z = b.add("Scale", b.add("Input")), b.add("Scale", b.add("Input", field="z"))
    b.add("MSELoss", b.add("Maximum", x, z), b.add("Target"))
    fields = dict.fromkeys("xzy", FieldSpec((3,)))
    batch = {"x": [[1.0, 2.0, 0.0]], "z": [[1.0, 0.0, 2.0]], "y": [[0.5, 0.3, 0.1]]}
    assert_equal_passes(b.build(), fields, count=1, batch=batch)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_a_constant_stays_what_it_is_step_after_step(shape: tuple[int, ...], again: bool) -> None:
    b = GraphBuilder()
    number = b.add("Constant", value=-0.5, shape=shape, name="constant")
    bent = b.add("Identity", b.add("Tanh", number), name="bent")
    x = b.add("Reshape", b.add("Linear", b.add("Input"), out_features=6), shape=(2, 3))
    if len(shape) == 1:
        x = b.add("Linear", b.add("Flatten", x), out_features=3)
    b.add("L2Penalty", b.add("Add", x, bent, *[number] * again))
    fields = {"x": FieldSpec((2,))}
    assert_equal_passes(b.build(), fields)
    net = Network(b.build(), fields, 4, keep=["bent"])
    trainer = net.trainer()
    for _ in range(3):
        trainer.step({"x": np.ones((4, 2))})
        np.testing.assert_allclose(net.output("bent"), np.full(shape, np.tanh(-0.5)), rtol=1e-6)
