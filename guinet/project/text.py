"""JSON as `.guinet` files hold it: strict to read, and written so that git can show changes.

What reads: any JSON within the limits below. What is written: UTF-8, stable order, one node
and one edge per line, one setting of data and recipe per line, layout apart from meaning.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from guinet.core.errors import FileError
from guinet.project.cursor import Cursor, place_step, shown

__all__ = ["MAX_BYTES", "read_text", "write_text"]

MAX_BYTES = 8 * 2**20
"""Largest text that is read; a project of a thousand nodes takes about a quarter of a MiB."""

MAX_DEPTH = 64
"""Deepest nesting of lists and objects."""

MAX_DIGITS = 32
"""Longest whole number, far above what any setting allows."""

_ONE_PER_LINE = frozenset({"data", "recipe", "nodes", "edges", "exposed"})
_NESTED = frozenset({"composites", "layout"})


class _Duplicate:
    """Stands where an object names something twice, until its place is known."""

    def __init__(self, name: str) -> None:
        self.name = name


def read_text(data: bytes) -> Any:
    """Parse JSON from a source nobody vouches for.

    Raises
    ------
    FileError
        One sentence without the file's name, which names the line or the place: not UTF-8,
        not JSON, too large, too deep, a name twice in an object, a number that is not finite
        or absurdly long.
    """
    if len(data) > MAX_BYTES:
        raise FileError(f"the text is larger than {MAX_BYTES // 2**20} MiB, the most allowed.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(f"line {line} is not UTF-8 text; is it really a guinet file?") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_int=_whole, parse_constant=lambda _: math.nan
        )
    except json.JSONDecodeError as error:
        raise FileError(
            f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}."
        ) from None
    except RecursionError:
        raise FileError(f"the text is nested deeper than {MAX_DEPTH} levels.") from None
    _inspect(value)
    return value


def write_text(value: dict[str, Any]) -> str:
    """Write a project's JSON; equal values give equal text."""
    return _block(value, "") + "\n"


def _block(value: Any, indent: str) -> str:
    """Write an object with each entry on lines of its own."""
    inner = indent + "  "
    parts = []
    for name, item in value.items():
        if name in _NESTED and item:
            text = _lines(item, inner, lambda part: _block(part, inner + "  "))
        elif name in _ONE_PER_LINE and item:
            text = _lines(item, inner, _line)
        else:
            text = _line(item)
        parts.append(f"{inner}{_line(name)}: {text}")
    return "{\n" + ",\n".join(parts) + f"\n{indent}}}"


def _lines(value: Any, indent: str, write: Callable[[Any], str]) -> str:
    """Write a list or an object with one item per line."""
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{inner}{_line(name)}: {write(item)}" for name, item in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{inner}{write(item)}" for item in value) + f"\n{indent}]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            return _Duplicate(name)
        found[name] = value
    return found


def _whole(digits: str) -> int | float:
    # Longer ones take quadratic time and fit no setting; they are refused at their place.
    return int(digits) if len(digits) <= MAX_DIGITS else math.inf


def _inspect(value: Any) -> None:
    """Refuse what no later step wants to meet; without recursion, in little memory."""
    path: list[str | int] = [""]
    open_values: list[Iterator[tuple[str | int, Any]]] = [iter([("", value)])]
    while open_values:
        entry = next(open_values[-1], None)
        if entry is None:
            open_values.pop()
            path.pop()
            continue
        path[-1], item = entry
        flaw = _flaw(path[-1]) or _flaw(item)
        if len(open_values) > MAX_DEPTH:
            flaw = f"is nested deeper than {MAX_DEPTH} levels"
        if flaw:
            place = "".join(place_step(name) for name in path[1:]).lstrip(".")
            raise Cursor(None, place).error(flaw)
        if isinstance(item, dict | list):
            open_values.append(iter(item.items()) if isinstance(item, dict) else enumerate(item))
            path.append("")


def _flaw(item: object) -> str:
    """Return the end of a sentence about a value by itself, or empty."""
    if isinstance(item, _Duplicate):
        return f"has the name {shown(item.name)} twice"
    if isinstance(item, float) and not math.isfinite(item):
        return "is not a finite number of reasonable length"
    if isinstance(item, str) and not item.isascii():
        try:
            item.encode()
        except UnicodeEncodeError:
            return "contains half of a character (a lone surrogate)"
    return ""
