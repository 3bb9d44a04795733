"""Field specs: what people may write, what is refused, how shapes read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec, as_spec, class_axis, shape_text


@pytest.mark.parametrize(
    ("written", "shape"),
    [((2, 3), (2, 3)), ([2, 3], (2, 3)), (5, (5,)), ((), ()), (np.int64(5), (5,)),
     ((np.int32(2),), (2,)), (np.array([2, 3]), (2, 3))],
)  # fmt: skip
def test_shapes_people_write(written: Any, shape: tuple[int, ...]) -> None:
    spec = FieldSpec(written)
    assert spec.shape == shape
    assert all(type(size) is int for size in spec.shape)


@pytest.mark.parametrize(
    "shape", [(0,), (-1,), (2.5,), "ab", 3.5, None, (True,), ("2",), (None, 2), ((1, 2),), 0]
)
def test_shapes_that_are_none(shape: Any) -> None:
    with pytest.raises(DataError, match="whole numbers of at least 1"):
        FieldSpec(shape)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kind": "number"}, "kind is float, index or class, not 'number'"),
        ({"kind": "class"}, "how many classes"),
        ({"kind": "class", "classes": 0}, "how many classes"),
        ({"kind": "class", "classes": "abc"}, "a list of names, not the text 'abc'"),
        ({"low": 2.0, "high": 1.0}, "low, 2, is above its high, 1"),
        ({"low": "a"}, "given in numbers, not 'a'"),
        ({"high": float("nan")}, "given in numbers, not nan"),
    ],
)
def test_contradictions_are_told(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(DataError, match=told):
        FieldSpec((), **settings)


def test_classes_by_number_by_name_and_by_shape() -> None:
    assert FieldSpec((), "class", 3).classes == ("0", "1", "2")  # type: ignore[arg-type]
    assert FieldSpec((), "class", ["a", "b"]).classes == ("a", "b")  # type: ignore[arg-type]
    assert FieldSpec((2,), "class").classes == ("0", "1")


def test_one_hot() -> None:
    label = FieldSpec((), "class", ("a", "b", "c"))
    assert label.is_label
    assert label.one_hot() == FieldSpec((3,), "class", ("a", "b", "c"), 0.0, 1.0)
    assert not label.one_hot().is_label
    assert label.one_hot().one_hot() == label.one_hot()
    assert FieldSpec((3,)).one_hot() == FieldSpec((3,))


def test_size_and_reshaping() -> None:
    spec = FieldSpec((2, 3, 4), low=0.0, high=1.0)
    assert spec.size == 24
    assert FieldSpec(()).size == 1
    assert spec.reshaped((24,)) == FieldSpec((24,), low=0.0, high=1.0)


def test_text() -> None:
    assert FieldSpec((8, 4)).text() == "N × 8 × 4"
    assert FieldSpec(()).text() == "N"
    assert FieldSpec((), batched=False).text() == "scalar"
    assert FieldSpec((3, 1, 1), batched=False).text() == "3 × 1 × 1"
    assert shape_text((3,)) == "N × 3"


def test_class_axis_follows_pytorch() -> None:
    shapes: list[tuple[int, ...]] = [(3,), (5, 3), (3, 4, 4)]
    assert [class_axis(FieldSpec(shape)) for shape in shapes] == [1, 2, 1]


def test_as_spec() -> None:
    spec = FieldSpec((3,), low=0.0)
    assert as_spec(spec) is spec
    assert as_spec((3,)) == as_spec([3]) == as_spec(3) == FieldSpec((3,))


def test_specs_are_values() -> None:
    assert hash(FieldSpec((3,), "class", ["a", "b", "c"])) == hash(  # type: ignore[arg-type]
        FieldSpec((3,), "class", ("a", "b", "c"))
    )
