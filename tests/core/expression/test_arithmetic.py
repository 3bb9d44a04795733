"""Values and derivatives: central differences, PyTorch and the shown formula agree."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guinet.core.expression import names_in, parse
from guinet.core.expression.derivative import derivative
from guinet.core.expression.evaluation import evaluate, evaluate_all, pull_back
from guinet.core.expression.formulas import formulas
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.infix import text
from guinet.core.expression.parser import LONGEST, MOST_NAMES
from guinet.core.expression.pytorch import pytorch_text
from guinet.core.expression.tree import postorder, size
from tests.core.expression.drawn import trees

DRAWN = settings(deadline=None, derandomize=True, database=None, max_examples=100)
SMOOTH = tuple(name for name, function in FUNCTIONS.items() if not function.has_kink)
POINTS = {
    "x": np.array([-1.7, -0.6, 0.4, 1.3, 2.1]),
    "z": np.array([0.3, 1.9, -0.8, 0.7, -1.1]),
    "beta": np.array(0.8),
}


def gradients(tree, values, error=None):
    found = evaluate_all(tree, values)
    return pull_back(tree, found, np.ones_like(found[tree]) if error is None else error)


def tame(tree, values, least: float = 1e-2, most: float = 50.0) -> bool:
    """Whether every part is so moderate that rounding and curvature do not matter."""
    inner = evaluate_all(tree, values).values()
    sizes = [np.abs(part) for part in inner]
    return all(np.all((size == 0) | ((least < size) & (size < most))) for size in sizes)


@DRAWN
@given(trees(functions=SMOOTH))
def test_the_way_back_is_the_central_difference(tree) -> None:
    values = {name: POINTS[name] for name in names_in(tree)}
    assume(values)
    assume(tame(tree, values))
    step = 1e-5
    for name, gradient in gradients(tree, values).items():
        above = evaluate(tree, values | {name: values[name] + step})
        below = evaluate(tree, values | {name: values[name] - step})
        numeric = (above - below) / (2 * step)
        if gradient.shape != np.shape(numeric):
            numeric = numeric.sum()
        assert np.all(np.abs(numeric - gradient) <= 1e-5 * np.maximum(np.abs(gradient), 1.0))


@DRAWN
@given(trees(functions=SMOOTH))
def test_the_shown_derivative_is_the_one_that_is_used(tree) -> None:
    values = {name: POINTS[name] for name in names_in(tree)}
    assume("x" in values)
    assume(tame(tree, values))
    used = gradients(tree, values)["x"]
    shown = np.broadcast_to(evaluate(derivative(tree, "x"), values), used.shape)
    np.testing.assert_allclose(shown, used, rtol=1e-7, atol=1e-9)


@DRAWN
@given(trees(), st.sampled_from(["float32", "float64"]))
def test_pytorch_has_the_same_values_and_gradients(tree, dtype: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    assume("x" in names_in(tree))
    values = {name: POINTS[name].astype(dtype) for name in names_in(tree)}
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in values.items()}
    names = {"torch": torch, "F": torch.nn.functional, **tensors}
    y = eval(pytorch_text(tree, str, "x"), names)
    found = evaluate_all(tree, values)
    assume(tame(tree, values, 1e-3, 1e3))
    assert found[tree].dtype == dtype
    tolerance = 1e-9 if dtype == "float64" else 2e-3
    np.testing.assert_allclose(found[tree], y.detach().numpy(), rtol=tolerance, atol=tolerance)
    error = np.array([0.7, -1.2, 1.0, 0.4, -0.9], dtype)
    y.backward(torch.tensor(error))
    for name, gradient in gradients(tree, values, error).items():
        expected = tensors[name].grad
        expected = np.zeros_like(gradient) if expected is None else expected.numpy()
        sound = np.isfinite(gradient) & np.isfinite(expected)
        scale = max(float(np.max(np.abs(expected[sound]), initial=0.0)), 1.0)
        assert gradient.dtype == dtype
        close = np.abs(gradient - expected) <= tolerance * scale
        assert np.all(close | ~sound), (text(tree), name, gradient, expected)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("3", "0"),
        ("x", "1"),
        ("x + x", "2"),
        ("5 - x", "-1"),
        ("x^2", "2 * x"),
        ("x*x*x", "3 * x^2"),
        ("x^3 / 3", "x^2"),
        ("x / 2", "1 / 2"),
        ("0.1 * x", "0.1"),
        ("x / 30", "1 / 30"),
        ("0.044715 * x^3", "0.134145 * x^2"),
        ("(x + 1) * (x - 1)", "2 * x"),
        ("1 / x", "-(1 / x^2)"),
        ("x / z", "1 / z"),
        ("z / x", "-(z / x^2)"),
        ("sqrt(x)", "1 / (2 * sqrt(x))"),
        ("sqrt(x^2 + 1)", "x / sqrt(x^2 + 1)"),
        ("exp(-x)", "-exp(-x)"),
        ("exp(-x^2 / 2)", "-(x * exp(-x^2 / 2))"),
        ("e^x", "e^x"),
        ("2^x", "2^x * log(2)"),
        ("x^beta", "beta * x^(beta - 1)"),
        ("log(x)", "1 / x"),
        ("log1p(x^2)", "2 * x / (1 + x^2)"),
        ("sin(2*pi*x + phi)", "2 * pi * cos(2 * pi * x + phi)"),
        ("cos(x)", "-sin(x)"),
        ("tan(x)", "1 + tan(x)^2"),
        ("atan(x)", "1 / (1 + x^2)"),
        ("tanh(x)", "1 - tanh(x)^2"),
        ("softplus(x)", "sigmoid(x)"),
        ("sigmoid(x)", "sigmoid(x) * (1 - sigmoid(x))"),
        (
            "x * sigmoid(beta * x)",
            "sigmoid(beta * x) + beta * x * sigmoid(beta * x) * (1 - sigmoid(beta * x))",
        ),
        ("relu(x)", "step(x)"),
        ("abs(x)", "sign(x)"),
        ("sign(x) + step(x)", "0"),
        ("max(x, z)", "heaviside(x - z)"),
        ("min(x, z)", "heaviside(z - x)"),
        ("max(0.1*x, x)", "0.1 * heaviside(-x) + heaviside(x)"),
        ("a * exp(-(x - mu)^2)", "-(2 * a * exp(-(x - mu)^2) * (x - mu))"),
        ("erf(x)", "2 * exp(-x^2) / sqrt(pi)"),
        ("z^2 + beta", "0"),
    ],
)
def test_derivatives_are_written_as_people_do(formula: str, shown: str) -> None:
    assert text(derivative(parse(formula), "x")) == shown


@pytest.mark.parametrize(
    ("formula", "x", "expected"),
    [
        ("relu(x)", 0.0, 0.0),
        ("abs(x)", 0.0, 0.0),
        ("sign(x)", 0.0, 0.0),
        ("step(x)", 0.0, 0.0),
        ("max(x, 0)", 0.0, 0.5),
        ("min(0, x)", 0.0, 0.5),
        ("max(x, x)", 0.3, 1.0),
        ("sqrt(relu(x))", -1.0, 0.0),
        ("x^0", 0.0, 0.0),
        ("x^1", 0.0, 1.0),
        ("1 / (1 + exp(-x))", -40.0, 4.248354e-18),
        ("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", 60.0, 0.0),
    ],
)
def test_kinks_and_ends_are_pytorch_s(formula: str, x: float, expected: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    tree, values = parse(formula), {"x": np.array([x], np.float32)}
    mine = gradients(tree, values)["x"]
    assert mine == pytest.approx([expected], rel=1e-5, abs=1e-12)
    tensor = torch.tensor(values["x"], requires_grad=True)
    eval(pytorch_text(tree, str, "x"), {"torch": torch, "x": tensor}).sum().backward()
    np.testing.assert_allclose(mine, tensor.grad.numpy(), rtol=1e-5, atol=1e-12)


@pytest.mark.parametrize("formula", ["max(x, z)", "min(x, z)", "max(x, 2 * z) * z"])
def test_the_shown_derivative_shares_a_tie(formula: str) -> None:
    tree, x = parse(formula), np.array([-1.0, 1.0, 2.0, 3.0])
    values = {"x": x, "z": np.ones(4)}
    for name in values:
        shown = np.broadcast_to(evaluate(derivative(tree, name), values), x.shape)
        np.testing.assert_allclose(shown, gradients(tree, values)[name], rtol=1e-12)


def test_a_learned_exponent_learns_nothing_from_zeros() -> None:
    tree = parse("relu(x)^p")
    values = {"x": np.array([-1.0, 0.0, 2.0]), "p": np.asarray(1.5)}
    found = gradients(tree, values)
    assert found["p"] == pytest.approx(2**1.5 * np.log(2))
    assert found["x"] == pytest.approx([0.0, 0.0, 1.5 * 2**0.5])


@pytest.mark.parametrize(
    "formula",
    ["log(x)", "sqrt(x)", "x / x", "1 / x", "x^0.5", "exp(exp(x))", "0 * log(x)", "1e300 * x * 1e9",
     "log(-1) * x", "9^9^9^9 * x", "x^-9^9"],
)  # fmt: skip
def test_what_has_no_value_gives_no_warning(formula: str) -> None:
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        values = {"x": np.array([-1e4, -1.0, 0.0, 1e4], np.float32)}
        found = gradients(parse(formula), values)
    assert found["x"].dtype == np.float32


@pytest.mark.parametrize(
    "formula",
    [
        "*".join("x" * 250),
        "/".join("x" * 250),
        "^".join("x" * 49),
        "sigmoid(" * 49 + "x" + ")" * 49,
        "+".join(f"{word}*x" for word in "abcdfghk" * 15),
        "*".join(f"sin({word}*x)" for word in "abcdfghk" * 6),
        "*".join(["(x + 1 / x)"] * 41),
    ],
    ids=lambda formula: formula[:12],
)
def test_long_formulas_stay_quick(formula: str) -> None:
    tree = parse(formula)
    start = time.perf_counter()
    slope = derivative(tree, "x")
    gradients(tree, {name: np.ones(3) for name in names_in(tree)})
    assert time.perf_counter() - start < 5.0
    assert len(postorder(slope)) < 20 * len(formula)
    assert size(slope) < 20 * len(formula) ** 2


@pytest.mark.parametrize("part", ["a{0}", "(x + a{0})", "tanh(a{0} * x)"])
def test_the_arithmetic_of_the_longest_formulas_is_written_soon(part: str) -> None:
    parts = [part.format(number) for number in range(MOST_NAMES - 1)]
    tree = parse("x*" + "*".join(parts).replace(" ", "")[: LONGEST - 2])
    names = names_in(tree)
    start = time.perf_counter()
    formulas(tree, names[:1], names[1:], "y")
    assert time.perf_counter() - start < 3.0
