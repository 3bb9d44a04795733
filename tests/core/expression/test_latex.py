"""Formulas as mathematics: what is written, and that it can be drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from guinet.core.expression import names_in, parse
from guinet.core.expression.formulas import formulas
from guinet.core.expression.latex import latex
from guinet.core.expression.letters import spelled
from tests.core.expression.drawn import trees


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("x * sigmoid(beta * x)", r"x\, \sigma\left( \beta x \right)"),
        ("-x^2", r"-x^{2}"),
        ("(-x)^2", r"\left( -x \right)^{2}"),
        ("(x + 1)^2", r"\left( x + 1 \right)^{2}"),
        ("2^-x", r"2^{-x}"),
        ("a^b^c", r"a^{b^{c}}"),
        ("(a^b)^c", r"\left( a^{b} \right)^{c}"),
        ("x / (1 + abs(x))", r"\frac{x}{1 + \left| x \right|}"),
        ("(x / 2)^2", r"\left( \frac{x}{2} \right)^{2}"),
        ("-x / 2", r"-\frac{x}{2}"),
        ("exp(-x^2 / 2)", r"e^{-\frac{x^{2}}{2}}"),
        ("exp(x)^2", r"\left( e^{x} \right)^{2}"),
        ("sqrt(x^2 + 1)", r"\sqrt{x^{2} + 1}"),
        ("2 * pi * x", r"2 \pi x"),
        ("x * 2", r"x \cdot 2"),
        ("2 * 3^x", r"2 \cdot 3^{x}"),
        ("a * x^2", r"a x^{2}"),
        ("x - (z - 1)", r"x - \left( z - 1 \right)"),
        ("x + (z - 1)", r"x + z - 1"),
        ("x - -z", r"x - \left( -z \right)"),
        ("x + -z * u", r"x + \left( -z u \right)"),
        ("x * (z + 1)", r"x\, \left( z + 1 \right)"),
        ("max(x, 0.1 * x)", r"\max\left( x,\, 0.1 x \right)"),
        ("relu(x) * step(z)", r"\mathrm{relu}\left( x \right)\, \left[ z > 0 \right]"),
        ("1e-5 * x", r"10^{-5} x"),
        ("2.5e20 + x", r"2.5 \cdot 10^{20} + x"),
        ("scale * x_1 + lambda2", r"\mathrm{scale}\, x_1 + \lambda_2"),
    ],
)
def test_formulas_read_as_mathematics(formula: str, written: str) -> None:
    assert latex(parse(formula)) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x", "x"),
        ("x1", "x_1"),
        ("x_1", "x_1"),
        ("x12", "x_{12}"),
        ("beta", r"\beta"),
        ("Omega3", r"\Omega_3"),
        ("lambda_max", r"\lambda_{\mathrm{max}}"),
        ("slope", r"\mathrm{slope}"),
        ("w_in_2", r"w_{\mathrm{in,2}}"),
    ],
)
def test_names_get_letters_and_indices(name: str, written: str) -> None:
    assert spelled(name) == written


def test_gradients_are_complete() -> None:
    shown = formulas(parse("x * sigmoid(beta * x)"), ("x",), ("beta",), "y")
    assert shown.forward == (r"y = x\, \sigma\left( \beta x \right)",)
    sigma = r"\sigma\left( \beta x \right)"
    slope = rf"{sigma} + \beta x\, {sigma}\, \left( 1 - {sigma} \right)"
    error = r"\frac{\partial L}{\partial y}"
    assert shown.backward == (
        rf"\frac{{\partial L}}{{\partial x}} = {error}\, \left( {slope} \right)",
        (
            rf"\frac{{\partial L}}{{\partial \beta}} = \sum {error}\, x^{{2}}\, {sigma}\, "
            rf"\left( 1 - {sigma} \right)"
        ),
    )


@pytest.mark.parametrize(
    ("formula", "behind"),
    [
        ("x + a", r"\frac{\partial L}{\partial y}"),
        ("a - x", r"-\frac{\partial L}{\partial y}"),
        ("3 * x", r"\frac{\partial L}{\partial y} \cdot 3"),
        ("x * a", r"\frac{\partial L}{\partial y}\, a"),
        ("sign(x)", "0"),
        ("x" + "*sin(x)*a" * 50, None),
        ("*".join(["x"] + ["1e99"] * 60), None),
    ],
    ids=lambda text: str(text)[:20],
)
def test_slopes_follow_the_error(formula: str, behind: str | None) -> None:
    (gradient,) = formulas(parse(formula), ("x",), (), "y").backward
    if behind is None:
        behind = r"\frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial x}"
    assert gradient == rf"\frac{{\partial L}}{{\partial x}} = {behind}"


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(trees())
def test_whatever_is_typed_can_be_drawn(tree) -> None:
    ziamath = pytest.importorskip("ziamath", reason="ziamath is not installed")
    ziamath.config.svg2 = False
    names = names_in(tree)
    shown = formulas(tree, names[:1], names[1:], "y")
    for line in (*shown.forward, *shown.backward):
        width, height = ziamath.Latex(line).getsize()
        assert width > 10
        assert height > 5
