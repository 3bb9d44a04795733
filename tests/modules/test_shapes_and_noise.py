"""BatchNorm, Dropout, Softmax, and the modules that join, cut and reshape."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Insert, Replace, Resize
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.activation.sigmoid import Sigmoid
from guinet.modules.activation.softmax import Softmax
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.modules.merge.add import Add
from guinet.modules.merge.concat import Concat
from guinet.modules.merge.flatten import Flatten
from guinet.modules.merge.split import Split
from guinet.modules.noise.dropout import Dropout
from guinet.modules.normalisation.batch_norm import BatchNorm

FRESH = {"running_mean": np.zeros(3), "running_var": np.ones(3)}


def shapes(module: Module, *inputs: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [spec.shape for spec in module.infer(tuple(FieldSpec(shape) for shape in inputs))]


@pytest.mark.parametrize("shape", [(6, 3), (4, 5, 3), (2, 3, 4, 4)])
def test_batch_norm_brings_each_feature_to_mean_0_and_deviation_1(shape: tuple[int, ...]) -> None:
    x = 5.0 + 3.0 * np.random.default_rng(0).normal(size=shape)
    (y,), _, state = BatchNorm(affine=False, eps=1e-12).forward((x,), {}, FRESH, Context(True))
    others = tuple(axis for axis in range(x.ndim) if x.shape[axis] != 3)
    np.testing.assert_allclose(y.mean(axis=others), 0.0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=others), 1.0, atol=1e-9)
    np.testing.assert_allclose(state["running_mean"], 0.1 * x.mean(axis=others))
    np.testing.assert_allclose(state["running_var"], 0.9 + 0.1 * x.var(axis=others, ddof=1))


def test_batch_norm_in_evaluation_uses_and_keeps_the_running_averages() -> None:
    x = np.random.default_rng(0).normal(size=(4, 3))
    state = {"running_mean": np.array([1.0, 2.0, 3.0]), "running_var": np.array([4.0, 4.0, 4.0])}
    (y,), _, new_state = BatchNorm(affine=False, eps=1e-12).forward((x,), {}, state, Context())
    np.testing.assert_allclose(y, (x - [1.0, 2.0, 3.0]) / 2.0)
    assert new_state == {}


def test_batch_norm_of_a_single_value_per_feature_is_as_in_evaluation() -> None:
    x = np.array([[1.0, 2.0, 3.0]])
    module = BatchNorm(affine=False)
    (training,), _, new_state = module.forward((x,), {}, FRESH, Context(True))
    (evaluation,), _, _ = module.forward((x,), {}, FRESH, Context())
    np.testing.assert_array_equal(training, evaluation)
    assert new_state == {}


def test_dropout_keeps_the_mean_and_drops_the_part_it_says() -> None:
    x = np.ones((400, 250), np.float32)
    (y,), _, _ = Dropout(p=0.3).forward((x,), {}, {}, Context(True))
    assert np.mean(y == 0) == pytest.approx(0.3, abs=0.01)
    assert y.mean() == pytest.approx(1.0, abs=0.01)
    assert set(np.unique(y)) == {np.float32(0), np.float32(1 / 0.7)}


def mask(dtype: str = "float32", rows: int = 8, **where: object) -> Array:
    ctx = Context(True, **where)  # type: ignore[arg-type]
    (y,), _, _ = Dropout().forward((np.ones((rows, 16), dtype),), {}, {}, ctx)
    return y != 0


def test_the_mask_depends_on_seed_path_and_step_alone() -> None:
    base = mask(seed=1, path="drop", step=3)
    np.testing.assert_array_equal(base, mask(seed=1, path="drop", step=3))
    np.testing.assert_array_equal(base, mask("float64", seed=1, path="drop", step=3))
    np.testing.assert_array_equal(base[:5], mask(rows=5, seed=1, path="drop", step=3))
    for other in ({"seed": 2}, {"path": "drop2"}, {"step": 4}):
        assert (base != mask(**({"seed": 1, "path": "drop", "step": 3} | other))).any()


def test_dropout_in_evaluation_changes_nothing() -> None:
    x = np.ones((3, 4))
    (y,), _, _ = Dropout().forward((x,), {}, {}, Context())
    np.testing.assert_array_equal(y, x)


def test_dropout_widens_the_range() -> None:
    (spec,) = Dropout(p=0.5).infer((FieldSpec((2,), low=0.5, high=1.0),))
    assert (spec.low, spec.high) == (0.0, 2.0)


def test_sigmoid_at_its_ends() -> None:
    with np.errstate(all="raise", under="ignore"):
        y = Sigmoid().value(np.array([-1e4, -40.0, 0.0, 1e4]))
    np.testing.assert_allclose(y, [0.0, np.exp(-40.0), 0.5, 1.0], rtol=1e-12)


def test_softmax_sums_to_one_along_the_class_axis() -> None:
    for shape, axis in (((2, 5), 1), ((2, 3, 5), 2), ((2, 5, 3, 3), 1)):
        x = 1e4 * np.random.default_rng(0).normal(size=shape)
        (y,), _, _ = Softmax().forward((x,), {}, {}, Context())
        np.testing.assert_allclose(y.sum(axis=axis), 1.0)


def test_softmax_of_one_class_is_remarked() -> None:
    (advice,) = Softmax().review((FieldSpec((1,)),))
    assert advice.suggestions == (Replace("Sigmoid"),)
    assert Softmax().review((FieldSpec((2,)),)) == ()


def test_a_dim_that_is_not_there_can_be_reset() -> None:
    with pytest.raises(ShapeError) as caught:
        Softmax(dim=2).infer((FieldSpec((4,)),))
    assert caught.value.suggestions == (Change("dim", None),)


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
