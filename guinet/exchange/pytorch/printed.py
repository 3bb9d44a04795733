"""The layers in what ``print(model)`` shows."""

from __future__ import annotations

import ast
import re

from guinet.exchange.pytorch.source import Entry
from guinet.exchange.pytorch.values import Call, parse, refuse, value_of

__all__ = ["calls_in_print", "is_printed"]

_ROW = re.compile(r"^\s*\(([^():]+)\):\s*(?:(\d+) x )?(.*)$")
_HEAD = re.compile(r"^\s*(?:\w+\s*=\s*)?([A-Za-z_]\w*)\($")
_INDEX = re.compile(r"^\d+(-\d+)?$")
_MOST_ALIKE = 1000
# Words that print shows without quotes.
_BARE = {"same": "same", "valid": "valid"}


def is_printed(text: str) -> bool:
    """Whether the text has rows such as ``(0): ReLU()``."""
    return any(_ROW.match(line) for line in text.splitlines())


def calls_in_print(text: str) -> tuple[list[Entry], tuple[str, ...]]:
    """Return the layers in order, and what a person should know.

    Raises
    ------
    FileError
        If a row cannot be read.
    """
    lines = text.splitlines()
    notes: list[str] = []
    groups: list[tuple[list[Entry], int, int]] = []
    found: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        row, head = _ROW.match(line), _HEAD.match(line)
        if row is not None:
            name, times, rest = row.groups()
            repeats = min(int(times[:6]), _MOST_ALIKE) if times else 1
            if rest.rstrip().endswith("(") and not _closed(rest):
                _demand_sequential(rest.strip()[:-1], number)
                groups.append((found, repeats, number))
                found = []
            else:
                entry = ("" if _INDEX.match(name) else name, _call(rest, number))
                found += [entry] * repeats
        elif head is not None and not groups and not found:
            if head.group(1) != "Sequential":
                notes.append(f"{head.group(1)} is read as if its layers followed each other.")
        elif line.strip() == ")" and groups:
            inside, (found, repeats, _) = found, groups.pop()
            found += inside * repeats
        elif line.strip() not in ("", ")"):
            raise refuse(number, f"{line.strip()[:40]!r} is no row such as (0): ReLU().")
        if len(found) > _MOST_ALIKE:
            raise refuse(number, f"these are more than {_MOST_ALIKE} layers.")
    if groups:
        raise refuse(groups[-1][2], "the bracket that opens here is never closed.")
    return found, tuple(notes)


def _closed(text: str) -> bool:
    return text.count("(") == text.count(")")


def _demand_sequential(name: str, line: int) -> None:
    if name not in ("Sequential", "ModuleList"):
        raise refuse(
            line,
            f"how the parts of {name[:40]} are joined is not printed; paste only Sequential parts.",
        )


def _call(text: str, line: int) -> Call:
    tree = parse(text.strip(), line)
    match tree.body:
        case [ast.Expr(value=value)]:
            found = value_of(value, _BARE)
            if isinstance(found, Call):
                return found
    raise refuse(line, f"{text.strip()[:40]!r} is no layer.")
