"""Activations: values worked out by hand, derivatives at kinks, ranges, precision at the ends."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from guinet.core.advice import Change, Replace
from guinet.core.context import Context, generator
from guinet.core.elementwise import Elementwise
from guinet.core.errors import HyperparameterError, ShapeError
from guinet.core.initializers import initialize
from guinet.core.initializers.constant import Constant
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules import modules
from guinet.modules.activation.celu import CELU
from guinet.modules.activation.elu import ELU
from guinet.modules.activation.gelu import GELU
from guinet.modules.activation.hardsigmoid import Hardsigmoid
from guinet.modules.activation.hardswish import Hardswish
from guinet.modules.activation.hardtanh import Hardtanh
from guinet.modules.activation.leaky_relu import LeakyReLU
from guinet.modules.activation.log_sigmoid import LogSigmoid
from guinet.modules.activation.log_softmax import LogSoftmax
from guinet.modules.activation.mish import Mish
from guinet.modules.activation.prelu import PReLU
from guinet.modules.activation.relu6 import ReLU6
from guinet.modules.activation.selu import SELU
from guinet.modules.activation.sigmoid import Sigmoid
from guinet.modules.activation.silu import SiLU
from guinet.modules.activation.softmax import Softmax
from guinet.modules.activation.softmin import Softmin
from guinet.modules.activation.softplus import Softplus
from guinet.modules.activation.softsign import Softsign
from guinet.modules.activation.tanh import Tanh

FOUR = (FieldSpec((4,)),)
CURVES = [t for t in modules.types().values() if issubclass(t, Elementwise)]
each_curve = pytest.mark.parametrize("curve", CURVES, ids=lambda t: t.type_name())


def slope(module: Elementwise, x: float) -> float:
    at = np.array([x])
    _, backward, _ = module.forward((at,), {}, {}, Context())
    (dx,), _ = backward((np.ones(1),))
    assert dx is not None
    return float(dx[0])


@pytest.mark.parametrize(
    ("module", "x", "y"),
    [
        (LeakyReLU(negative_slope=0.1), [-2, 0, 3], [-0.2, 0, 3]),
        (ReLU6(), [-1, 2.5, 6, 7], [0, 2.5, 6, 6]),
        (ELU(alpha=2.0), [-math.log(2), 0, 3], [-1, 0, 3]),
        (SELU(), [-1e4, 0, 1], [-1.7580993408473766, 0, 1.0507009873554805]),
        (CELU(alpha=2.0), [-2 * math.log(2), 0, 3], [-1, 0, 3]),
        (GELU(), [-1, 0, 1, 2], [-0.15865525393145707, 0, 0.8413447460685429, 1.9544997361036416]),
        (GELU(approximate="tanh"), [0, 1], [0, 0.8411919906082768]),
        (SiLU(), [0, math.log(3)], [0, 0.75 * math.log(3)]),
        (Mish(), [0, math.log(2)], [0, 0.8 * math.log(2)]),
        (Softplus(), [0, math.log(3), 30], [math.log(2), math.log(4), 30]),
        (Softplus(beta=2.0), [0], [math.log(2) / 2]),
        (Softsign(), [-3, 0, 1], [-0.75, 0, 0.5]),
        (Hardtanh(min_val=-0.5, max_val=2.0), [-3, 1, 3], [-0.5, 1, 2]),
        (Hardsigmoid(), [-4, 0, 1.5, 4], [0, 0.5, 0.75, 1]),
        (Hardswish(), [-4, -1.5, 0, 4], [0, -0.375, 0, 4]),
        (LogSigmoid(), [-1e4, 0, 1e4], [-1e4, -math.log(2), 0]),
    ],
    ids=lambda value: value.type_name() if isinstance(value, Module) else "",
)
def test_values_by_hand(module: Elementwise, x: list[float], y: list[float]) -> None:
    np.testing.assert_allclose(module.value(np.array(x, float)), y, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize(
    ("module", "x", "expected"),
    [
        (LeakyReLU(negative_slope=0.1), 0.0, 0.1),
        (ReLU6(), 0.0, 0.0),
        (ReLU6(), 6.0, 0.0),
        (ELU(alpha=2.0), 0.0, 2.0),
        (SELU(), 0.0, 1.7580993408473766),
        (CELU(alpha=2.0), 0.0, 1.0),
        (Softplus(beta=2.0, threshold=2.0), 1.0, 0.8807970779778823),
        (Hardtanh(), -1.0, 0.0),
        (Hardtanh(), 1.0, 0.0),
        (Hardswish(), -3.0, 0.0),
        (Hardswish(), 3.0, 1.0),
        (Hardsigmoid(), -3.0, 0.0),
        (Hardsigmoid(), 3.0, 0.0),
    ],
)
def test_derivatives_at_kinks_are_pytorchs(module: Elementwise, x: float, expected: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    assert slope(module, x) == pytest.approx(expected, rel=1e-15)
    at = torch.tensor([x], dtype=torch.float64, requires_grad=True)
    call = module.torch_form(FOUR).call
    eval(call.format(x="at"), {"F": torch.nn.functional, "torch": torch, "at": at}).backward()
    assert slope(module, x) == pytest.approx(float(at.grad[0]), rel=1e-15)


@pytest.mark.parametrize(
    ("module", "name", "settings"),
    [(Hardsigmoid(), "hardsigmoid", {}), (CELU(alpha=0.3), "celu", {"alpha": 0.3})],
    ids=["Hardsigmoid", "CELU"],
)
def test_where_pytorchs_own_function_is_rough_it_is_the_same_but_for_that(
    module: Elementwise, name: str, settings: dict[str, float]
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x = np.linspace(-4.0, 4.0, 33)
    at = torch.tensor(x, requires_grad=True)
    y = getattr(torch.nn.functional, name)(at, **settings)
    np.testing.assert_allclose(module.value(x), y.detach().numpy(), rtol=1e-12, atol=1e-15)
    y.sum().backward()
    # Its slopes hold a constant in single precision, in float64 too.
    ours = [slope(module, float(place)) for place in x]
    np.testing.assert_allclose(ours, at.grad.numpy(), atol=1e-7)


@each_curve
def test_the_range_told_is_reached_and_not_passed(curve: type[Elementwise]) -> None:
    for example in curve.examples:
        module = curve(**example.settings)
        low, high = module.output_range()
        y = module.value(np.concatenate([np.linspace(-60.0, 60.0, 240_001), [-1e9, 1e9]]))
        assert low is None or low - 1e-15 <= y.min() < low + 1e-6
        assert high is None or high - 1e-6 < y.max() <= high + 1e-15
        # Where no bound is told, there is none.
        assert low is not None or y.min() < -1e5
        assert high is not None or y.max() > 1e5


@each_curve
def test_a_curve_can_be_drawn(curve: type[Elementwise]) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = curve().value(np.linspace(-4.0, 4.0, 81))
    assert y.shape == (81,)
    assert np.isfinite(y).all()
    assert y.max() - y.min() > 0.5


@each_curve
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nothing_overflows_on_the_way_there_or_back(curve: type[Elementwise], dtype: str) -> None:
    x = np.array([-1e4, -750.0, -100.0, -20.0, 0.0, 20.0, 100.0, 750.0, 1e4], dtype)
    for example in curve.examples:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            module = curve(**example.settings)
            y = module.value(x)
            dydx = module.derivative(x, y)
        assert np.isfinite(y).all()
        assert np.isfinite(dydx).all()


@each_curve
def test_one_number_for_the_whole_batch_is_read(curve: type[Elementwise]) -> None:
    x = np.array(0.5, np.float32)
    (y,), backward, _ = curve().forward((x,), {}, {}, Context())
    (dx,), _ = backward((np.array(1.0, np.float32),))
    assert np.shape(y) == np.shape(dx) == ()
    assert y.dtype == dx.dtype == np.float32  # type: ignore[union-attr]


def reference_phi(x: float) -> float:
    """Return the normal distribution function from erf's series, in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        z = Decimal(x)
        term = total = z
        for k in range(1, 400):
            term = term * z * z / (2 * k + 1)
            total += term
        # Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + ...)
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
        density = (-z * z / 2).exp() / (2 * pi).sqrt()
        return float(Decimal("0.5") + density * total)


