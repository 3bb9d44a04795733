"""Arithmetic of several inputs, reductions and matrices: values, broadcasting, messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.advice import Change, Insert, Resize
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.merging.interval import inverse, times
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array, Gradients
from guinet.modules.merge.add import Add
from guinet.modules.merge.concat import Concat
from guinet.modules.merge.constant import Constant
from guinet.modules.merge.divide import Divide
from guinet.modules.merge.mat_mul import MatMul
from guinet.modules.merge.maximum import Maximum
from guinet.modules.merge.mean import Mean
from guinet.modules.merge.multiply import Multiply
from guinet.modules.merge.scale import Scale
from guinet.modules.merge.stop_gradient import StopGradient
from guinet.modules.merge.subtract import Subtract
from guinet.modules.merge.sum import Sum
from tests.modules.refusals import refusal

ARITHMETIC = (Add, Subtract, Multiply, Divide, Maximum)
ONCE = FieldSpec((), batched=False)


def run(module: Module, *inputs: Any, dy: Any = None) -> tuple[Array, Gradients]:
    arrays = tuple(np.asarray(x, float) for x in inputs)
    (y,), backward, _ = module.forward(arrays, {}, {}, Context())
    return y, backward((np.ones_like(y) if dy is None else np.asarray(dy, float),))[0]


def spec(*shape: int, **known: Any) -> FieldSpec:
    return FieldSpec(shape, **known)


def out(module: Module, *inputs: FieldSpec) -> FieldSpec:
    (result,) = module.infer(inputs)
    return result


@pytest.mark.parametrize(
    ("module", "y", "first", "second"),
    [
        (Add(), [[5.0, 3.0]], [[1, 1]], [[1, 1]]),
        (Subtract(), [[1.0, -7.0]], [[1, 1]], [[-1, -1]]),
        (Multiply(), [[6.0, -10.0]], [[2, 5]], [[3, -2]]),
        (Divide(), [[1.5, -0.4]], [[0.5, 0.2]], [[-0.75, 0.08]]),
        (Maximum(), [[3.0, 5.0]], [[1, 0]], [[0, 1]]),
    ],
)
def test_values_and_gradients_by_hand(module: Module, y: Any, first: Any, second: Any) -> None:
    found, (dx1, dx2) = run(module, [[3.0, -2.0]], [[2.0, 5.0]])
    np.testing.assert_allclose(found, y)
    np.testing.assert_allclose(dx1, first)
    np.testing.assert_allclose(dx2, second)


def test_a_gate_per_channel_gets_the_sum_over_its_channel() -> None:
    image = np.arange(8.0).reshape(1, 2, 2, 2)
    gate = np.array([2.0, 3.0]).reshape(1, 2, 1, 1)
    y, (d_image, d_gate) = run(Multiply(), image, gate)
    np.testing.assert_array_equal(y, image * gate)
    np.testing.assert_array_equal(d_image, np.broadcast_to(gate, image.shape))
    np.testing.assert_array_equal(d_gate, np.array([6.0, 22.0]).reshape(1, 2, 1, 1))


def test_a_constant_gets_the_sum_over_all_samples() -> None:
    x = np.arange(6.0).reshape(3, 2)
    for constant, gradient in ((np.array(2.0), 15.0), (np.array([2.0, 3.0]), [6.0, 9.0])):
        _, (_, d_constant) = run(Multiply(), x, constant)
        assert d_constant is not None
        assert d_constant.shape == constant.shape
        np.testing.assert_array_equal(d_constant, gradient)


@pytest.mark.parametrize("module_type", ARITHMETIC)
def test_what_fits_together(module_type: type[Module]) -> None:
    module = module_type()
    image, gate = spec(3, 4, 4), spec(3, 1, 1)
    assert out(module, image, gate) == out(module, gate, image) == spec(3, 4, 4)
    assert out(module, spec(1, 4), spec(3, 1)) == spec(3, 4)
    assert out(module, image, ONCE) == out(module, ONCE, image) == spec(3, 4, 4)
    assert out(module, image, spec(3, 1, 1, batched=False)) == spec(3, 4, 4)
    assert out(module, spec(), ONCE) == spec()
    assert out(module, ONCE, ONCE) == ONCE
    assert out(module, ONCE, spec(3, batched=False)) == spec(3, batched=False)


@pytest.mark.parametrize("module_type", ARITHMETIC)
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (spec(4), spec(6), "x1 is N × 4 and x2 is N × 6"),
        (spec(3, 4, 4), spec(3), "x1 is N × 3 × 4 × 4 and x2 is N × 3"),
        (spec(), spec(1), "x1 is N and x2 is N × 1"),
        (spec(3, 4, 4), spec(3, batched=False), "x1 is N × 3 × 4 × 4 and x2 is 3"),
        (spec(2, batched=False), spec(3), "x1 is 2 and x2 is N × 3"),
    ],
)
def test_what_does_not_fit_is_told_with_both_shapes(
    module_type: type[Module], first: FieldSpec, second: FieldSpec, told: str
) -> None:
    error = refusal(module_type(), first, second)
    assert error.port == "x2"
    assert str(error) == f"{module_type.__name__} needs equal shapes: {told}."
    assert f"Give x2 the shape {first.text()}" in error.hint


def test_of_three_the_two_that_do_not_fit_are_named() -> None:
    error = refusal(Add(input_count=3), spec(1, 4), spec(8, 4), spec(2, 4))
    assert (error.port, str(error)) == (
        "x3",
        "Add needs equal shapes: x2 is N × 8 × 4 and x3 is N × 2 × 4.",
    )
    assert error.suggestions == ()
    assert refusal(Add(), spec(8, 4), spec(8, 3)).suggestions == (Resize("x2", 4),)


def test_features_that_are_meant_for_channels_can_be_reshaped() -> None:
    shape = {"shape": [3, 1, 1]}
    error = refusal(Multiply(), spec(3, 4, 4), spec(3))
    assert error.suggestions == (Insert("x2", "Reshape", shape),)
    error = refusal(Multiply(), spec(3), spec(3, 4, 4))
    assert error.suggestions == (Insert("x1", "Reshape", shape),)


def test_the_product_of_many_has_the_others_in_each_gradient_even_at_zero() -> None:
    _, gradients = run(Multiply(input_count=4), [[0.0]], [[2.0]], [[3.0]], [[5.0]])
    assert [float(d.item()) for d in gradients if d is not None] == [30.0, 0.0, 0.0, 0.0]
    _, gradients = run(Multiply(input_count=4), [[7.0]], [[2.0]], [[3.0]], [[5.0]])
    assert [float(d.item()) for d in gradients if d is not None] == [30.0, 105.0, 70.0, 42.0]


def test_maximum_shares_ties_as_pytorch_does() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rows = [[1.0, 2.0, 1.0, 3.0, 2.0], [1.0, 2.0, 3.0, 3.0, 2.0], [1.0, 1.0, 3.0, 0.0, 2.0]]
    _, gradients = run(Maximum(input_count=3), *([row] for row in rows))
    tensors = [torch.tensor([row], requires_grad=True) for row in rows]
    torch.maximum(torch.maximum(tensors[0], tensors[1]), tensors[2]).sum().backward()
    for ours, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_array_equal(ours, tensor.grad.numpy())
    first = [float(d[0, 0]) for d in gradients if d is not None]
    assert first == [0.25, 0.25, 0.5]


def test_ranges_go_through_arithmetic() -> None:
    unit, wide = spec(2, low=0.0, high=1.0), spec(2, low=-2.0, high=3.0)
    half_open = spec(2, low=1.0)
    for module, first, second, low, high in (
        (Add(), unit, wide, -2.0, 4.0),
        (Add(), unit, half_open, 1.0, None),
        (Subtract(), unit, wide, -3.0, 3.0),
        (Subtract(), unit, half_open, None, 0.0),
        (Multiply(), unit, wide, -2.0, 3.0),
        (Multiply(), wide, wide, -6.0, 9.0),
        (Multiply(), unit, half_open, 0.0, None),
        (Multiply(), wide, half_open, None, None),
        (Divide(), unit, half_open, 0.0, 1.0),
        (Divide(), wide, spec(2, low=0.5, high=4.0), -4.0, 6.0),
        (Divide(), unit, wide, None, None),
        (Maximum(), unit, wide, 0.0, 3.0),
        (Maximum(), unit, spec(2), 0.0, None),
    ):
        found = out(module, first, second)
        assert (found.low, found.high) == (low, high), (module, first, second)
    assert inverse((None, -2.0)) == (-0.5, 0.0)
    assert times((0.0, 0.0), (None, None)) == (0.0, 0.0)


def test_division_by_zero_is_infinite_as_in_pytorch_and_remarked_where_it_is_possible() -> None:
    with np.errstate(all="ignore"):
        y, _ = run(Divide(), [[1.0, -1.0, 0.0]], [[0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(y, [[np.inf, -np.inf, np.nan]])
    x = spec(2)
    (advice,) = Divide().review((x, spec(2, low=0.0)))
    assert advice.port == "x2"
    assert advice.message == "The denominator can come to 0: its values are at least 0."
    assert Divide().review((x, spec(2, low=-1.0, high=1.0)))
    for denominator in (spec(2), spec(2, low=0.1), spec(2, high=-0.1)):
        assert Divide().review((x, denominator)) == ()


def test_sums_and_means_over_chosen_axes() -> None:
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    for settings, axes, keep in (
        ({}, (1, 2, 3), False),
        ({"dim": [2, 3]}, (2, 3), False),
        ({"dim": 1, "keepdim": True}, (1,), True),
    ):
        for module, function in ((Sum(**settings), np.sum), (Mean(**settings), np.mean)):
            y, (dx,) = run(module, x)
            np.testing.assert_allclose(y, function(x, axis=axes, keepdims=keep))
            assert out(module, spec(3, 2, 2)).shape == y.shape[1:]
            count = x.size / y.size if isinstance(module, Mean) else 1.0
            np.testing.assert_allclose(dx, np.full(x.shape, 1.0 / count))
    assert out(Mean(), spec(49, low=0.0, high=1.0)) == spec(low=0.0, high=1.0)
    assert out(Sum(), spec(4, low=-1.0, high=2.0)) == spec(low=-4.0, high=8.0)
    np.testing.assert_array_equal(run(Mean(), [3.0, 4.0])[0], [3.0, 4.0])


def test_an_axis_that_is_not_there_is_told() -> None:
    error = refusal(Mean(dim=[1, 3]), spec(4, 3))
    assert str(error) == "Mean has dim 3, but N × 4 × 3 at x has only the axes 0 to 2."
    assert error.suggestions == (Change("dim", None),)
    assert out(Mean(dim=[1, 3]).replace(dim=None), spec(4, 3)) == spec()


def test_matrices_multiply_as_by_hand() -> None:
    x1, x2 = [[[1.0, 2.0], [3.0, 4.0]]], [[[5.0], [6.0]]]
    y, (dx1, dx2) = run(MatMul(), x1, x2, dy=[[[1.0], [10.0]]])
    np.testing.assert_array_equal(y, [[[17.0], [39.0]]])
    np.testing.assert_array_equal(dx1, [[[5.0, 6.0], [50.0, 60.0]]])
    np.testing.assert_array_equal(dx2, [[[31.0], [42.0]]])
    turned = np.swapaxes(x1, 1, 2), np.swapaxes(x2, 1, 2)
    np.testing.assert_array_equal(run(MatMul(transpose_x1=True), turned[0], x2)[0], y)
    np.testing.assert_array_equal(run(MatMul(transpose_x2=True), x1, turned[1])[0], y)


def test_matrices_that_do_not_fit() -> None:
    error = refusal(MatMul(), spec(4, 3), spec(5, 3))
    assert "x1 is N × 4 × 3 and x2 is N × 5 × 3, so 3 meet 5" in str(error)
    assert error.suggestions == (Change("transpose_x2", True), Resize("x1", 5))
    error = refusal(MatMul(transpose_x2=True), spec(4, 3), spec(3, 5))
    assert "x2 is N × 3 × 5 (transposed), so 3 meet 5" in str(error)
    assert error.suggestions[0] == Change("transpose_x2", False)
    error = refusal(MatMul(), spec(4), spec(4, 3))
    assert (error.port, str(error)) == ("x1", "MatMul multiplies matrices, and x1 is N × 4.")
    assert error.suggestions == (Insert("x1", "Unsqueeze", {"dim": 1}),)
    error = refusal(MatMul(), spec(2, 3, 3), spec(4, 3, 3))
    assert "as many matrices on either side" in str(error)


def test_matrix_products_are_counted_and_bounded() -> None:
    assert MatMul().multiply_adds((spec(2, 3, 4), spec(2, 4, 5))) == 2 * 3 * 4 * 5
    found = out(MatMul(), spec(3, 4, low=0.0, high=1.0), spec(4, 5, low=-1.0, high=2.0))
    assert found == spec(3, 5, low=-4.0, high=8.0)


def test_a_constant_has_the_type_of_the_run_and_no_batch() -> None:
    for dtype in ("float32", "float64"):
        ctx = Context(dtype=dtype)
        (y,), backward, _ = Constant(value=0.1, shape=[2, 1]).forward((), {}, {}, ctx)
        assert (y.shape, y.dtype) == ((2, 1), dtype)
        assert np.all(y == np.array(0.1, dtype))
        assert backward((np.ones_like(y),)) == ((), {})
    assert Constant(value=2).infer(()) == (spec(low=2.0, high=2.0, batched=False),)
    with pytest.raises(ShapeError, match="has room for 16777216 numbers"):
        Constant(shape=[1024] * 3).infer(())


def test_scale_has_one_factor_or_one_per_channel() -> None:
    x = np.arange(12.0).reshape(2, 3, 2)
    for per_channel, shape in ((False, (1,)), (True, (2,))):
        module = Scale(per_channel=per_channel, bias=True)
        weights = module.weights((spec(3, 2),))
        assert {name: weight.shape for name, weight in weights.items()} == {
            "weight": shape,
            "bias": shape,
        }
        values = {"weight": np.arange(2.0, 2.0 + shape[0]), "bias": np.full(shape, 0.5)}
        (y,), backward, _ = module.forward((x,), values, {}, Context())
        np.testing.assert_array_equal(y, x * values["weight"] + 0.5)
        _, d_weights = backward((np.ones_like(y),))
        axes = (0, 1) if per_channel else (0, 1, 2)
        np.testing.assert_array_equal(d_weights["weight"], np.ravel(x.sum(axis=axes)))
        np.testing.assert_array_equal(d_weights["bias"], np.full(shape, 12 / shape[0]))
    assert "one feature" in refusal(Scale(per_channel=True), spec()).hint


def test_stop_gradient_lets_nothing_back() -> None:
    x = np.array([[1.0, 2.0]])
    y, gradients = run(StopGradient(), x)
    np.testing.assert_array_equal(y, x)
    assert gradients == (None,)


def test_concat_joins_along_the_axis_it_is_told() -> None:
    first, second = np.ones((2, 3, 4)), np.zeros((2, 1, 4))
    y, (d_first, d_second) = run(Concat(dim=1), first, second)
    assert out(Concat(dim=1), spec(3, 4), spec(1, 4)) == spec(4, 4)
    np.testing.assert_array_equal(y[:, :, 0], [[1, 1, 1, 0]] * 2)
    assert d_first is not None
    assert d_second is not None
    assert (d_first.shape, d_second.shape) == (first.shape, second.shape)
    assert refusal(Concat(dim=3), spec(3, 4), spec(3, 4)).suggestions == (Change("dim", None),)
