"""Formulas of which settings change a part."""

from __future__ import annotations

import pytest

from guinet.core.configured import Configured
from guinet.core.fields import BoolField, ChoiceField, FloatField
from guinet.core.forms import Formula


class Sample(Configured):
    """Has settings."""

    formula = Formula(
        (r"y = x^{\top} \when{bias}{+ b_{o}}", r"\when{kind=sin}{\sin x}{\when{rate}{r}{s}}"),
        (r"\when{bias}{\frac{d}{db}}", r"\when{!bias|rate}{a}", r"\when{!kind=cos}{k}"),
    )
    bias = BoolField(True, doc="Bias.")
    kind = ChoiceField("sin", ("sin", "cos"), doc="Kind.")
    rate = FloatField(0.0, doc="Rate.")


class Plain(Sample):
    """Begins otherwise."""

    bias = BoolField(False, doc="Bias.")


def test_a_formula_follows_the_settings() -> None:
    shown = Sample(bias=False, kind="cos", rate=0.5).formula
    assert shown == Formula((r"y = x^{\top}", "r"), ("a",))
    assert Sample(kind="cos").formula.forward == (r"y = x^{\top} + b_{o}", "s")
    assert Sample(rate=1).formula.backward == (r"\frac{d}{db}", "a", "k")


def test_a_type_shows_its_own_defaults() -> None:
    assert Sample.formula == Sample().formula
    assert Sample.formula.forward == (r"y = x^{\top} + b_{o}", r"\sin x")
    assert Plain.formula.forward == (r"y = x^{\top}", r"\sin x")


@pytest.mark.parametrize(
    ("line", "told"), [(r"\when{no}{a}", "no setting no"), (r"\when{bias}{a", "brace")]
)
def test_a_condition_that_cannot_be_read_is_told(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Formula((line,)).under({"bias": True})


def test_a_formula_without_conditions_is_itself() -> None:
    plain = Formula((r"y = \{x\}",))
    assert plain.under({}) is plain
