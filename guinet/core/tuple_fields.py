"""Hyperparameters of several numbers: sizes along axes, lists of axes, factors per class.

People write them as one text, ``3, 5`` or ``3 x 5``; programs and files as a list, or as one
number where it stands for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from guinet.core.fields import Field, FloatField, IntField, shortened

__all__ = [
    "IntegersField",
    "ListField",
    "NumbersField",
    "OptionalSizesField",
    "PaddingField",
    "SizesField",
    "TupleField",
]

T = TypeVar("T")
Number = TypeVar("Number", bound=float)

_SEPARATORS = re.compile(r"\s*[,;x×]\s*|\s+")
_MOST = 4096


class TupleField(Field[T]):
    """Base of the fields whose value people write as one text."""

    def text(self, value: T) -> str:
        """Write the value as a person reads and types it."""
        raise NotImplementedError


class SizesField(TupleField[tuple[int, ...]]):
    """One whole number per axis; a single one stands for all axes.

    Parameters
    ----------
    count
        Number of axes.
    minimum, maximum
        Bounds of each number, included.
    """

    type_name = "sizes"

    def __init__(
        self,
        default: int | tuple[int, ...],
        *,
        count: int,
        doc: str,
        unit: str = "",
        minimum: int = 0,
        maximum: int = 1024,
    ) -> None:
        self.count = count
        self.minimum = minimum
        self.maximum = maximum
        self._item = IntField(minimum, minimum=minimum, maximum=maximum, doc=doc)
        super().__init__(self.parse(default), doc=doc, unit=unit)

    def parse(self, value: object) -> tuple[int, ...]:
        """Accept one number, a list of them, or text such as ``3, 5``."""
        items = _items(value)
        if len(items) == 1:
            items = items * self.count
        if len(items) != self.count:
            wanted = "one number" if self.count == 1 else f"one number or {self.count}"
            raise ValueError(f"must be {wanted}, not {shortened(value)}")
        return tuple(self._item.parse(item) for item in items)

    def text(self, value: tuple[int, ...]) -> str:
        """Write one number where all are equal, else all of them."""
        return _text(value[:1] if len(set(value)) == 1 else value)

    def to_json(self, value: tuple[int, ...]) -> Any:
        """Return one number where all are equal, else a list."""
        return value[0] if len(set(value)) == 1 else list(value)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds and the number of axes."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return super().schema() | bounds | {"count": self.count}


class OptionalSizesField(TupleField[tuple[int, ...] | None]):
    """Numbers like those of a `SizesField`, or None for the choice that ``doc`` explains."""

    type_name = "sizes or none"

    def __init__(
        self,
        default: int | tuple[int, ...] | None = None,
        *,
        count: int,
        doc: str,
        unit: str = "",
        minimum: int = 0,
        maximum: int = 1024,
    ) -> None:
        self._sizes = SizesField(minimum, count=count, minimum=minimum, maximum=maximum, doc=doc)
        self.count, self.minimum, self.maximum = count, minimum, maximum
        super().__init__(self.parse(default), doc=doc, unit=unit)

    def parse(self, value: object) -> tuple[int, ...] | None:
        """Accept what a `SizesField` accepts, and None or empty text."""
        empty = value is None or (isinstance(value, str) and not value.strip())
        return None if empty else self._sizes.parse(value)

    def text(self, value: tuple[int, ...] | None) -> str:
        """Write the numbers, or nothing."""
        return "" if value is None else self._sizes.text(value)

    def to_json(self, value: tuple[int, ...] | None) -> Any:
        """Return the numbers, or None."""
        return None if value is None else self._sizes.to_json(value)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds and the number of axes."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return super().schema() | bounds | {"count": self.count}


class PaddingField(TupleField[tuple[int, ...] | str]):
    """Zeros around each axis: numbers like those of a `SizesField`, or a word.

    Parameters
    ----------
    words
        Rules by name that are accepted in place of numbers, such as ``"same"``.
    """

    type_name = "sizes or choice"

    def __init__(
        self,
        default: int | tuple[int, ...] | str,
        *,
        count: int,
        words: Sequence[str] = ("same", "valid"),
        doc: str,
        maximum: int = 1024,
    ) -> None:
        self.choices = tuple(words)
        self._sizes = SizesField(0, count=count, maximum=maximum, doc=doc)
        self.minimum = self._sizes.minimum
        self.maximum = maximum
        self.count = count
        super().__init__(self.parse(default), doc=doc)

    def parse(self, value: object) -> tuple[int, ...] | str:
        """Accept a word, or what a `SizesField` accepts."""
        if isinstance(value, str) and value.strip() in self.choices:
            return value.strip()
        if isinstance(value, str) and not re.match(r"\s*[-+\d]", value):
            raise ValueError(
                f"must be numbers or one of {', '.join(self.choices)}, not {shortened(value)}"
            )
        return self._sizes.parse(value)

    def text(self, value: tuple[int, ...] | str) -> str:
        """Write the word or the numbers."""
        return value if isinstance(value, str) else self._sizes.text(value)

    def to_json(self, value: tuple[int, ...] | str) -> Any:
        """Return the word or the numbers."""
        return value if isinstance(value, str) else self._sizes.to_json(value)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds, the number of axes and the words."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return super().schema() | bounds | {"count": self.count, "choices": list(self.choices)}


class ListField(TupleField[tuple[Number, ...]]):
    """Base of the lists of numbers whose length is free within bounds.

    Parameters
    ----------
    minimum, maximum
        Bounds of each number, included.
    least, most
        Bounds of how many there are; an empty list means what ``doc`` explains.
    """

    def __init__(
        self,
        default: Sequence[Number],
        *,
        doc: str,
        minimum: Number | None,
        maximum: Number | None,
        least: int,
        most: int,
    ) -> None:
        super().__init__(tuple(default), doc=doc)
        self.minimum, self.maximum = minimum, maximum
        self.least, self.most = least, most

    def text(self, value: tuple[Number, ...]) -> str:
        """Write the numbers with commas."""
        return _text(value)

    def to_json(self, value: tuple[Number, ...]) -> list[Number]:
        """Return a list."""
        return list(value)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with the bounds of the numbers and of how many there are."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return super().schema() | bounds | {"least": self.least, "most": self.most}

    def _counted(self, value: object) -> list[object]:
        """Return what stands for the numbers, as many as may be."""
        empty = value is None or (isinstance(value, str) and not value.strip())
        items = [] if empty else _items(value)
        if len(items) < self.least:
            raise ValueError(f"must be at least {self.least} numbers, not {shortened(value)}")
        if len(items) > self.most:
            raise ValueError(f"must be at most {self.most} numbers, not {len(items)}")
        return items


class IntegersField(ListField[int]):
    """A list of whole numbers of any length within bounds, such as axes or a shape.

    Parameters
    ----------
    distinct
        Whether no number may stand twice.
    wildcard
        Whether one of the numbers may be -1, below the minimum: the one that is worked out.
    """

    type_name = "integers"

    def __init__(
        self,
        default: Sequence[int] = (),
        *,
        doc: str,
        minimum: int = 1,
        maximum: int = 2**31 - 1,
        least: int = 0,
        most: int = 8,
        distinct: bool = False,
        wildcard: bool = False,
    ) -> None:
        super().__init__(default, doc=doc, minimum=minimum, maximum=maximum, least=least, most=most)
        self.distinct = distinct
        self.wildcard = wildcard
        self._item = IntField(minimum, minimum=minimum, maximum=maximum, doc=doc)

    def parse(self, value: object) -> tuple[int, ...]:
        """Accept a list of whole numbers, one number, or text such as ``2, 3``."""
        numbers = tuple(map(self._number, self._counted(value)))
        if numbers.count(-1) > 1 and self.wildcard:
            raise ValueError(f"must not have more than one -1, as {shortened(list(numbers))} does")
        if self.distinct and len(set(numbers)) < len(numbers):
            raise ValueError(f"must not name a number twice, as {shortened(list(numbers))} does")
        return numbers

    def _number(self, item: object) -> int:
        open_length = self.wildcard and item in (-1, "-1")
        return -1 if open_length else self._item.parse(item)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds and whether one number may be open."""
        return super().schema() | {"wildcard": self.wildcard}


class NumbersField(ListField[float]):
    """A list of finite numbers within bounds; an empty one means what ``doc`` explains."""

    type_name = "numbers"

    def __init__(
        self,
        default: Sequence[float] = (),
        *,
        doc: str,
        minimum: float | None = None,
        maximum: float | None = None,
        least: int = 0,
        most: int = _MOST,
    ) -> None:
        super().__init__(default, doc=doc, minimum=minimum, maximum=maximum, least=least, most=most)
        self._item = FloatField(0.0, minimum=minimum, maximum=maximum, doc=doc)

    def parse(self, value: object) -> tuple[float, ...]:
        """Accept a list of numbers, one number, or text such as ``0.5, 2``."""
        return tuple(self._item.parse(item) for item in self._counted(value))


def _items(value: object) -> list[object]:
    if isinstance(value, str):
        return list(_SEPARATORS.split(value.strip()))
    # An iterable that is no sequence (a dict, a generator) would lose its order or its items.
    return list(value) if isinstance(value, Sequence) and not isinstance(value, bytes) else [value]


def _text(numbers: Iterable[float]) -> str:
    return ", ".join(str(n) if isinstance(n, int) else repr(n).removesuffix(".0") for n in numbers)
