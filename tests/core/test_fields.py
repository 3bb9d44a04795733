"""Fields: what they accept, what they refuse and in which words, what they tell programs."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest

from guinet.core.fields import (
    BoolField,
    ChoiceField,
    Field,
    FloatField,
    IntField,
    NamesField,
    OptionalIntField,
    TextField,
    shortened,
)

WHOLE = IntField(3, minimum=1, maximum=2**31 - 1, unit="units", doc="A number.")
OPTIONAL = OptionalIntField(minimum=1, maximum=8, doc="A number or none.")
REAL = FloatField(0.5, minimum=0.0, maximum=1.0, open_maximum=True, doc="A part.")
POSITIVE = FloatField(1.0, minimum=0.0, open_minimum=True, doc="A size.")
FLAG = BoolField(True, doc="Whether.")
CHOICE = ChoiceField("a", ("a", "b"), doc="Which.")
TEXT = TextField("x", doc="A name.")
NAMES = NamesField((), doc="Columns.")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (WHOLE, 5, 5),
        (WHOLE, 5.0, 5),
        (WHOLE, " 5 ", 5),
        (WHOLE, "1e3", 1000),
        (WHOLE, np.int64(5), 5),
        (WHOLE, np.float32(5), 5),
        (OPTIONAL, None, None),
        (OPTIONAL, "", None),
        (OPTIONAL, 2, 2),
        (REAL, 0, 0.0),
        (REAL, "0.25", 0.25),
        (REAL, np.float32(0.25), 0.25),
        (REAL, Fraction(1, 4), 0.25),
        (FLAG, False, False),
        (CHOICE, "b", "b"),
        (TEXT, "größer ∂", "größer ∂"),
        (NAMES, ["a", "b"], ("a", "b")),
        (NAMES, (), ()),
    ],
)
def test_what_is_accepted(field: Field[object], value: object, expected: object) -> None:
    found = field.parse(value)
    assert found == expected
    assert type(found) is type(expected)


def test_large_whole_numbers_are_exact() -> None:
    assert IntField(0, doc="Any.").parse(2**53 + 1) == 2**53 + 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (WHOLE, 0, "must be at least 1, not 0"),
        (WHOLE, 2**31, "must be at most 2147483647, not 2147483648"),
        (WHOLE, 2.5, "must be a whole number, not 2.5"),
        (WHOLE, True, "must be a number, not True"),
        (WHOLE, None, "must be a number, not None"),
        (WHOLE, "many", "must be a number, not 'many'"),
        (WHOLE, "", "must be a number, not ''"),
        (WHOLE, 1j, "must be a number, not 1j"),
        (WHOLE, np.array([1, 2]), "must be a number, not array([1, 2])"),
        (OPTIONAL, 9, "must be at most 8, not 9"),
        (OPTIONAL, [], "must be a number, not []"),
        (REAL, 1.0, "must be below 1, not 1"),
        (REAL, -0.1, "must be at least 0, not -0.1"),
        (REAL, math.nan, "must be a finite number, not nan"),
        (REAL, "-inf", "must be a finite number, not -inf"),
        (POSITIVE, 0, "must be above 0, not 0"),
        (FLAG, 1, "must be true or false, not 1"),
        (FLAG, "true", "must be true or false, not 'true'"),
        (CHOICE, "c", "must be one of a, b, not 'c'"),
        (CHOICE, ["a"], "must be one of a, b, not ['a']"),
        (TEXT, 5, "must be text, not 5"),
        (TEXT, "a\nb", "must be text on one line, without control characters"),
        (TEXT, "\x7f", "must be text on one line, without control characters"),
        (TEXT, "\ud800", "must be text on one line, without control characters"),
        (NAMES, "abc", "must be a list of names, not 'abc'"),
        (NAMES, None, "must be a list of names, not None"),
        (NAMES, ["a", 5], "must be text, not 5"),
        (NAMES, ["a", "\x00"], "must be text on one line, without control characters"),
    ],
)
def test_what_is_refused(field: Field[object], value: object, reason: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        field.parse(value)
    assert str(caught.value) == reason


@pytest.mark.parametrize("field", [WHOLE, OPTIONAL, REAL, FLAG, CHOICE, TEXT, NAMES])
@pytest.mark.parametrize(
    "value", ["x" * 100_000 + "\n", [0] * 100_000, 10**1000, {"a": ["b"] * 999}]
)
def test_refusals_stay_short(field: Field[object], value: object) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        field.parse(value)
    assert len(str(caught.value)) < 120


def test_shortened() -> None:
    assert shortened("a") == "'a'"
    assert len(shortened("a" * 1000)) == 40


@pytest.mark.parametrize("field", [WHOLE, OPTIONAL, REAL, POSITIVE, FLAG, CHOICE, TEXT, NAMES])
def test_the_schema_is_json(field: Field[object]) -> None:
    schema = json.loads(json.dumps(field.schema(), allow_nan=False))
    assert {"name", "type", "default", "unit", "doc"} <= schema.keys()
    assert field.parse(schema["default"]) == field.default


def test_the_schema_tells_bounds_and_choices() -> None:
    assert WHOLE.schema()["minimum"] == 1
    assert WHOLE.schema()["unit"] == "units"
    assert REAL.schema()["open_maximum"] is True
    assert CHOICE.schema()["choices"] == ["a", "b"]
    assert TextField("", role="path", doc="A file.").schema()["role"] == "path"
