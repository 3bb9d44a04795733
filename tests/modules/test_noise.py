"""Noise: rates and moments, masks that repeat, what passes in evaluation, remarks and refusals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from guinet.core.activations.self_normalising import SATURATION
from guinet.core.advice import Replace, Resize
from guinet.core.context import Context, generator
from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.noise.alpha_dropout import AlphaDropout
from guinet.modules.noise.dropout import Dropout
from guinet.modules.noise.dropout2d import Dropout2d
from guinet.modules.noise.gaussian_noise import GaussianNoise
from guinet.modules.noise.gaussian_sample import GaussianSample

TRAINING = Context(True, seed=1, path="noise", step=3)
NOISES = [Dropout(), Dropout2d(), AlphaDropout(), GaussianNoise(std=0.5), GaussianSample()]
each_noise = pytest.mark.parametrize("module", NOISES, ids=lambda m: m.type_name())


def run(module: Module, *inputs: Array, ctx: Context = TRAINING) -> Array:
    (y,), _, _ = module.forward(inputs, {}, {}, ctx)
    return y


def inputs(module: Module, rows: int = 8, dtype: str = "float64") -> tuple[Array, ...]:
    rng = generator(0, "inputs")
    ones = rng.standard_normal((rows, 6, 2, 3)).astype(dtype)
    return (ones,) * len(module.input_ports())


@each_noise
def test_randomness_depends_on_seed_path_and_step_alone(module: Module) -> None:
    xs = inputs(module)
    base = run(module, *xs)
    np.testing.assert_array_equal(base, run(module, *xs))
    few = run(module, *(x[:5] for x in xs))
    np.testing.assert_array_equal(base[:5], few)
    for other in ({"seed": 2}, {"path": "noise2"}, {"step": 4}):
        ctx = Context(True, **({"seed": 1, "path": "noise", "step": 3} | other))  # type: ignore[arg-type]
        assert (base != run(module, *xs, ctx=ctx)).any()


@each_noise
def test_both_precisions_see_the_same_randomness(module: Module) -> None:
    single, double = inputs(module, dtype="float32"), inputs(module, dtype="float64")
    found, expected = run(module, *single), run(module, *double)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@each_noise
def test_in_evaluation_nothing_is_drawn(module: Module) -> None:
    xs = inputs(module)
    for step in (0, 1):
        np.testing.assert_array_equal(run(module, *xs, ctx=Context(step=step)), xs[0])


@pytest.mark.parametrize(
    "module", [Dropout(p=0.0), Dropout2d(p=0.0), AlphaDropout(p=0.0), GaussianNoise(std=0.0)]
)
def test_at_strength_0_everything_passes(module: Module) -> None:
    xs = inputs(module)
    np.testing.assert_array_equal(run(module, *xs), xs[0])
    spec = FieldSpec((6, 2, 3), low=-1.0, high=2.0)
    assert module.infer((spec,)) == (spec,)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_dropout2d_drops_whole_channels_of_each_sample(p: float) -> None:
    y = run(Dropout2d(p=p), np.ones((500, 40, 2, 3)))
    per_channel = y.reshape(500, 40, 6)
    assert (per_channel == per_channel[..., :1]).all()
    gone = per_channel[..., 0] == 0
    assert gone.mean() == pytest.approx(p, abs=0.02)
    assert (gone != gone[:1]).any()
    assert y.mean() == pytest.approx(1.0, abs=0.05)
    np.testing.assert_allclose(np.unique(y), [0.0, 1 / (1 - p)])


@pytest.mark.parametrize("shape", [(8,), (4, 3), ()])
def test_dropout2d_refuses_what_has_no_channels_of_pixels(shape: tuple[int, ...]) -> None:
    spec = FieldSpec(shape)
    with pytest.raises(ShapeError) as caught:
        Dropout2d(p=0.3).infer((spec,))
    assert caught.value.port == "x"
    assert caught.value.message == (
        f"Dropout2d drops channels of images N × C × H × W and gets {spec.text()} at x."
    )
    assert caught.value.suggestions == (Replace("Dropout", {"p": 0.3}),)


def test_dropout2d_of_a_single_channel_is_remarked() -> None:
    (advice,) = Dropout2d().review((FieldSpec((1, 8, 8)),))
    assert "single channel" in advice.message
    assert Dropout2d().review((FieldSpec((2, 8, 8)),)) == ()
    assert Dropout2d(p=0.0).review((FieldSpec((1, 8, 8)),)) == ()


@pytest.mark.parametrize("p", [0.05, 0.3, 0.5, 0.9])
def test_alpha_dropout_keeps_mean_0_and_variance_1(p: float) -> None:
    x = np.random.default_rng(0).standard_normal((2000, 500))
    y = run(AlphaDropout(p=p), x)
    assert y.mean() == pytest.approx(0.0, abs=0.01)
    assert y.var() == pytest.approx(1.0, abs=0.02)
    values, counts = np.unique(y, return_counts=True)
    assert counts.max() / y.size == pytest.approx(p, abs=0.01)
    a = 1 / np.sqrt((1 - p) * (1 + p * SATURATION**2))
    assert values[counts.argmax()] == pytest.approx(a * SATURATION * (1 - p), rel=1e-12)


def test_alpha_dropout_scales_and_shifts_as_pytorch_does() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    x = torch.linspace(1.0, 3.0, 50, dtype=torch.float64)
    theirs = torch.nn.functional.alpha_dropout(x, 0.4, training=True).numpy()
    ours = run(AlphaDropout(p=0.4), x.numpy()[None])[0]
    dropped, kept = np.unique(np.round(theirs, 12))[0], theirs > 0
    assert ours.min() == pytest.approx(dropped)
    both = kept & (ours > 0)
    assert both.any()
    np.testing.assert_allclose(ours[both], theirs[both])


def test_alpha_dropout_tells_its_range_in_both_modes() -> None:
    for low, high in ((-1.0, 1.0), (-5.0, -3.0), (4.0, 5.0), (SATURATION, 9.0)):
        (spec,) = AlphaDropout(p=0.5).infer((FieldSpec((2000,), low=low, high=high),))
        x = np.linspace(low, high, 2000)[None]
        y = np.concatenate([run(AlphaDropout(p=0.5), x), x])
        assert spec.low is not None
        assert spec.high is not None
        assert spec.low <= y.min() + 1e-12 < spec.low + 0.05
        assert spec.high >= y.max() - 1e-12 > spec.high - 0.05


def test_alpha_dropout_behind_a_relu_is_remarked() -> None:
    (advice,) = AlphaDropout(p=0.2).review((FieldSpec((4,), low=0.0),))
    assert advice.suggestions == (Replace("Dropout", {"p": 0.2}),)
    assert AlphaDropout().review((FieldSpec((4,), low=SATURATION),)) == ()
    assert AlphaDropout().review((FieldSpec((4,)),)) == ()


def test_gaussian_noise_has_the_deviation_it_says() -> None:
    x = np.full((1000, 500), 3.0)
    noise = run(GaussianNoise(std=0.2), x) - x
    assert noise.mean() == pytest.approx(0.0, abs=0.002)
    assert noise.std() == pytest.approx(0.2, rel=0.01)
    assert np.mean(np.abs(noise) < 0.2) == pytest.approx(0.6827, abs=0.005)


def test_gaussian_noise_has_no_bounds_and_passes_the_gradient() -> None:
    (spec,) = GaussianNoise().infer((FieldSpec((3,), low=0.0, high=1.0),))
    assert (spec.low, spec.high) == (None, None)
    _, backward, _ = GaussianNoise().forward((np.zeros((2, 3)),), {}, {}, TRAINING)
    dy = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(backward((dy,))[0][0], dy)


def test_gaussian_sample_has_the_moments_predicted() -> None:
    mean, variance = np.full((1000, 500), 2.0), np.full((1000, 500), 9.0)
    y = run(GaussianSample(), mean, np.log(variance))
    assert y.mean() == pytest.approx(2.0, abs=0.02)
    assert y.std() == pytest.approx(3.0, rel=0.01)


def sample_gradients(log_variance: float, ctx: Context) -> tuple[float, float, float]:
    """Return the offset from the mean, and the gradients of mean and log-variance."""
    mean = np.array([[1.0]], np.float32)
    logarithm = np.array([[log_variance]], np.float32)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        (y,), backward, _ = GaussianSample().forward((mean, logarithm), {}, {}, ctx)
        (d_mean, d_log), _ = backward((np.full((1, 1), 2.0, np.float32),))
    assert d_mean is not None
    assert d_log is not None
    return float(y[0, 0]) - 1.0, float(d_mean[0, 0]), float(d_log[0, 0])


def test_gaussian_sample_sends_a_gradient_to_both() -> None:
    offset, d_mean, d_log = sample_gradients(0.6, TRAINING)
    assert offset != 0.0
    assert d_mean == 2.0
    assert d_log == pytest.approx(2.0 * offset / 2, rel=1e-5)
    assert sample_gradients(0.6, Context()) == (0.0, 2.0, 0.0)


def test_gaussian_sample_cuts_the_log_variance_with_the_gradient_of_clamp() -> None:
    at_end = sample_gradients(20.0, TRAINING)
    assert at_end[2] != 0.0  # as torch.clamp: the ends still have a gradient
    for log_variance in (20.1, 1e4):
        offset, d_mean, d_log = sample_gradients(log_variance, TRAINING)
        assert (offset, d_mean, d_log) == (at_end[0], 2.0, 0.0)
    for log_variance in (-30.1, -1e4):
        offset, d_mean, d_log = sample_gradients(log_variance, TRAINING)
        assert offset == pytest.approx(0.0, abs=1e-5)
        assert (d_mean, d_log) == (2.0, 0.0)


def test_gaussian_sample_is_pytorchs_arithmetic_for_the_same_noise() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(0)
    arrays = [scale * rng.standard_normal((4, 3)) for scale in (1.0, 20.0)]
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    noise = TRAINING.rng.standard_normal((4, 3), dtype=np.float32).astype(float)

    class Drawn:
        exp = staticmethod(torch.exp)
        randn_like: Callable[..., object] = staticmethod(lambda _: torch.tensor(noise))

    call = GaussianSample().torch_form((FieldSpec((3,)),) * 2).call
    names = {"torch": Drawn, "mean": tensors[0], "log_variance": tensors[1], "training": True}
    places = {name: name for name in ("mean", "log_variance", "training")}
    theirs = eval(call.format(**places), names)
    (ours,), backward, _ = GaussianSample().forward(tuple(arrays), {}, {}, TRAINING)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-12)
    theirs.sum().backward()
    for gradient, tensor in zip(backward((np.ones((4, 3)),))[0], tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    ("mean", "log_variance", "suggestions"),
    [
        ((4,), (3,), (Resize("log_variance", 4),)),
        ((4,), (2, 2), ()),
        ((2, 3), (2, 4), ()),
    ],
)
def test_gaussian_sample_of_unequal_shapes(
    mean: tuple[int, ...], log_variance: tuple[int, ...], suggestions: tuple[object, ...]
) -> None:
    specs = FieldSpec(mean), FieldSpec(log_variance)
    with pytest.raises(ShapeError) as caught:
        GaussianSample().infer(specs)
    assert caught.value.port == "log_variance"
    assert specs[0].text() in caught.value.message
    assert specs[1].text() in caught.value.message
    assert caught.value.hint.startswith(f"Give log_variance the shape {specs[0].text()}")
    assert caught.value.suggestions == suggestions


def test_a_log_variance_that_cannot_be_negative_is_remarked() -> None:
    free, cut = FieldSpec((4,)), FieldSpec((4,), low=0.0)
    (advice,) = GaussianSample().review((free, cut))
    assert advice.port == "log_variance"
    assert GaussianSample().review((cut, free)) == ()


def test_dropout_keeps_the_mean_and_drops_the_part_it_says() -> None:
    x = np.ones((400, 250), np.float32)
    (y,), _, _ = Dropout(p=0.3).forward((x,), {}, {}, Context(True))
    assert np.mean(y == 0) == pytest.approx(0.3, abs=0.01)
    assert y.mean() == pytest.approx(1.0, abs=0.01)
    assert set(np.unique(y)) == {np.float32(0), np.float32(1 / 0.7)}


def test_dropout_widens_the_range() -> None:
    (spec,) = Dropout(p=0.5).infer((FieldSpec((2,), low=0.5, high=1.0),))
    assert (spec.low, spec.high) == (0.0, 2.0)
