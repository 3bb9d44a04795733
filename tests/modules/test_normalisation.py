"""Normalisations: what they take out, what they leave, and what they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.advice import Change, Replace, Resize
from guinet.core.context import Context
from guinet.core.initializers import initialize
from guinet.core.module import Module
from guinet.core.normalising.normalise import centre, standardise
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.normalisation.batch_norm import BatchNorm
from guinet.modules.normalisation.group_norm import GroupNorm
from guinet.modules.normalisation.instance_norm import InstanceNorm
from guinet.modules.normalisation.l2_normalise import L2Normalise
from guinet.modules.normalisation.layer_norm import LayerNorm
from guinet.modules.normalisation.rms_norm import RMSNorm
from tests.modules.refusals import refusal

FRESH = {"running_mean": np.zeros(3), "running_var": np.ones(3)}


def run(module: Module, x: Array, state: Any = None, training: bool = False) -> Array:
    (y,), _, _ = module.forward((x,), {}, state or {}, Context(training))
    return y


@pytest.mark.parametrize(
    ("module", "shape", "axes"),
    [
        (LayerNorm(elementwise_affine=False, eps=1e-12), (4, 6), (1,)),
        (LayerNorm(elementwise_affine=False, eps=1e-12), (2, 3, 5), (2,)),
        (LayerNorm(elementwise_affine=False, eps=1e-12), (2, 3, 4, 5), (1, 2, 3)),
        (InstanceNorm(eps=1e-12), (2, 5, 3), (1,)),
        (InstanceNorm(eps=1e-12), (2, 3, 4, 5), (2, 3)),
        (BatchNorm(affine=False, track_running_stats=False, eps=1e-12), (5, 3), (0,)),
        (BatchNorm(affine=False, track_running_stats=False, eps=1e-12), (2, 3, 4, 5), (0, 2, 3)),
    ],
)
@pytest.mark.parametrize("training", [False, True])
def test_mean_0_and_deviation_1_over_its_axes(
    module: Module, shape: tuple[int, ...], axes: tuple[int, ...], training: bool
) -> None:
    y = run(module, 5.0 + 3.0 * np.random.default_rng(0).normal(size=shape), training=training)
    np.testing.assert_allclose(y.mean(axis=axes), 0.0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=axes), 1.0, atol=1e-9)


@pytest.mark.parametrize("shape", [(3, 6), (3, 5, 6), (3, 6, 2, 4)])
def test_group_norm_takes_neighbouring_channels_and_all_positions(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    y = run(GroupNorm(num_groups=2, affine=False, eps=1e-12), x)
    channels_first = np.moveaxis(y, -1, 1) if y.ndim == 3 else y
    groups = channels_first.reshape(3, 2, -1)
    np.testing.assert_allclose(groups.mean(axis=2), 0.0, atol=1e-12)
    np.testing.assert_allclose(groups.std(axis=2), 1.0, atol=1e-9)


def test_one_group_is_layer_norm_and_a_group_per_channel_is_instance_norm() -> None:
    x = np.random.default_rng(0).normal(size=(2, 4, 3, 3))
    layer = run(LayerNorm(elementwise_affine=False), x)
    np.testing.assert_allclose(run(GroupNorm(num_groups=1, affine=False), x), layer)
    np.testing.assert_allclose(
        run(GroupNorm(num_groups=4, affine=False), x), run(InstanceNorm(), x)
    )


def test_layer_norm_by_hand() -> None:
    y = run(LayerNorm(elementwise_affine=False, eps=1.0), np.array([[1.0, 3.0, 5.0, 7.0]]))
    np.testing.assert_allclose(y, np.array([[-3.0, -1.0, 1.0, 3.0]]) / np.sqrt(6.0))


def test_rms_norm_by_hand_keeps_the_mean() -> None:
    y = run(RMSNorm(elementwise_affine=False, eps=0.5), np.array([[1.0, 2.0, 2.0, 4.0]]))
    np.testing.assert_allclose(y, np.array([[1.0, 2.0, 2.0, 4.0]]) / np.sqrt(6.25 + 0.5))


def test_l2_normalise_by_hand() -> None:
    x = np.array([[3.0, 4.0], [0.0, 0.0], [0.06, 0.08]])
    module = L2Normalise(eps=0.5)
    (y,), backward, _ = module.forward((x,), {}, {}, Context())
    np.testing.assert_allclose(y, [[0.6, 0.8], [0.0, 0.0], [0.12, 0.16]])
    (dx,), _ = backward((np.array([[1.0, 0.0]] * 3),))
    # A short vector is divided by a constant, a long one turns: nothing goes along it.
    np.testing.assert_allclose(dx, [[0.128, -0.096], [2.0, 0.0], [2.0, 0.0]])


@pytest.mark.parametrize("x", [(0.0, 0.0), (0.5, 0.0), (0.3, 0.3), (0.6, 0.8)])
def test_l2_normalise_is_pytorch_s_at_zero_and_at_eps(x: tuple[float, float]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    values = np.array([x])
    (y,), backward, _ = L2Normalise(eps=0.5).forward((values,), {}, {}, Context())
    (dx,), _ = backward((np.array([[1.0, 2.0]]),))
    tensor = torch.tensor(values, requires_grad=True)
    expected = torch.nn.functional.normalize(tensor, eps=0.5)
    (expected * torch.tensor([[1.0, 2.0]])).sum().backward()
    np.testing.assert_allclose(y, expected.detach().numpy())
    np.testing.assert_allclose(dx, tensor.grad.numpy(), atol=1e-15)


@pytest.mark.parametrize("value", [0.0, 1e4 / 3, -1e4, 1e-3])
@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (LayerNorm(elementwise_affine=False), (2, 7)),
        (LayerNorm(elementwise_affine=False), (2, 3, 5, 7)),
        (GroupNorm(num_groups=2, affine=False), (2, 6, 5, 5)),
        (InstanceNorm(), (2, 49, 3)),
        (BatchNorm(affine=False), (50, 3)),
        (BatchNorm(affine=False), (7, 3, 5, 5)),
    ],
)
def test_equal_values_give_exactly_0(module: Module, shape: tuple[int, ...], value: float) -> None:
    state = {"running_mean": np.zeros(3, "f4"), "running_var": np.ones(3, "f4")}
    y = run(module, np.full(shape, value, np.float32), state, training=True)
    assert not y.any()


def test_a_small_deviation_far_from_0_is_found_in_float32() -> None:
    x = (4096.0 + np.random.default_rng(0).integers(0, 8, (2, 64)) / 512).astype(np.float32)
    y = run(LayerNorm(elementwise_affine=False, eps=1e-12), x)
    exact = run(LayerNorm(elementwise_affine=False, eps=1e-12), x.astype(np.float64))
    np.testing.assert_allclose(y, exact, atol=1e-6)


def test_centre_gives_the_mean_too() -> None:
    x = np.array([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]])
    centred, mean = centre(x, (1,))
    np.testing.assert_allclose(mean, [[3.0], [1.0]])
    np.testing.assert_allclose(centred, [[-2.0, -1.0, 3.0], [-1.0, -1.0, 2.0]])


def test_the_gradient_of_x_has_no_part_that_would_move_mean_or_deviation() -> None:
    rng = np.random.default_rng(0)
    found = standardise(rng.normal(size=(3, 8)), (1,), 1e-12)
    dx = found.back(rng.normal(size=(3, 8)))
    np.testing.assert_allclose(dx.sum(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose((dx * found.values).sum(axis=1), 0.0, atol=1e-9)


def test_instance_norm_averages_over_the_batch_and_uses_the_averages_in_evaluation() -> None:
    module = InstanceNorm(track_running_stats=True, momentum=0.2)
    x = np.random.default_rng(0).normal(2.0, 3.0, size=(4, 5, 3))
    _, _, state = module.forward((x,), {}, FRESH, Context(True))
    np.testing.assert_allclose(state["running_mean"], 0.2 * x.mean(axis=(0, 1)))
    unbiased = x.var(axis=1, ddof=1).mean(axis=0)
    np.testing.assert_allclose(state["running_var"], 0.8 + 0.2 * unbiased)
    mean, variance = state["running_mean"], state["running_var"]
    np.testing.assert_allclose(run(module, x, state), (x - mean) / np.sqrt(variance + 1e-5))


def test_batch_norm_without_averages_measures_in_evaluation_too() -> None:
    module = BatchNorm(affine=False, track_running_stats=False)
    assert module.state((FieldSpec((3,)),)) == {}
    x = np.random.default_rng(0).normal(size=(6, 3))
    np.testing.assert_array_equal(run(module, x), run(module, x, training=True))
    (y,), backward, _ = module.forward((x[:1],), {}, {}, Context())
    (dx,), _ = backward((np.ones((1, 3)),))
    assert not y.any()
    assert not dx.any()


def test_samples_of_layer_norm_do_not_see_each_other() -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    module = LayerNorm(elementwise_affine=False)
    np.testing.assert_array_equal(run(module, x)[2:3], run(module, x[2:3]))


@pytest.mark.parametrize("module_type", [BatchNorm, LayerNorm, GroupNorm, RMSNorm])
def test_a_scale_begins_at_1_and_a_shift_at_0_or_as_chosen(module_type: type[Module]) -> None:
    specs = (FieldSpec((4,)),)
    rng = np.random.default_rng(0)
    starts = {"weight": 1.0, "bias": 0.0}
    for name, spec in module_type().weights(specs).items():
        np.testing.assert_array_equal(initialize(spec, rng, "float64"), np.full(4, starts[name]))
        chosen = module_type(**{f"{name}_init": {"type": "constant", "value": 0.5}})
        start = initialize(chosen.weights(specs)[name], rng, "float64")
        np.testing.assert_array_equal(start, np.full(4, 0.5))


def test_affine_settings_decide_which_weights_there_are() -> None:
    specs = (FieldSpec((2, 3, 3)),)
    assert LayerNorm().weights(specs)["weight"].shape == (2, 3, 3)
    assert LayerNorm(bias=False).weights(specs).keys() == {"weight"}
    assert LayerNorm(elementwise_affine=False).weights(specs) == {}
    assert RMSNorm(elementwise_affine=False).weights(specs) == {}
    assert InstanceNorm().weights(specs) == {}
    assert InstanceNorm(affine=True).weights(specs).keys() == {"weight", "bias"}


def test_channels_that_do_not_divide_into_groups() -> None:
    error = refusal(GroupNorm(num_groups=4), (6, 8, 8))
    assert "GroupNorm cannot divide the 6 channels of N × 6 × 8 × 8 into 4" in error.message
    assert error.suggestions == (Change("num_groups", 3),)
    assert refusal(GroupNorm(num_groups=4), (1,)).suggestions == (Resize("x", 8),)


def test_a_group_of_one_number_is_refused() -> None:
    error = refusal(GroupNorm(num_groups=6), (6,))
    assert "leaves a single number of N × 6 in each" in error.message
    assert error.suggestions == (Change("num_groups", 3),)
    GroupNorm(num_groups=6).infer((FieldSpec((6, 2, 2)),))


@pytest.mark.parametrize("module", [LayerNorm(), RMSNorm()])
def test_a_single_feature_is_refused(module: Module) -> None:
    for shape in ((1,), (5, 1), (1, 1, 1)):
        assert refusal(module, shape).suggestions == (Replace("BatchNorm"),)
    module.infer((FieldSpec((1, 2, 1)),))


def test_vectors_of_one_number_have_no_direction() -> None:
    error = refusal(L2Normalise(), (1,))
    assert "L2Normalise gets N × 1, vectors of a single number along axis 1" in error.message
    assert error.suggestions == (Resize("x", 2),)
    assert refusal(L2Normalise(dim=2), (4, 1, 5)).suggestions == ()


@pytest.mark.parametrize("shape", [(8,), (1, 8), (8, 1, 1)])
def test_instance_norm_needs_positions(shape: tuple[int, ...]) -> None:
    error = refusal(InstanceNorm(), shape)
    assert FieldSpec(shape).text() in error.message
    assert error.suggestions == (Replace("LayerNorm"),)


@pytest.mark.parametrize("module", [BatchNorm(), LayerNorm(), GroupNorm(), RMSNorm()])
def test_other_ranks_are_named(module: Module) -> None:
    for shape in ((), (2, 3, 4, 5)):
        error = refusal(module, shape)
        assert module.type_name() in error.message
        assert FieldSpec(shape).text() in error.message


def test_the_range_of_unit_vectors_is_known() -> None:
    (spec,) = L2Normalise().infer((FieldSpec((4,)),))
    assert (spec.low, spec.high) == (-1.0, 1.0)
    (spec,) = L2Normalise().infer((FieldSpec((4,), low=0.0, high=255.0),))
    assert (spec.low, spec.high) == (0.0, 1.0)


FRESH = {"running_mean": np.zeros(3), "running_var": np.ones(3)}


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
