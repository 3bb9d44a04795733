"""How a table is written: its delimiter, its decimal sign, whether it has a header."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence

__all__ = [
    "DELIMITERS",
    "MISSING",
    "as_number",
    "find_decimal",
    "find_delimiter",
    "is_comma_number",
    "is_header",
    "single_spaces",
]

DELIMITERS = {"tab": "\t", "semicolon": ";", "comma": ",", "space": " "}
"""In the order in which they are preferred where the text allows several."""

MISSING = frozenset({"", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?"})
"""Cells that say that there is no value."""

_COMMA_NUMBER = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_SPACES = re.compile(r'("[^"]*")| +')


def as_number(cell: str, decimal: str = ".") -> float | None:
    """Return the number that a cell holds, or None; an infinite one stays infinite."""
    if decimal == ",":
        if "." in cell:
            return None
        cell = cell.replace(",", ".")
    if "_" in cell:  # Python would read 1_000 as a number; tables do not write that
        return None
    try:
        number = float(cell)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def is_comma_number(cell: str) -> bool:
    """Tell whether a cell is a number written with a decimal comma, such as 1,5."""
    return _COMMA_NUMBER.fullmatch(cell) is not None


def single_spaces(line: str) -> str:
    """Make one space of several, except within quotes: columns are often aligned by spaces."""
    return _SPACES.sub(lambda match: match.group(1) or " ", line.strip(" \r\n")) + "\n"


def find_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter under which the lines look most like a table.

    That is the one that leaves most cells numbers, then the one that gives most lines the same
    number of cells, then the preferred one. Where none gives two cells, a comma.
    """
    best, best_score = ",", (-1.0, -1.0)
    for delimiter in DELIMITERS.values():
        rows = _rows(lines, delimiter)
        widths = Counter(len(row) for row in rows)
        if not widths:
            continue
        width, frequency = widths.most_common(1)[0]
        agreement = frequency / len(rows)
        if width < 2 or agreement < 0.5:
            continue
        # The first line may be a header, which says nothing about numbers.
        cells = [cell for row in rows[1:] or rows for cell in row]
        numbers = sum(
            as_number(cell) is not None or (delimiter != "," and is_comma_number(cell))
            for cell in cells
        )
        score = (round(numbers / len(cells), 1), round(agreement, 1))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def find_decimal(lines: Sequence[str], delimiter: str) -> str:
    """Return ``","`` if numbers are written 1,5 and none 1.5, else ``"."``.

    Where the comma separates the cells, it is not looked for within them.
    """
    if delimiter == ",":
        return "."
    cells = [cell for row in _rows(lines, delimiter) for cell in row]
    if any("." in cell and as_number(cell) is not None for cell in cells):
        return "."
    return "," if any(is_comma_number(cell) for cell in cells) else "."


def is_header(cells: Sequence[str], decimal: str) -> bool:
    """Tell whether the first line reads as names: none of its cells is a number."""
    return all(as_number(cell, decimal) is None for cell in cells)


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    spaced = delimiter == " "
    prepared = map(single_spaces, lines) if spaced else lines
    reader = csv.reader(prepared, delimiter=delimiter, skipinitialspace=not spaced)
    try:
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error:  # a damaged sample decides nothing; reading the file will say where
        return []
    return [row for row in rows if any(row)]
