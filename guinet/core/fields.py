"""Hyperparameters as typed fields: one declaration for code, form, file and help.

A field is a descriptor on a `Configured` class. It knows its default, its range or choices,
its unit and its documentation, and turns whatever a person, a file or a program offers into
a proper value or into the end of a sentence that says what is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

if TYPE_CHECKING:
    from guinet.core.configured import Configured
    from guinet.core.registry import Registry

__all__ = [
    "BoolField",
    "ChoiceField",
    "Field",
    "FloatField",
    "IntField",
    "NamesField",
    "OptionalIntField",
    "PartField",
    "TextField",
    "shortened",
]

# Control characters break a line of a file; lone surrogates cannot be written at all.
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

T = TypeVar("T")
Part = TypeVar("Part", bound="Configured")


class Field(Generic[T]):
    """One hyperparameter of a `Configured` class.

    Parameters
    ----------
    default
        Value when nothing is said.
    doc
        One line for the inspector and the help page.
    unit
        Unit shown beside the value, e.g. ``"units"``.
    """

    type_name = "value"

    def __init__(self, default: T, *, doc: str, unit: str = "") -> None:
        self.default = default
        self.doc = doc
        self.unit = unit
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name under which the class declares this field."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """Return the field itself from the class, its value from an instance."""
        if instance is None:
            return self
        value: T = instance.__dict__[self.name]
        return value

    def parse(self, value: object) -> T:
        """Return a proper value, or raise ValueError with the end of a sentence."""
        raise NotImplementedError

    def to_json(self, value: T) -> Any:
        """Return the value as JSON can hold it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe the field for programs: name, type, default, range, choices, unit, doc."""
        return {
            "name": self.name,
            "type": self.type_name,
            "default": self.to_json(self.default),
            "unit": self.unit,
            "doc": self.doc,
        }


class IntField(Field[int]):
    """A whole number within bounds (both included).

    Parameters
    ----------
    zero
        What 0 stands for where it is not a number like others, e.g. ``"automatic"``; shown
        beside it instead of the unit.
    """

    type_name = "int"

    def __init__(
        self,
        default: int,
        *,
        doc: str,
        unit: str = "",
        minimum: int | None = None,
        maximum: int | None = None,
        zero: str = "",
    ) -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.minimum = minimum
        self.maximum = maximum
        self.zero = zero

    def parse(self, value: object) -> int:
        """Accept integers, and floats and text that stand for one."""
        return _bounded(_whole(value), self.minimum, self.maximum)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds."""
        return super().schema() | {"minimum": self.minimum, "maximum": self.maximum}


class OptionalIntField(Field[int | None]):
    """A whole number, or None for the automatic choice that ``doc`` explains."""

    type_name = "int or none"

    def __init__(
        self,
        default: int | None = None,
        *,
        doc: str,
        unit: str = "",
        minimum: int | None = None,
        maximum: int | None = None,
    ) -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.minimum = minimum
        self.maximum = maximum

    def parse(self, value: object) -> int | None:
        """Accept what an `IntField` accepts, and None or empty text."""
        if value is None or value == "":
            return None
        return _bounded(_whole(value), self.minimum, self.maximum)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds."""
        return super().schema() | {"minimum": self.minimum, "maximum": self.maximum}


class FloatField(Field[float]):
    """A finite number within bounds.

    Parameters
    ----------
    minimum, maximum
        Bounds, included unless ``open_minimum`` or ``open_maximum`` says otherwise.
    logarithmic
        Whether steps and sliders work in factors rather than differences.
    zero
        What 0 stands for where it is not a number like others, e.g. ``"no limit"``; shown
        beside it instead of the unit.
    """

    type_name = "float"

    def __init__(
        self,
        default: float,
        *,
        doc: str,
        unit: str = "",
        minimum: float | None = None,
        maximum: float | None = None,
        open_minimum: bool = False,
        open_maximum: bool = False,
        logarithmic: bool = False,
        zero: str = "",
    ) -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.minimum = minimum
        self.maximum = maximum
        self.open_minimum = open_minimum
        self.open_maximum = open_maximum
        self.logarithmic = logarithmic
        self.zero = zero

    def parse(self, value: object) -> float:
        """Accept finite numbers and text that stands for one."""
        number = _number(value)
        if self.open_minimum and self.minimum is not None and number <= self.minimum:
            raise ValueError(f"must be above {self.minimum:g}, not {number:g}")
        if self.open_maximum and self.maximum is not None and number >= self.maximum:
            raise ValueError(f"must be below {self.maximum:g}, not {number:g}")
        return _bounded(number, self.minimum, self.maximum)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds."""
        return super().schema() | {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "open_minimum": self.open_minimum,
            "open_maximum": self.open_maximum,
        }