@pytest.mark.parametrize("x", [-9.0, -6.0, -3.0, -1.0, -0.1, 0.1, 1.0, 3.0, 6.0])
def test_exact_gelu_is_exact_to_the_last_digits(x: float) -> None:
    (y,) = GELU().value(np.array([x]))
    assert y == pytest.approx(x * reference_phi(x), rel=2e-15)
    (single,) = GELU().value(np.array([x], np.float32))
    assert single == pytest.approx(float(np.float32(x)) * reference_phi(x), rel=1e-6)


def test_gelu_shows_the_arithmetic_it_does() -> None:
    assert r"\Phi" in GELU().formulas().forward[0]
    assert "0.044715" in GELU(approximate="tanh").formulas().forward[1]


def test_special_settings_are_other_modules() -> None:
    x = np.linspace(-3.0, 3.0, 25)
    np.testing.assert_array_equal(LeakyReLU(negative_slope=1.0).value(x), x)
    np.testing.assert_array_equal(LeakyReLU(negative_slope=0.0).value(x), np.maximum(x, 0))
    np.testing.assert_allclose(CELU().value(x), ELU().value(x))
    np.testing.assert_allclose(Softplus().value(-x), -LogSigmoid().value(x))
    np.testing.assert_allclose(Hardswish().value(x), x * Hardsigmoid().value(x))


