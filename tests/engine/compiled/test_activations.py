"""Activations in a plan."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.elementwise import Elementwise
from guinet.core.spec import FieldSpec
from guinet.engine.compiled.arena import Arena
from guinet.engine.compiled.kernels import kernel_for
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.modules import modules
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

FEW = settings(max_examples=80, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=2000, deadline=None, database=None)

CASES: list[tuple[str, dict[str, Any]]] = [
    ("CELU", {"alpha": 0.5}),
    ("ELU", {}),
    ("ELU", {"alpha": 0.3}),
    ("Hardsigmoid", {}),
    ("Hardswish", {}),
    ("Hardtanh", {}),
    ("Hardtanh", {"min_val": -0.2, "max_val": 0.7}),
    ("Identity", {}),
    ("LeakyReLU", {}),
    ("LeakyReLU", {"negative_slope": 0.0}),
    ("LeakyReLU", {"negative_slope": 1.0}),
    ("LogSigmoid", {}),
    ("Mish", {}),
    ("ReLU", {}),
    ("ReLU6", {}),
    ("SELU", {}),
    ("Sigmoid", {}),
    ("Softplus", {}),
    ("Softplus", {"beta": 3.0, "threshold": 1.0}),
    ("Softsign", {}),
    ("StopGradient", {}),
    ("Tanh", {}),
]
WITH_SLOPE = [case for case in CASES if issubclass(kernel_for(modules.types()[case[0]]), WithSlope)]
SHAPES: tuple[tuple[int, ...], ...] = ((), (3,), (4, 2), (2, 3, 4))
NETWORKS = (st.sampled_from(CASES), st.sampled_from(SHAPES[1:]), surroundings)


@FEW
@given(*NETWORKS, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_activations_equal_the_reference(
    case: tuple[str, dict[str, Any]], shape: tuple[int, ...], place: tuple[str, str], count: int,
    training: bool, dtype: str,
) -> None:  # fmt: skip
    graph, fields = around(*case, shape, place)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=40)
@given(*NETWORKS, st.integers(0, 1))
def test_activations_in_small_pieces_equal_the_reference(
    case: tuple[str, dict[str, Any]], shape: tuple[int, ...], place: tuple[str, str], border: int
) -> None:
    graph, fields = around(*case, shape, place, uses=2)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(*NETWORKS, st.integers(1, 300), st.booleans(), st.sampled_from(("float64", "float32")))
def test_many_activations_equal_the_reference(
    case: tuple[str, dict[str, Any]], shape: tuple[int, ...], place: tuple[str, str], count: int,
    training: bool, dtype: str,
) -> None:  # fmt: skip
    graph, fields = around(*case, shape, place)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("count", [3, 400])
def test_at_kinks_and_far_away_it_is_the_same(case: tuple[str, dict[str, Any]], count: int) -> None:
    name, options = case
    module = modules.types()[name](**options)
    kinks = [0.0, *module.kink_values()]
    points = np.array([*kinks, *(kink + 1e-9 for kink in kinks), 1e-30, -1e-30, 90.0, -90.0])
    x = np.resize(points, (count, 3))
    b = GraphBuilder()
    bent = b.add(name, b.add("Scale", b.add("Input")), name="tested", **options)
    b.add("MSELoss", bent, b.add("Input", field="y"))
    graph, fields = b.build(), {"x": FieldSpec((3,)), "y": FieldSpec((3,))}
    assert kernel_of(graph, fields) is kernel_for(type(module)) is not ByReference
    assert_equal_passes(graph, fields, count=count, batch={"x": x, "y": np.cos(x)})


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_number_for_all_samples_and_one_for_each(case: tuple[str, dict[str, Any]]) -> None:
    b = GraphBuilder()
    x = b.add("Input")
    one = b.add(case[0], b.add("Constant", value=0.3), **case[1])
    each = b.add(case[0], b.add("PReLU", x), **case[1])
    b.add("MSELoss", b.add("Multiply", each, one), b.add("Target", field="x"))
    assert_equal_passes(b.build(), {"x": FieldSpec(())}, count=5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", WITH_SLOPE, ids=str)
def test_values_and_slopes_are_right_along_the_whole_curve(
    case: tuple[str, dict[str, Any]], dtype: str
) -> None:
    module = modules.types()[case[0]](**case[1])
    assert isinstance(module, Elementwise)
    x = np.concatenate([np.linspace(-40, 40, 4001), [-1e-30, 1e-30, 1e5, -1e5]]).astype(dtype)
    site: Any = SimpleNamespace(
        call=SimpleNamespace(module=module), memory=Memory(Arena(), np.dtype(dtype)),
        dtype=np.dtype(dtype), outputs=[SimpleNamespace(body_shape=x.shape)],
        gradient_arrives=lambda port: True,
    )  # fmt: skip
    kernel = kernel_for(type(module))(site)
    assert isinstance(kernel, WithSlope)
    tape, value, slope = Tape(), x.copy(), np.empty_like(x)
    kernel.evaluate(tape, value, value, slope)  # in place
    with np.errstate(all="ignore"):
        for step in tape.plain():
            step()
        exact = x.astype(np.float64)
        true_value = module.value(exact)
        true_slope = module.derivative(exact, true_value)
    rounding = 16 * np.finfo(dtype).eps
    assert np.all(np.abs(value - true_value) <= rounding * np.maximum(1.0, np.abs(exact)))
    kinks = np.isin(exact, module.kink_values())
    assert np.all((np.abs(slope - true_slope) <= rounding * 4) | kinks)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_sigmoid_that_is_nearly_zero_keeps_its_digits(dtype: str) -> None:
    b = GraphBuilder()
    probability = b.add("Sigmoid", b.add("Scale", b.add("Input", name="x")), name="p")
    b.add("BCELoss", probability, b.add("Target"), name="loss")
    net = Network(b.build(), {"x": (6,), "y": FieldSpec((6,), low=0, high=1)}, 1, dtype=dtype)
    x = np.array([[-80.0, -40.0, -20.0, -10.0, 0.0, 3.0]])
    loss = net.forward({"x": x, "y": np.ones((1, 6))})
    rounding = 8 * float(np.finfo(dtype).eps)
    np.testing.assert_allclose(net.output("p"), 1 / (1 + np.exp(-x)), rtol=10 * rounding)
    # -log p, which is nearly -x where p is small; with p = 0 it would stop at 100.
    assert loss == pytest.approx(float(np.mean(np.log1p(np.exp(-x)))), rel=rounding)
