"""What every module declares: documentation, formulas, settings; found through the registry."""

from __future__ import annotations

import json
import pickle
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core import fields as f
from guinet.core.errors import HyperparameterError
from guinet.core.initializers import InitializerField
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.tuple_fields import (
    IntegersField,
    NumbersField,
    OptionalSizesField,
    PaddingField,
    SizesField,
)
from tests.modules.cases import each_case, each_type, in_words

IMPROPER = (
    None, True, 0, -1, -(10**9), 10**30, 0.5, -0.5, float("nan"), float("inf"), "", "abc", "1e999",
    "\x00", "\ud800", b"x", [], [1], {}, {"type": "ReLU"}, object(), "x" * 10_000,
)  # fmt: skip


@each_type
def test_is_declared(module_type: type[Module]) -> None:
    """Documented, with formulas, examples, and fields that explain themselves."""
    assert module_type.defects() == ()
    in_words(module_type.summary())
    assert "Shapes: " in module_type.help_text()
    assert "Source: " in module_type.help_text()
    assert module_type.formula.forward
    assert module_type.formula.backward
    assert module_type.examples
    for field in module_type.fields.values():
        in_words(field.doc[0].upper() + field.doc[1:])
        assert field.parse(field.default) == field.default
    described = json.loads(json.dumps(module_type.describe()))
    assert described["name"] == module_type.type_name()
    assert [field["name"] for field in described["fields"]] == list(module_type.fields)


@each_case
def test_formulas_render(module: Module, specs: Specs) -> None:
    """Every line of the formulas can be drawn as mathematics."""
    ziamath = pytest.importorskip("ziamath", reason="ziamath is not installed")
    ziamath.config.svg2 = False
    formulas = module.formulas()
    assert formulas.forward
    assert formulas.backward
    for line in (*formulas.forward, *formulas.backward):
        assert r"\when" not in line
        width, height = _drawn_size(ziamath, line)
        assert 10 < width < 2000
        assert 5 < height < 300


@cache
def _drawn_size(ziamath: Any, line: str) -> tuple[float, float]:
    size: tuple[float, float] = ziamath.Latex(line).getsize()
    return size


SYMBOLS = {"weight": {"W", "w", r"\gamma", "a", "p"}, "bias": {"b", r"\beta"}}
"""What the formulas call the weights, by a part of their names; Expression has its own names."""


def _learned(module: Module) -> set[str]:
    """Return the symbols, without indices, whose gradient the formulas give."""
    gradient = r"\\partial L\}\s*\{\\partial (\\?\w+?)(?:_\w|_\{[^{}]*\})?\}(?= =)"
    return set(re.findall(gradient, " ".join(module.formulas().backward)))


@each_case
def test_formulas_give_the_gradients_of_exactly_the_weights(module: Module, specs: Specs) -> None:
    """Where a setting takes a weight away, neither its gradient nor its symbol is shown."""
    if module.type_name() == "Expression":
        return
    names, told = list(module.weights(specs)), _learned(module)
    formulas = module.formulas()
    text = " ".join((*formulas.forward, *formulas.backward))
    for kind, symbols in SYMBOLS.items():
        assert bool(told & symbols) == any(kind in name for name in names)
        known = set().union(*(_learned(type(module)(**e.settings)) for e in module.examples))
        for symbol in known & symbols - told - {"p"}:  # p has a formula where it is not learned
            assert not re.search(rf"(?<![a-zA-Z\\]){re.escape(symbol)}(?![a-zA-Z])", text), text


@each_type
def test_the_formula_of_a_type_is_that_of_its_default_settings(module_type: type[Module]) -> None:
    """So that the palette shows what a new node computes."""
    assert module_type.formula == module_type().formulas()


@each_case
def test_settings_survive(module: Module, specs: Specs) -> None:
    """Settings pass through JSON, the module through a pipe."""
    text = json.dumps(module.settings, allow_nan=False)
    assert type(module)(**json.loads(text)) == module
    copy = pickle.loads(pickle.dumps(module))
    assert copy == module
    assert hash(copy) == hash(module)
    assert eval(repr(module), {module.type_name(): type(module)}) == module


def _settings_of(module_type: type[Module]) -> st.SearchStrategy[dict[str, object]]:
    def values(field: f.Field[object]) -> st.SearchStrategy[object]:
        match field:
            case f.IntField() | f.OptionalIntField():
                whole = st.integers(field.minimum, field.maximum)
                return whole | st.none() if isinstance(field, f.OptionalIntField) else whole
            case f.FloatField():
                return st.floats(
                    field.minimum, field.maximum, allow_nan=False, allow_infinity=False,
                    exclude_min=field.open_minimum, exclude_max=field.open_maximum,
                )  # fmt: skip
            case f.ChoiceField():
                return st.sampled_from(field.choices)
            case InitializerField():
                return st.sampled_from(field.registry.names())
            case SizesField():
                whole = st.integers(field.minimum, field.maximum)
                return whole | st.tuples(*[whole] * field.count)
            case OptionalSizesField():
                whole = st.integers(field.minimum, field.maximum)
                return st.none() | st.tuples(*[whole] * field.count)
            case PaddingField():
                whole = st.integers(field.minimum, field.maximum)
                return st.sampled_from(field.choices) | st.tuples(*[whole] * field.count)
            case IntegersField():
                whole = st.integers(field.minimum, field.maximum)
                return st.lists(
                    whole, min_size=field.least, max_size=field.most, unique=field.distinct
                )
            case NumbersField():
                real = st.floats(
                    field.minimum, field.maximum, allow_nan=False, allow_infinity=False
                )
                return st.lists(real, min_size=field.least, max_size=min(field.most, 8))
            case f.BoolField():
                return st.booleans()
        return st.just(field.default)

    return st.fixed_dictionaries({name: values(fd) for name, fd in module_type.fields.items()})


@each_type
@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_all_settings_survive(module_type: type[Module], data: st.DataObject) -> None:
    """Whatever the fields allow, JSON brings back."""
    module = module_type(**data.draw(_settings_of(module_type)))
    text = json.dumps(module.settings, allow_nan=False)
    assert type(module)(**json.loads(text)) == module


@each_type
def test_improper_settings_are_answered_in_words(module_type: type[Module]) -> None:
    """What a field refuses is told with its name; what it accepts makes a valid module."""
    for name, field in module_type.fields.items():
        values = list(IMPROPER)
        for bound, beyond in (("minimum", -1), ("maximum", 1)):
            limit = getattr(field, bound, None)
            if limit is not None:
                values.append(limit + beyond)
                with pytest.raises(HyperparameterError):
                    module_type(**{name: limit + beyond})
        for value in values:
            refusal = _refusal(module_type, name, value)
            if refusal is not None:
                in_words(str(refusal))
                assert str(refusal).startswith(f"{module_type.type_name()}.{name} ")
    for unknown in ("no_such_setting", "self", "x" * 10_000):
        with pytest.raises(HyperparameterError):
            module_type(**{unknown: 1})


def _refusal(module_type: type[Module], name: str, value: object) -> HyperparameterError | None:
    """Return the refusal of a setting; None where it is accepted, and then it can be saved."""
    try:
        module = module_type(**{name: value})
    except HyperparameterError as error:
        return error
    json.dumps(module.settings, allow_nan=False).encode("utf-8")
    return None
