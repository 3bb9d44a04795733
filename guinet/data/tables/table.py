"""A table read from a file, kept for as long as the file does not change."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import numpy as np

from guinet.core.types import Array
from guinet.data.files import marks
from guinet.data.tables.column import Column, ColumnBuilder
from guinet.data.tables.dialect import (
    DELIMITERS,
    find_decimal,
    find_delimiter,
    is_header,
    single_spaces,
)
from guinet.data.tables.text import fault, open_text, read_bytes, shown

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "MAX_VALUES", "Style", "Table", "read_table"]

MAX_COLUMNS = 4096
MAX_ROWS = 1_000_000
MAX_VALUES = 10_000_000
_MAX_ROW = 2**20
_MAX_BLANK = 100_000
_SAMPLE = 100
_CELLS_AT_ONCE = 200_000


@dataclass(frozen=True)
class Style:
    """How a file is written; the names are those of the CSV source's options."""

    delimiter: str = "auto"
    header: str = "auto"
    decimal: str = "auto"
    encoding: str = "auto"


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length.

    Attributes
    ----------
    name
        Name of the file, for messages.
    columns
        Name to column, in the order of the file.
    lines
        int64 (rows,): line of the file on which each row begins, from 1.
    row_index
        Name of a first column that merely counts the rows, or None: without a name in the
        header, holding 0, 1, 2 ..., as pandas writes it.
    """

    name: str
    columns: dict[str, Column]
    lines: Array
    row_index: str | None = None

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.lines)


def read_table(path: Path, style: Style) -> Table:
    """Read a file; the last two tables are kept until their files change.

    Raises
    ------
    DataError
        If the file cannot be read as a table: one sentence that names the line.
    """
    return _read(path.absolute(), style, marks(path))


@lru_cache(maxsize=2)
def _read(path: Path, style: Style, changed: tuple[int, int, int]) -> Table:
    data = read_bytes(path)
    if not data.strip(b"\r\n\t \xef\xbb\xbf"):
        raise fault(path.name, 1, "the file is empty; choose a file with a table in it.")
    with open_text(data, path.name, style.encoding) as stream:
        sample = [line for line in islice(stream, _SAMPLE) if line.strip()]
        # Reading will refuse a longer line by name; looking into it would only cost time.
        sample = [line for line in sample if len(line) <= _MAX_ROW]
        stream.seek(0)
        if style.delimiter == "auto":
            delimiter = find_delimiter(sample)
        else:
            delimiter = DELIMITERS[style.delimiter]
        if style.decimal == "auto":
            decimal = find_decimal(sample, delimiter)
        else:
            decimal = {"point": ".", "comma": ","}[style.decimal]
        return _parse(stream, path.name, delimiter, decimal, style.header)


def _parse(stream: TextIO, name: str, delimiter: str, decimal: str, header: str) -> Table:
    rows = _rows(stream, name, delimiter)
    top_line, top = next(rows, (1, []))
    if not top:
        raise fault(name, 1, "no line has a value; choose a file with a table in it.")
    if len(top) > MAX_COLUMNS:
        raise fault(name, top_line, f"more than {MAX_COLUMNS} columns; leave some out.")
    has_header = is_header(top, decimal) if header == "auto" else header == "yes"
    titles = _titles(top if has_header else [""] * len(top), top_line, name)
    builders = [ColumnBuilder(decimal) for _ in top]
    samples = rows if has_header else chain([(top_line, top)], rows)
    lines = _collect(samples, builders, name, top_line)
    if not len(lines):
        raise fault(
            name,
            top_line,
            "there is a header and nothing below it; add samples, "
            "or set header to 'no' if this line is one.",
        )
    columns = [builder.build(title) for builder, title in zip(builders, titles, strict=True)]
    named = [bool(cell) and has_header for cell in top]
    # A delimiter at the end of every line makes one column too many.
    if len(columns) > 1 and not named[-1] and columns[-1].missing.all():
        columns.pop()
    counts = np.arange(len(lines))
    counting = has_header and not named[0] and np.array_equal(columns[0].numbers, counts)
    return Table(
        name,
        {column.name: column for column in columns},
        lines,
        columns[0].name if counting else None,
    )


def _collect(
    rows: Iterator[tuple[int, list[str]]],
    builders: Sequence[ColumnBuilder],
    name: str,
    top_line: int,
) -> Array:
    """Hand the rows to the columns, many at once, and return the lines they begin on."""
    lines = array("q")
    width = len(builders)
    while piece := list(islice(rows, max(1, _CELLS_AT_ONCE // width))):
        for line, row in piece:
            if len(row) != width:
                raise fault(
                    name,
                    line,
                    f"{_cells(len(row))} where line {top_line} has {width}; "
                    "add or remove delimiters, or put quotes around text that contains one.",
                )
            lines.append(line)
        if len(lines) > MAX_ROWS or len(lines) * width > MAX_VALUES:
            raise fault(
                name,
                lines[-1],
                f"more than {MAX_ROWS // 1_000_000} million samples or "
                f"{MAX_VALUES // 1_000_000} million values up to here; "
                "leave out lines or columns.",
            )
        for builder, cells in zip(
            builders, zip(*(row for _, row in piece), strict=True), strict=True
        ):
            builder.add(cells)
    return np.array(lines, np.int64)


def _rows(stream: TextIO, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which a row begins and its cells; rows without a value are left out."""
    spaced = delimiter == " "
    lines = _Lines(stream, name, spaced)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=not spaced, strict=True)
    blank = 0
    while blank <= _MAX_BLANK:
        begin = reader.line_num + 1
        lines.begin = begin
        lines.size = 0
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise fault(name, begin, _reading_fault(str(error))) from None
        cells = list(map(str.strip, row))
        if any(cells):
            yield begin, cells
        else:
            blank += 1
    raise fault(name, reader.line_num, "more than 100 000 lines without a value; remove them.")


class _Lines:
    """Hands lines to the csv reader and stops a row that grows without end.

    The reader's user tells on which line a row begins, and sets its size back to 0.
    """

    def __init__(self, stream: TextIO, name: str, spaced: bool) -> None:
        self._stream = stream
        self._name = name
        self._spaced = spaced
        self.begin = 1
        self.size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(_MAX_ROW + 1)
        if not line:
            raise StopIteration
        self.size += len(line)
        if self.size > _MAX_ROW:
            raise fault(
                self._name,
                self.begin,
                "a row that begins here is longer than a million characters; "
                "look for a missing line end or quote.",
            )
        return single_spaces(line) if self._spaced else line


def _reading_fault(reason: str) -> str:
    """Put the csv module's reason into words."""
    if "expected after" in reason:
        return "text follows a closing quote; double the quotes that belong to the text."
    return "a quote opens here and never closes, or a cell is far too long; look for the quote."


def _titles(cells: Sequence[str], line: int, name: str) -> list[str]:
    """Name the columns; those without a name are counted."""
    titles: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        title = cell or f"column {number}"
        if title in titles:
            raise fault(
                name,
                line,
                f"columns {titles[title]} and {number} are both called {shown(title)}; rename one, "
                "or set header to 'no' if this line is a sample.",
            )
        titles[title] = number
    return list(titles)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
