"""The grammar reads what people write, and points at what it cannot read."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.expression import ExpressionError, names_in, parse
from guinet.core.expression.evaluation import evaluate
from guinet.core.expression.fields import ExpressionField, InputNamesField
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.infix import text
from guinet.core.expression.parser import LONGEST, MOST_NAMES
from tests.core.expression.drawn import trees

EASY = settings(deadline=None, derandomize=True, database=None)


def value(formula: str, **names: float) -> float:
    return float(evaluate(parse(formula), {k: np.asarray(v) for k, v in names.items()}))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("2^-1", 0.5),
        ("2^3^2", 512.0),
        ("(2^3)^2", 64.0),
        ("2**3", 8.0),
        ("2^-3^2", 2.0**-9),
        ("7-2-1", 4.0),
        ("7-(2-1)", 6.0),
        ("8/4/2", 1.0),
        ("8/(4/2)", 4.0),
        ("2+3*4", 14.0),
        ("(2+3)*4", 20.0),
        ("-2*3", -6.0),
        ("2*-3", -6.0),
        ("2--3", 5.0),
        ("--2", 2.0),
        ("+2", 2.0),
        ("1 / 2 * 4", 2.0),
        (" 1.5e2 + .5 + 2. ", 152.5),
        ("max(2, min(5, 3))", 3.0),
        ("cos(pi) + log(e)", 0.0),
        ("2 × 3 − 4 ÷ 2 · 1", 4.0),
        ("2*-x^2", -18.0),
    ],
)
def test_precedence_is_that_of_mathematics(formula: str, expected: float) -> None:
    assert value(formula, x=3.0) == pytest.approx(expected, abs=1e-15)


def test_greek_letters_are_names() -> None:
    assert parse("β*x + λ1*π") is parse("beta*x + lambda1*pi")
    assert names_in(parse("β*x + λ1*π")) == ("beta", "x", "lambda1")


REFUSED = [
    ("", 0, "is empty; type a formula such as x * sigmoid(beta * x)"),
    ("  ", 2, "is empty; type a formula such as x * sigmoid(beta * x)"),
    ("x +", 3, "ends after +: a number or a name is missing at character 4"),
    ("x + * 2", 4, "has * at character 5 where a number or a name should be"),
    ("()", 1, "has ) at character 2 where a number or a name should be"),
    (
        "x * sigmoidd(x)",
        4,
        "has an unknown function sigmoidd at character 5 (did you mean sigmoid?)",
    ),
    ("Tanh(x)", 0, "has an unknown function Tanh at character 1 (did you mean tanh?)"),
    (
        "qqqq(x)",
        0,
        f"has an unknown function qqqq at character 1 (there are {', '.join(FUNCTIONS)})",
    ),
    ("(x", 0, "has a bracket at character 1 that is never closed"),
    ("x * tanh(x", 8, "has a bracket at character 9 that is never closed"),
    ("x)", 1, "closes a bracket at character 2 that was never opened"),
    ("2x", 1, "needs an operator, such as *, before x at character 2"),
    ("(x) (z)", 4, "needs an operator, such as *, before ( at character 5"),
    ("x(2)", 0, "needs an operator, such as *, between x and the bracket at character 1"),
    ("pi(2)", 0, "needs an operator, such as *, between pi and the bracket at character 1"),
    ("1 + tanh", 4, "has the function tanh without brackets at character 5; write tanh(x)"),
    ("exp()", 0, "gives exp no argument at character 1; it takes one argument: exp(x)"),
    ("max(x)", 0, "gives max one argument at character 1; it takes two arguments: max(a, b)"),
    ("exp(x, x, x)", 0, "gives exp 3 arguments at character 1; it takes one argument: exp(x)"),
    ("x, z", 1, "has a comma at character 2 outside the brackets of a function"),
    ("(x, z)", 2, "has a comma at character 3 outside the brackets of a function"),
    (
        "x > 0",
        2,
        "has a comparison at character 3; step(a - b) is 1 where a is above b and 0 elsewhere",
    ),
    ("x[0]", 1, "has [ at character 2; use round brackets"),
    ("x $ z", 2, "has $ at character 3, which means nothing in a formula"),
    ("x\u200b", 1, "has '\\u200b' at character 2, which means nothing in a formula"),
    ("x * 1e999", 4, "has a number that is too large at character 5"),
    ("a" * 33, 0, "has a name of more than 32 letters at character 1"),
    ("__import__", 0, "has _ at character 1, which means nothing in a formula"),
    ("x.real", 1, "has . at character 2, which means nothing in a formula"),
    (
        "(" * 60 + "x" + ")" * 60,
        51,
        "is nested more than 50 deep at character 52; use fewer brackets",
    ),
    ("-" * 99 + "x", 51, "is nested more than 50 deep at character 52; use fewer brackets"),
    ("^".join("x" * 99), 102, "is nested more than 50 deep at character 103; use fewer brackets"),
    (
        "(" * 10_000 + "x" + ")" * 10_000,
        LONGEST,
        f"must be a formula of at most {LONGEST} characters, not 20001",
    ),
]


@pytest.mark.parametrize(("formula", "position", "reason"), REFUSED, ids=lambda v: str(v)[:20])
def test_a_mistake_is_named_with_its_place(formula: str, position: int, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(formula)
    assert (str(caught.value), caught.value.position) == (reason, position)
    with pytest.raises(ValueError, match=re.escape(reason)):
        ExpressionField("x", doc="A formula.").parse(formula)


@EASY
@given(trees())
def test_text_and_tree_are_the_same(tree) -> None:
    assert parse(text(tree)) is tree


@settings(EASY, max_examples=300)
@given(
    st.text(max_size=60)
    | st.text("xyzβ0123456789.+-*/^(), \tesin", max_size=40)
    | st.lists(
        st.sampled_from(["x", "sin", "max", "(", ")", ",", "+", "-", "*", "^", "2", "1e5", "e"])
    ).map(" ".join)
)
def test_nothing_but_an_expression_error_ever_comes_out(formula: str) -> None:
    position, tree = 0, None
    try:
        tree = parse(formula)
    except ExpressionError as error:
        position = error.position
    assert 0 <= position <= len(formula)
    assert tree is None or parse(text(tree)) is tree


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["x", "x"], "must not list a name twice"),
        (["2x"], "has '2x', which is no name: letters, digits and _ make one, a letter first"),
        ([""], "has '', which is no name: letters, digits and _ make one, a letter first"),
        (["x y"], "has 'x y', which is no name: letters, digits and _ make one, a letter first"),
        (["exp"], "has 'exp', which is a function"),
        (["pi"], "has 'pi', which is a number"),
        (["module"], "has 'module', which means something else in PyTorch"),
        ([f"x{n}" for n in range(17)], "must be at most 16 names, not 17"),
        ("x", "must be a list of names, not 'x'"),
    ],
)
def test_names_of_inputs_are_checked(names: object, reason: str) -> None:
    field = InputNamesField((), doc="Names.")
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        field.parse(names)
    assert field.parse(["t", "x_1"]) == ("t", "x_1")


def test_the_number_of_names_is_bounded() -> None:
    names = [f"a{number}" for number in range(MOST_NAMES + 1)]
    parse("+".join(names[:-1]))
    with pytest.raises(ExpressionError, match="33 different names, more than 32"):
        parse("+".join(names))


def test_a_very_long_text_is_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(ValueError, match="at most 500 characters"):
        ExpressionField("x", doc="A formula.").parse("x" * 20_000_000)
    assert time.perf_counter() - start < 1.0
