"""Add, Concat, Split, Flatten, and the ports of composites."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Insert, Resize
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.modules.merge.add import Add
from guinet.modules.merge.concat import Concat
from guinet.modules.merge.flatten import Flatten
from guinet.modules.merge.split import Split


def shapes(module: Module, *inputs: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [spec.shape for spec in module.infer(tuple(FieldSpec(shape) for shape in inputs))]


def test_split_gives_equal_parts() -> None:
    assert shapes(Split(), (6,)) == [(3,)] * 2
    assert shapes(Split(chunks=3), (2, 6)) == [(2, 2)] * 3
    assert shapes(Split(), (4, 5, 5)) == [(2, 5, 5)] * 2
    assert [port.name for port in Split(chunks=3).output_ports()] == ["y1", "y2", "y3"]


def test_split_fills_an_unused_part_with_zeros() -> None:
    _, backward, _ = Split(chunks=3).forward((np.ones((1, 6)),), {}, {}, Context())
    (dx,), _ = backward((np.full((1, 2), 2.0), None, np.full((1, 2), 3.0)))
    np.testing.assert_array_equal(dx, [[2, 2, 0, 0, 3, 3]])
    assert backward((None, None, None))[0] == (None,)


def test_split_of_what_cannot_be_divided_offers_both_ways_out() -> None:
    with pytest.raises(ShapeError) as caught:
        Split(chunks=4).infer((FieldSpec((9,)),))
    assert caught.value.suggestions == (Resize("x", 12), Change("chunks", 3))


def test_concat_adds_lengths_and_cuts_the_gradient_at_the_seams() -> None:
    assert shapes(Concat(), (2,), (3,)) == [(5,)]
    assert shapes(Concat(), (4, 2), (4, 3)) == [(4, 5)]
    assert shapes(Concat(), (1, 4, 4), (2, 4, 4)) == [(3, 4, 4)]
    inputs = (np.ones((1, 1)), np.ones((1, 2)), np.ones((1, 1)))
    _, backward, _ = Concat(input_count=3).forward(inputs, {}, {}, Context())
    first, second, third = backward((np.array([[1.0, 2.0, 3.0, 4.0]]),))[0]
    np.testing.assert_array_equal(first, [[1]])
    np.testing.assert_array_equal(second, [[2, 3]])
    np.testing.assert_array_equal(third, [[4]])


def test_concat_knows_the_axis_that_would_fit() -> None:
    with pytest.raises(ShapeError) as caught:
        Concat().infer((FieldSpec((2, 3, 4)), FieldSpec((2, 3, 5))))
    assert caught.value.port == "x2"
    assert caught.value.suggestions == (Change("dim", 3),)


def test_ranges_pass_through_joins() -> None:
    low, high = FieldSpec((2,), low=-1.0, high=0.0), FieldSpec((2,), low=0.0, high=3.0)
    (together,) = Concat().infer((low, high))
    assert (together.low, together.high) == (-1.0, 3.0)
    (total,) = Add().infer((low, high))
    assert (total.low, total.high) == (-1.0, 3.0)
    (unknown,) = Add().infer((low, FieldSpec((2,), low=0.0)))
    assert (unknown.low, unknown.high) == (-1.0, None)


@pytest.mark.parametrize(
    ("first", "second", "suggestions"),
    [
        ((4,), (5,), (Resize("x2", 4),)),
        ((3, 4), (3, 5), (Resize("x2", 4),)),
        ((3, 4), (2, 4), ()),
        ((8, 4, 4), (2, 4, 4), (Resize("x2", 8),)),
        ((8, 4, 4), (2, 4, 5), ()),
        ((4,), (2, 2), (Insert("x2", "Flatten"),)),
        ((2, 2), (4,), (Insert("x1", "Flatten"),)),
    ],
)
def test_add_of_unequal_shapes(
    first: tuple[int, ...], second: tuple[int, ...], suggestions: tuple[object, ...]
) -> None:
    with pytest.raises(ShapeError) as caught:
        Add().infer((FieldSpec(first), FieldSpec(second)))
    assert caught.value.suggestions == suggestions


@pytest.mark.parametrize("module_type", [Add, Concat])
def test_the_named_field_counts_the_inputs(module_type: type[Module]) -> None:
    assert module_type.variadic is not None
    module = module_type(**{module_type.variadic: 4})
    assert [port.name for port in module.input_ports()] == ["x1", "x2", "x3", "x4"]
    assert module_type().input_ports() == module_type.inputs


def test_flatten_writes_row_after_row() -> None:
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    (y,), _, _ = Flatten().forward((x.transpose(0, 1, 3, 2),), {}, {}, Context())
    assert y.shape == (1, 24)
    np.testing.assert_array_equal(y[0, :4], [0, 4, 8, 1])


def test_inlet_and_outlet_keep_all_that_is_known() -> None:
    spec = FieldSpec((3,), "index", low=0, high=7)
    for module in (Inlet(), Outlet()):
        assert module.category is Category.COMPOSITE
        assert module.infer((spec,)) == (spec,)
        assert "index" in module.input_ports()[0].kinds
