"""Fields of several numbers: what they accept, what they refuse and in which words."""

from __future__ import annotations

import json

import pytest

from guinet.core.fields import Field
from guinet.core.tuple_fields import (
    IntegersField,
    NumbersField,
    OptionalSizesField,
    PaddingField,
    SizesField,
    TupleField,
)

SIZES = SizesField(3, count=2, minimum=1, maximum=9, doc="A window.")
STRIDE = OptionalSizesField(count=2, minimum=1, maximum=9, doc="Steps.")
TIME = SizesField(3, count=1, minimum=1, maximum=9, doc="A window along time.")
PADDING = PaddingField(0, count=2, words=("same",), maximum=9, doc="Zeros around.")
AXES = IntegersField((), minimum=1, maximum=8, most=3, distinct=True, doc="Axes.")
SHAPE = IntegersField((4,), minimum=1, least=1, wildcard=True, doc="A shape.")
NUMBERS = NumbersField((), minimum=0.0, doc="Factors.")
ALL = [SIZES, STRIDE, TIME, PADDING, AXES, SHAPE, NUMBERS]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (SIZES, 5, (5, 5)),
        (SIZES, [5, 2], (5, 2)),
        (SIZES, "5", (5, 5)),
        (SIZES, "5, 2", (5, 2)),
        (SIZES, "5 x 2", (5, 2)),
        (SIZES, "5×2", (5, 2)),
        (TIME, 5, (5,)),
        (STRIDE, None, None),
        (STRIDE, " ", None),
        (STRIDE, 2, (2, 2)),
        (STRIDE, "2, 1", (2, 1)),
        (PADDING, "same", "same"),
        (PADDING, "1, 2", (1, 2)),
        (PADDING, 0, (0, 0)),
        (AXES, "", ()),
        (AXES, None, ()),
        (AXES, 2, (2,)),
        (AXES, [1, 3], (1, 3)),
        (SHAPE, "-1 2", (-1, 2)),
        (SHAPE, [3, -1], (3, -1)),
        (NUMBERS, "0.5, 2", (0.5, 2.0)),
        (NUMBERS, [1], (1.0,)),
    ],
)
def test_what_is_accepted(field: Field[object], value: object, expected: object) -> None:
    assert field.parse(value) == expected


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (SIZES, 0, "must be at least 1, not 0"),
        (SIZES, [1, 10], "must be at most 9, not 10"),
        (SIZES, [1, 2, 3], "must be one number or 2, not [1, 2, 3]"),
        (SIZES, [], "must be one number or 2, not []"),
        (SIZES, "1, two", "must be a number, not 'two'"),
        (SIZES, "3, x", "must be one number or 2, not '3, x'"),
        (SIZES, "3,", "must be a number, not ''"),
        (SIZES, None, "must be a number, not None"),
        (SIZES, "", "must be a number, not ''"),
        (SIZES, {"a": 1}, "must be a number, not {'a': 1}"),
        (TIME, [1, 2], "must be one number, not [1, 2]"),
        (STRIDE, 0, "must be at least 1, not 0"),
        (STRIDE, [1, 2, 3], "must be one number or 2, not [1, 2, 3]"),
        (PADDING, "some", "must be numbers or one of same, not 'some'"),
        (PADDING, -1, "must be at least 0, not -1"),
        (AXES, [1, 1], "must not name a number twice, as [1, 1] does"),
        (AXES, [1, 2, 3, 4], "must be at most 3 numbers, not 4"),
        (AXES, -1, "must be at least 1, not -1"),
        (SHAPE, [], "must be at least 1 numbers, not []"),
        (SHAPE, [2, 0], "must be at least 1, not 0"),
        (SHAPE, [-1, 2, -1], "must not have more than one -1, as [-1, 2, -1] does"),
        (NUMBERS, [-1], "must be at least 0, not -1"),
        (NUMBERS, ["nan"], "must be a finite number, not nan"),
    ],
)
def test_what_is_refused(field: Field[object], value: object, reason: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        field.parse(value)
    assert str(caught.value) == reason


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.type_name)
@pytest.mark.parametrize("value", ["x" * 100_000, [0.5] * 100_000, 10**1000, [["a"] * 999]])
def test_refusals_stay_short(field: Field[object], value: object) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        field.parse(value)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("field", "value", "text", "stored"),
    [
        (SIZES, (3, 3), "3", 3),
        (SIZES, (3, 5), "3, 5", [3, 5]),
        (TIME, (3,), "3", 3),
        (STRIDE, None, "", None),
        (STRIDE, (2, 2), "2", 2),
        (STRIDE, (2, 1), "2, 1", [2, 1]),
        (PADDING, "same", "same", "same"),
        (PADDING, (1, 1), "1", 1),
        (AXES, (2, 3), "2, 3", [2, 3]),
        (AXES, (), "", []),
        (NUMBERS, (0.5, 2.0), "0.5, 2", [0.5, 2.0]),
    ],
)
def test_people_and_files_read_back_what_was_written(
    field: TupleField[object], value: object, text: str, stored: object
) -> None:
    assert field.text(value) == text
    assert field.to_json(value) == stored
    assert field.parse(text) == value
    assert field.parse(json.loads(json.dumps(stored))) == value


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.type_name)
def test_the_schema_is_json(field: Field[object]) -> None:
    schema = json.loads(json.dumps(field.schema(), allow_nan=False))
    assert {"name", "type", "default", "minimum", "maximum", "doc"} <= schema.keys()
    assert field.parse(schema["default"]) == field.default