def test_elu_keeps_small_numbers_and_log_sigmoid_small_probabilities() -> None:
    tiny = np.array([-1e-12])
    np.testing.assert_allclose(ELU().value(tiny), tiny, rtol=1e-11)
    np.testing.assert_allclose(LogSigmoid().value(np.array([40.0])), -math.exp(-40.0))
    np.testing.assert_allclose(LogSigmoid().value(np.array([-800.0])), -800.0)


def test_selu_keeps_mean_0_and_variance_1() -> None:
    x = np.random.default_rng(0).standard_normal(1_000_000)
    y = SELU().value(x)
    assert y.mean() == pytest.approx(0.0, abs=0.005)
    assert y.var() == pytest.approx(1.0, abs=0.01)


def test_softplus_passes_over_to_the_identity_above_the_threshold() -> None:
    module = Softplus(beta=2.0, threshold=2.0)
    at, above = module.value(np.array([1.0, 1.0 + 1e-9]))
    assert at == pytest.approx(math.log1p(math.exp(2.0)) / 2)
    assert above == 1.0 + 1e-9
    assert module.kink_values() == (1.0,)


@pytest.mark.parametrize(
    ("module_type", "settings", "words"),
    [
        (LeakyReLU, {"negative_slope": 1.5}, "LeakyReLU.negative_slope must be at most 1, not 1.5"),
        (ELU, {"alpha": -1.0}, "ELU.alpha must be at least 0, not -1"),
        (CELU, {"alpha": 0.0}, "CELU.alpha must be at least 0.01, not 0"),
        (Softplus, {"beta": 0.0}, "Softplus.beta must be at least 0.01, not 0"),
        (Hardtanh, {"min_val": 2.0}, "Hardtanh.min_val must be at most 0, not 2"),
        (Hardtanh, {"max_val": 0.0}, "Hardtanh.max_val must be above 0, not 0"),
        (GELU, {"approximate": "sigmoid"}, "GELU.approximate must be one of none, tanh"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    module_type: type[Module], settings: dict[str, object], words: str
) -> None:
    with pytest.raises(HyperparameterError) as caught:
        module_type(**settings)
    assert str(caught.value).startswith(words)


def prelu(module: PReLU, x: Array, weight: list[float]) -> tuple[Array, Array, Array]:
    (y,), backward, _ = module.forward((x,), {"weight": np.array(weight)}, {}, Context())
    (dx,), d_weights = backward((np.ones_like(x),))
    assert dx is not None
    return y, dx, d_weights["weight"]


def test_prelu_by_hand_and_at_0() -> None:
    y, dx, dw = prelu(PReLU(), np.array([[-2.0, 0.0], [4.0, -1.0]]), [0.5])
    np.testing.assert_array_equal(y, [[-1.0, 0.0], [4.0, -0.5]])
    np.testing.assert_array_equal(dx, [[0.5, 0.5], [1.0, 0.5]])
    np.testing.assert_array_equal(dw, [-3.0])


@pytest.mark.parametrize(
    ("shape", "channel"), [((1, 3), 1), ((2, 5, 3), 2), ((2, 3, 4, 4), 1)], ids=str
)
def test_prelu_has_a_slope_per_channel(shape: tuple[int, ...], channel: int) -> None:
    module = PReLU(per_channel=True)
    assert module.weights((FieldSpec(shape[1:]),))["weight"].shape == (3,)
    y, _, dw = prelu(module, -np.ones(shape), [0.0, 1.0, 2.0])
    per_channel = np.moveaxis(y, channel, 0).reshape(3, -1)
    np.testing.assert_array_equal(
        per_channel, -np.arange(3.0)[:, None] * np.ones(per_channel.shape)
    )
    np.testing.assert_array_equal(dw, -np.full(3, y.size / 3))


def test_prelu_begins_as_pytorchs_does() -> None:
    (spec,) = PReLU().weights(FOUR).values()
    np.testing.assert_array_equal(initialize(spec, generator(0, "w"), "float32"), [0.25])
    assert PReLU().settings["weight_init"] == {"type": "constant", "value": 0.25}
    other = PReLU(weight_init={"type": "constant", "value": 0.1})
    assert other == PReLU(weight_init="constant")
    assert other.weight_init == Constant()


def test_prelu_per_channel_of_what_has_none_is_refused_in_words() -> None:
    with pytest.raises(ShapeError) as caught:
        PReLU(per_channel=True).infer((FieldSpec(()),))
    assert caught.value.port == "x"
    assert "PReLU works along an axis beside the batch, and x gets N" in caught.value.message
    assert PReLU().infer((FieldSpec(()),)) == (FieldSpec(()),)


def test_softmin_prefers_the_small_and_log_softmax_is_a_logarithm() -> None:
    x = np.array([[0.0, math.log(3.0)]])
    (least,), _, _ = Softmin().forward((x,), {}, {}, Context())
    np.testing.assert_allclose(least, [[0.75, 0.25]])
    (logarithm,), _, _ = LogSoftmax().forward((x,), {}, {}, Context())
    np.testing.assert_allclose(logarithm, np.log([[0.25, 0.75]]))
    (far,), _, _ = LogSoftmax().forward((np.array([[0.0, 1e4]]),), {}, {}, Context())
    np.testing.assert_allclose(far, [[-1e4, 0.0]])


@pytest.mark.parametrize("module_type", [Softmin, LogSoftmax])
def test_softmaxes_share_out_along_the_axis_of_the_classes(module_type: type[Module]) -> None:
    rng = np.random.default_rng(0)
    for shape, dim, axis in (((2, 5), None, 1), ((2, 3, 5), None, 2), ((2, 5, 3, 3), 3, 3)):
        (y,), _, _ = module_type(dim=dim).forward((rng.normal(size=shape),), {}, {}, Context())
        shares = np.exp(y) if module_type is LogSoftmax else y
        np.testing.assert_allclose(shares.sum(axis=axis), 1.0)


@pytest.mark.parametrize(
    ("module", "answer", "instead"),
    [(Softmin(), "1", "Sigmoid"), (LogSoftmax(), "0", "LogSigmoid")],
)
def test_a_single_class_is_remarked(module: Module, answer: str, instead: str) -> None:
    (advice,) = module.review((FieldSpec((1,)),))
    assert advice.message == f"{module.type_name()} over a single class always answers {answer}."
    assert advice.suggestions == (Replace(instead),)
    (y,), _, _ = module.forward((np.array([[3.0]]),), {}, {}, Context())
    assert float(y[0, 0]) == float(answer)


def test_ranges_that_depend_on_settings() -> None:
    ranges = {
        ELU(alpha=2.0): (-2.0, None),
        CELU(alpha=0.5): (-0.5, None),
        Hardtanh(min_val=-2.0, max_val=3.0): (-2.0, 3.0),
        LeakyReLU(): (None, None),
        LeakyReLU(negative_slope=0.0): (0.0, None),
        Tanh(): (-1.0, 1.0),
    }
    for module, expected in ranges.items():
        (spec,) = module.infer(FOUR)
        assert (spec.low, spec.high) == expected


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
