"""Reshape, Permute, Squeeze, Unsqueeze, Slice, Pad: values, conventions, messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.advice import Change
from guinet.core.context import Context
from guinet.core.errors import HyperparameterError
from guinet.core.merging.padding import PADDING_MODES
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.merge.pad import Pad
from guinet.modules.merge.permute import Permute
from guinet.modules.merge.reshape import Reshape
from guinet.modules.merge.slice import Slice
from guinet.modules.merge.squeeze import Squeeze
from guinet.modules.merge.unsqueeze import Unsqueeze
from tests.modules.refusals import refusal


def run(module: Module, x: Any, dy: Any = None) -> tuple[Array, Array | None]:
    (y,), backward, _ = module.forward((np.asarray(x),), {}, {}, Context())
    (dx,), _ = backward((np.ones_like(y) if dy is None else np.asarray(dy, float),))
    return y, dx


def shape(module: Module, *sizes: int) -> tuple[int, ...]:
    (spec,) = module.infer((FieldSpec(sizes),))
    return spec.shape


def test_reshape_works_out_one_length_and_keeps_the_order() -> None:
    assert shape(Reshape(shape=[-1]), 2, 3, 4) == (24,)
    assert shape(Reshape(shape="4, -1"), 2, 3, 4) == (4, 6)
    assert shape(Reshape(shape=[2, -1, 3]), 6) == (2, 1, 3)
    y, dx = run(Reshape(shape=[3, 2]), np.arange(6.0).reshape(1, 2, 3), [[[1, 2], [3, 4], [5, 6]]])
    np.testing.assert_array_equal(y, [[[0, 1], [2, 3], [4, 5]]])
    np.testing.assert_array_equal(dx, [[[1, 2, 3], [4, 5, 6]]])


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ([5, 2], "as N × 5 × 2: a sample of it has 12 numbers, and that shape asks for 10."),
        ([5, -1], "as N × 5 × ?: a sample of it has 12 numbers, and that shape asks for a mult"),
        ([24, -1], "as N × 24 × ?: a sample of it has 12 numbers, and that shape asks for a mu"),
        ([6], "as N × 6: a sample of it has 12 numbers, and that shape asks for 6."),
    ],
)
def test_reshape_to_another_number_of_elements_is_told(wanted: list[int], told: str) -> None:
    error = refusal(Reshape(shape=wanted), (3, 4))
    assert str(error).startswith(f"Reshape cannot write N × 3 × 4 {told}")
    assert error.suggestions == (Change("shape", (-1,)),)


@pytest.mark.parametrize("bad", [[-1, -1], [0], [-2, 3], []])
def test_shapes_that_no_sample_has_cannot_be_set(bad: list[int]) -> None:
    with pytest.raises(HyperparameterError):
        Reshape(shape=bad)


def test_permute_moves_the_axes_and_brings_them_back() -> None:
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    y, dx = run(Permute(dims=[3, 1, 2]), x, np.arange(24.0).reshape(1, 4, 2, 3))
    np.testing.assert_array_equal(y, x.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(dx, np.arange(24.0).reshape(1, 4, 2, 3).transpose(0, 2, 3, 1))
    assert shape(Permute(), 5, 7) == (7, 5)
    assert shape(Permute(), 4) == (4,)
    assert shape(Permute(dims=[1, 3, 2]), 2, 3, 4) == (2, 4, 3)


@pytest.mark.parametrize("dims", [[1], [2, 3], [3, 1, 2]])
def test_permute_has_to_name_every_axis(dims: list[int]) -> None:
    error = refusal(Permute(dims=dims), (4, 3))
    assert "N × 4 × 3 at x has the axes 1 to 2 beside the batch" in str(error)
    assert error.suggestions == (Change("dims", ()),)


def test_squeeze_leaves_the_batch_even_of_one_sample() -> None:
    assert run(Squeeze(), np.ones((1, 3, 1, 1)))[0].shape == (1, 3)
    assert run(Squeeze(dim=1), np.ones((1, 1, 1)))[0].shape == (1, 1)
    assert run(Squeeze(), np.ones((1, 1)))[0].shape == (1,)
    error = refusal(Squeeze(dim=2), (1, 4))
    assert str(error).endswith("and axis 2 of N × 1 × 4 has length 4.")
    assert error.suggestions == (Change("dim", None),)
    assert refusal(Squeeze(dim=3), (1, 4)).suggestions == (Change("dim", None),)


def test_unsqueeze_puts_the_axis_at_its_place() -> None:
    assert [shape(Unsqueeze(dim=dim), 4, 3) for dim in (1, 2, 3)] == [
        (1, 4, 3), (4, 1, 3), (4, 3, 1),
    ]  # fmt: skip
    assert shape(Unsqueeze()) == (1,)
    error = refusal(Unsqueeze(dim=4), (4, 3))
    assert str(error) == (
        "Unsqueeze has dim 4, but the new axis of N × 4 × 3 at x can stand at 3 at most."
    )
    assert error.suggestions == (Change("dim", 3),)


@pytest.mark.parametrize("start", [-9, -3, 0, 2, 5])
@pytest.mark.parametrize("stop", [None, -2, 0, 3, 9])
@pytest.mark.parametrize("step", [1, 3])
def test_slice_counts_as_python(start: int, stop: int | None, step: int) -> None:
    row = list(range(6))
    expected = row[start:stop:step]
    module = Slice(start=start, stop=stop, step=step)
    if not expected:
        error = refusal(module, (6,))
        assert str(error).startswith("Slice keeps nothing of N × 6: axis 1 has the places 0 to 5")
        assert error.suggestions
        return
    y, dx = run(module, [[float(n) for n in row]])
    np.testing.assert_array_equal(y, [expected])
    np.testing.assert_array_equal(dx, [[float(n in expected) for n in row]])


def test_slice_takes_the_class_axis_or_the_one_it_is_told() -> None:
    assert shape(Slice(stop=2), 5, 3, 3) == (2, 3, 3)
    assert shape(Slice(stop=2), 5, 3) == (5, 2)
    assert shape(Slice(stop=2, dim=1), 5, 3) == (2, 3)
    assert refusal(Slice(dim=3), (5, 3)).suggestions == (Change("dim", None),)


@pytest.mark.parametrize(
    "module",
    [Reshape(shape=[2, 2]), Permute(), Unsqueeze(), Squeeze(), Slice(stop=2)],
    ids=lambda module: module.type_name(),
)
def test_integers_stay_integers_and_have_no_gradient(module: Module) -> None:
    tokens = FieldSpec((4,), "index", low=0, high=9)
    (spec,) = module.infer((tokens,))
    assert (spec.kind, spec.low, spec.high) == ("index", 0, 9)
    y, dx = run(module, np.arange(4)[None])
    assert y.dtype.kind == "i"
    assert dx is None


def test_pad_puts_a_number_around() -> None:
    y, dx = run(Pad(left=1, right=2, top=0, bottom=1, value=9.0), [[[1.0, 2.0]]])
    np.testing.assert_array_equal(y, [[[9, 1, 2, 9, 9], [9, 9, 9, 9, 9]]])
    np.testing.assert_array_equal(dx, [[[1, 1]]])


@pytest.mark.parametrize(
    ("mode", "row", "gradient"),
    [
        ("reflect", [3, 2, 1, 2, 3, 2], [1, 3, 2]),
        ("replicate", [1, 1, 1, 2, 3, 3], [3, 1, 2]),
        ("circular", [2, 3, 1, 2, 3, 1], [2, 2, 2]),
    ],
)
def test_pad_copies_and_adds_the_gradients_of_the_copies(
    mode: str, row: list[int], gradient: list[int]
) -> None:
    y, dx = run(Pad(left=2, right=1, top=0, bottom=0, mode=mode), [[1.0, 2.0, 3.0]])
    np.testing.assert_array_equal(y, [row])
    np.testing.assert_array_equal(dx, [gradient])


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("sizes", [(5,), (4, 5), (2, 4, 5)])
def test_pad_is_that_of_pytorch_at_the_largest_amounts(mode: str, sizes: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    most = {"reflect": -1, "circular": 0}.get(mode, 3)
    flat = len(sizes) == 1
    sides = (sizes[-1] + most, sizes[-1] + most, 0 if flat else sizes[-2] + most, 0)
    amounts = dict(zip(("left", "right", "top", "bottom"), sides, strict=True))
    x = np.random.default_rng(0).normal(size=(2, *sizes))
    tensor = torch.tensor(x, requires_grad=True)
    theirs = torch.nn.functional.pad(tensor, sides[:2] if flat else sides, mode=mode)
    dy = np.random.default_rng(1).normal(size=tuple(theirs.shape))
    theirs.backward(torch.tensor(dy))
    y, dx = run(Pad(mode=mode, **amounts), x, dy)
    np.testing.assert_array_equal(y, theirs.detach().numpy())
    np.testing.assert_allclose(dx, tensor.grad.numpy(), rtol=1e-12)


def test_pad_of_more_than_there_is_to_copy() -> None:
    error = refusal(Pad(mode="reflect", left=4), (2, 3, 3))
    assert str(error) == (
        "Pad in mode reflect can add 2 at most along axis 3 of N × 2 × 3 × 3, and left is 4 "
        "and right 1."
    )
    assert error.suggestions == (Change("left", 2), Change("mode", "replicate"))
    assert "can add 3 at most along axis 1" in str(refusal(Pad(mode="circular", bottom=4), (3, 9)))
    assert shape(Pad(mode="replicate", left=40), 2, 3, 3) == (2, 5, 44)


def test_pad_by_default_adds_one_on_every_side_there_is() -> None:
    assert shape(Pad(), 4) == (6,)
    assert shape(Pad(), 5, 4) == (7, 6)
    assert shape(Pad(), 3, 8, 9) == (3, 10, 11)
    assert shape(Pad(top=7, mode="reflect"), 4) == (6,), "features have no rows"


def test_pad_widens_the_range_by_its_number_alone() -> None:
    x = FieldSpec((2, 3, 3), low=0.5, high=1.0)
    for module, low in (
        (Pad(), 0.0),
        (Pad(mode="reflect"), 0.5),
        (Pad(left=0, right=0, top=0, bottom=0), 0.5),
    ):
        (spec,) = module.infer((x,))
        assert (spec.low, spec.high) == (low, 1.0)