class BoolField(Field[bool]):
    """Yes or no."""

    type_name = "bool"

    def parse(self, value: object) -> bool:
        """Accept only true and false: a 1 in a file is a mistake, not a yes."""
        if not isinstance(value, bool):
            raise ValueError(f"must be true or false, not {shortened(value)}")
        return value


class ChoiceField(Field[str]):
    """One of a few names."""

    type_name = "choice"

    def __init__(self, default: str, choices: Sequence[str], *, doc: str, unit: str = "") -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.choices = tuple(choices)

    def parse(self, value: object) -> str:
        """Accept exactly one of the choices."""
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError(f"must be one of {', '.join(self.choices)}, not {shortened(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its choices."""
        return super().schema() | {"choices": list(self.choices)}


class TextField(Field[str]):
    """Free text, such as the name of a field of the data or the path of a file.

    Parameters
    ----------
    role
        ``"text"``, ``"field"`` (a field of the data), ``"path"`` (a file), ``"folder"`` or
        ``"formula"``; the form offers the fitting editor.
    """

    type_name = "text"

    def __init__(self, default: str, *, doc: str, unit: str = "", role: str = "text") -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.role = role

    def parse(self, value: object) -> str:
        """Accept text without control characters."""
        return _text(value)

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its role."""
        return super().schema() | {"role": self.role}


class NamesField(Field[tuple[str, ...]]):
    """Several names, such as the columns of a table; empty means "choose for me"."""

    type_name = "names"

    def parse(self, value: object) -> tuple[str, ...]:
        """Accept a list of text."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(f"must be a list of names, not {shortened(value)}")
        return tuple(_text(name) for name in value)

    def to_json(self, value: tuple[str, ...]) -> list[str]:
        """Return a list."""
        return list(value)


class PartField(Field[Part]):
    """A part with settings of its own, chosen from a registry (e.g. the optimizer)."""

    type_name = "part"

    def __init__(
        self, registry: Registry[Part], default: Part, *, doc: str, unit: str = ""
    ) -> None:
        super().__init__(default, doc=doc, unit=unit)
        self.registry = registry

    def parse(self, value: object) -> Part:
        """Accept an instance, a type name, or ``{"type": name, ...settings}``."""
        if isinstance(value, self.registry.base):
            return value
        if isinstance(value, str):
            value = {"type": value}
        if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
            raise ValueError(f"must name a type, one of {', '.join(self.registry.names())}")
        settings = {str(key): item for key, item in value.items() if key != "type"}
        part_type = self.registry.get(value["type"])
        if part_type is None:
            names = ", ".join(self.registry.names())
            raise ValueError(f"must be one of {names}, not {shortened(value['type'])}")
        return part_type(**settings)

    def to_json(self, value: Part) -> Any:
        """Return the type's name and its settings."""
        return {"type": value.type_name(), **value.settings}

    def schema(self) -> dict[str, Any]:
        """Describe the field, with the types to choose from."""
        return super().schema() | {"choices": self.registry.names()}


def shortened(value: object) -> str:
    """Write a value as a message can hold it, however long it is."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {shortened(value)}")
    if _UNFIT.search(value):
        raise ValueError("must be text on one line, without control characters")
    return value


def _whole(value: object) -> int:
    number = _number(value)
    if not number.is_integer():
        raise ValueError(f"must be a whole number, not {number:g}")
    # An integer does not go through float, which beyond 2**53 would change it.
    return int(value) if isinstance(value, Integral) else int(number)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real | str):
        raise ValueError(f"must be a number, not {shortened(value)}")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"must be a number, not {shortened(value)}") from None
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, not {number}")
    return number


Number = TypeVar("Number", int, float)


def _bounded(number: Number, minimum: Number | None, maximum: Number | None) -> Number:
    if minimum is not None and number < minimum:
        raise ValueError(f"must be at least {_plain(minimum)}, not {_plain(number)}")
    if maximum is not None and number > maximum:
        raise ValueError(f"must be at most {_plain(maximum)}, not {_plain(number)}")
    return number


def _plain(number: float) -> str:
    return shortened(number) if isinstance(number, int) else f"{number:g}"
