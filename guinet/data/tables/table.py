"""A table read from a file, kept for as long as the file does not change."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from guinet.core.types import Array
from guinet.data.files import marks
from guinet.data.progress import report
from guinet.data.tables.column import Column, ColumnBuilder
from guinet.data.tables.dialect import (
    DELIMITERS,
    find_decimal,
    find_delimiter,
    is_header,
)
from guinet.data.tables.rows import MAX_ROW, Block, Rows
from guinet.data.tables.text import LOOKING, fault, opened_text, shown

__all__ = [
    "LARGE_BYTES",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "MAX_VALUES",
    "Style",
    "Table",
    "is_kept",
    "read_table",
]

MAX_BYTES = 2**31
MAX_COLUMNS = 4096
MAX_ROWS = 50_000_000
MAX_VALUES = 100_000_000
LARGE_BYTES = 8 * 2**20
"""From here on reading takes longer than a window can wait, and room becomes precious."""

_SAMPLE = 100
_SKIP = 2**20
_MOST_KEPT = 2


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


_Place: TypeAlias = tuple[Path, Style, tuple[int, int, int]]
_kept: dict[_Place, Table] = {}
_lock = threading.Lock()


def read_table(path: Path, style: Style) -> Table:
    """Read a file; the last two tables are kept until their files change.

    Raises
    ------
    DataError
        If the file cannot be read as a table: one sentence that names the line.
    """
    place = _place(path, style)
    with _lock:
        kept = _kept.get(place)
    if kept is None:
        kept = _read(path.absolute(), style)
        with _lock:
            _kept[place] = kept
            while len(_kept) > _MOST_KEPT:
                del _kept[next(iter(_kept))]
    return kept


def is_kept(path: Path, style: Style) -> bool:
    """Tell whether a file was read already, as it is now."""
    with _lock:
        return _place(path, style) in _kept


def _place(path: Path, style: Style) -> _Place:
    return path.absolute(), style, marks(path)


def _read(path: Path, style: Style) -> Table:
    with opened_text(path, style.encoding, MAX_BYTES) as (stream, size):
        sample = [line for line in islice(stream, _SAMPLE) if line.strip("\r\n\t \ufeff")]
        if not sample and not any(line.strip() for line in iter(lambda: stream.read(_SKIP), "")):
            raise fault(path.name, 1, "the file is empty; choose a file with a table in it.")
        # Reading will refuse a longer line by name; looking into it would only cost time.
        sample = [line for line in sample if len(line) <= MAX_ROW]
        stream.seek(0)
        if style.delimiter == "auto":
            delimiter = find_delimiter(sample)
        else:
            delimiter = DELIMITERS[style.delimiter]
        if style.decimal == "auto":
            decimal = find_decimal(sample, delimiter)
        else:
            decimal = {"point": ".", "comma": ","}[style.decimal]
        rows = Rows(stream, path.name, delimiter, decimal)
        binary = stream.buffer

        def tell() -> None:
            report(min(1.0, LOOKING + (1 - LOOKING) * binary.tell() / max(size, 1)))

        return _parse(rows, path.name, decimal, style.header, tell, large=size > LARGE_BYTES)


def _parse(
    rows: Rows, name: str, decimal: str, header: str, tell: Callable[[], None], *, large: bool
) -> Table:
    top_line, top = rows.first()
    if not top:
        raise fault(name, 1, "no line has a value; choose a file with a table in it.")
    if len(top) > MAX_COLUMNS:
        raise fault(name, top_line, f"more than {MAX_COLUMNS} columns; leave some out.")
    has_header = is_header(top, decimal) if header == "auto" else header == "yes"
    titles = _titles(top if has_header else [""] * len(top), top_line, name)
    builders = [ColumnBuilder(decimal, large=large) for _ in top]
    collector = _Collector(builders, name, top_line)
    if not has_header:
        collector.add(Block([top_line], [top]))
    for block in rows.blocks(len(top), collector.texts):
        collector.add(block)
        tell()
    lines = np.array(collector.lines, np.int64)
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


class _Collector:
    """Hands blocks of rows to the columns, and keeps the lines they begin on."""

    def __init__(self, builders: Sequence[ColumnBuilder], name: str, top_line: int) -> None:
        self._builders, self._name, self._top_line = builders, name, top_line
        self.lines = array("q")

    def texts(self) -> set[int]:
        """Return the columns that have had something else than numbers."""
        return {place for place, builder in enumerate(self._builders) if not builder.plain}

    def add(self, block: Block) -> None:
        """Take rows."""
        width = len(self._builders)
        for line, row in zip(block.lines, block.rows, strict=False):
            if len(row) != width:
                raise fault(
                    self._name,
                    line,
                    f"{_cells(len(row))} where line {self._top_line} has {width}; "
                    "add or remove delimiters, or put quotes around text that contains one.",
                )
        self.lines.extend(block.lines)
        if len(self.lines) > MAX_ROWS or len(self.lines) * width > MAX_VALUES:
            raise fault(
                self._name,
                self.lines[-1],
                f"more than {MAX_ROWS // 1_000_000} million samples or "
                f"{MAX_VALUES // 1_000_000} million values up to here; "
                "leave out lines or columns.",
            )
        if block.numbers is not None:
            self._add_numbers(block.numbers, block.texts or {})
        elif block.rows:
            for builder, cells in zip(self._builders, zip(*block.rows, strict=True), strict=True):
                builder.add(cells)

    def _add_numbers(self, numbers: Array, texts: dict[int, list[str]]) -> None:
        for place, builder in enumerate(self._builders):
            if place in texts:
                builder.add(texts[place])
            else:
                builder.add_numbers(numbers[:, place])


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
