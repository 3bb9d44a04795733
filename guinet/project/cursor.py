"""Reading JSON that nobody vouches for: each value is asked for, and knows its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guinet.core.errors import FileError

__all__ = ["Cursor", "place_step", "shown"]


def shown(value: object) -> str:
    """Write a value for a message, cut where it is long."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value[:41]) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:36]} ..."


def place_step(name: str | int) -> str:
    """Return how a place goes on from an object or a list: ``.settings`` or ``[3]``."""
    plain = isinstance(name, str) and len(name) < 40 and name.replace("-", "_").isidentifier()
    return f".{name}" if plain else f"[{shown(name)}]"


@dataclass(frozen=True)
class Cursor:
    """A JSON value with its place in the file, e.g. ``nodes[3].settings``.

    Every method returns the value as what was asked for, or raises FileError with the place.
    """

    value: Any
    place: str = ""

    def error(self, reason: str) -> FileError:
        """Return the error that names this place; ``reason`` ends the sentence."""
        return FileError(f"{self.place or 'the outermost value'} {reason}.")

    def entries(self) -> Iterator[tuple[str, Cursor]]:
        """Yield names and values of an object whose names are free."""
        if not isinstance(self.value, dict):
            raise self.error(f"must be an object, not {shown(self.value)}")
        for name, value in self.value.items():
            yield name, Cursor(value, f"{self.place}{place_step(name)}".lstrip("."))

    def members(self, required: str = "", optional: str = "") -> dict[str, Cursor]:
        """Return the values of an object whose names are given, separated by spaces."""
        found = dict(self.entries())
        known = {*required.split(), *optional.split()}
        for name, cursor in found.items():
            if name not in known:
                raise cursor.error(f"is not known here; there are: {', '.join(sorted(known))}")
        for name in required.split():
            if name not in found:
                raise self.error(f"lacks {name!r}")
        return found

    def items(self, limit: int) -> list[Cursor]:
        """Return the items of a list of at most ``limit``."""
        if not isinstance(self.value, list):
            raise self.error(f"must be a list, not {shown(self.value)}")
        if len(self.value) > limit:
            raise self.error(f"must have at most {limit} items, not {len(self.value)}")
        return [Cursor(item, self.place + place_step(n)) for n, item in enumerate(self.value)]

    def text(self, limit: int = 200, *, lines: bool = False) -> str:
        """Return text of at most ``limit`` characters, on one line unless ``lines``."""
        if not isinstance(self.value, str):
            raise self.error(f"must be text, not {shown(self.value)}")
        if len(self.value) > limit:
            raise self.error(f"must be at most {limit} characters long, not {len(self.value)}")
        if any(ord(letter) < 32 and not (lines and letter in "\n\t") for letter in self.value):
            raise self.error("must not contain control characters")
        return self.value

    def whole(self, minimum: int, maximum: int) -> int:
        """Return a whole number within bounds, both included."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.error(f"must be a whole number, not {shown(self.value)}")
        if not minimum <= self.value <= maximum:
            raise self.error(f"must lie between {minimum} and {maximum}, not {shown(self.value)}")
        return self.value

    def truth(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.error(f"must be true or false, not {shown(self.value)}")
        return self.value

    def number(self, bound: float) -> float:
        """Return a finite number whose size is at most ``bound``."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error(f"must be a number, not {shown(self.value)}")
        if not (math.isfinite(self.value) and abs(self.value) <= bound):
            raise self.error(f"must lie between {-bound:g} and {bound:g}, not {shown(self.value)}")
        return float(self.value)
