"""From lines of text to the rows of a table, some thousands at once."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

import numpy as np

from guinet.core.types import Array
from guinet.data.tables.dialect import single_spaces
from guinet.data.tables.text import fault

__all__ = ["MAX_ROW", "Block", "Rows"]

MAX_ROW = 2**20
_MAX_BLANK = 100_000
_CELLS_AT_ONCE = 50_000
_CHARACTERS_AT_ONCE = 2**22


@dataclass(frozen=True, eq=False)
class Block:
    """Rows that follow each other.

    Attributes
    ----------
    lines
        The line of the file on which each row begins.
    rows
        Their cells as text; empty where ``numbers`` holds them.
    numbers
        Cells that were read as numbers at once, float64 (rows, columns).
    texts
        Column to its cells, of those columns of ``numbers`` that may hold text.
    """

    lines: Sequence[int]
    rows: Sequence[Sequence[str]] = ()
    numbers: Array | None = None
    texts: dict[int, list[str]] | None = None


class Rows:
    """Reads the rows of a table; rows without a value are left out.

    Lines that are plain, and in which those columns are numbers that have been so far, are read
    by NumPy, which takes a quarter of the time. All others go through Python's own reader of
    CSV, and so does what is damaged: it tells where.

    Parameters
    ----------
    stream
        Lines, their ends as they are.
    name
        What messages call the file.
    delimiter, decimal
        How it is written.
    """

    def __init__(self, stream: TextIO, name: str, delimiter: str, decimal: str) -> None:
        self._name, self._delimiter, self._decimal = name, delimiter, decimal
        self._lines = _Lines(stream, name, spaced=delimiter == " ")
        self._blank = 0

    def first(self) -> tuple[int, list[str]]:
        """Return the first row and its line; an empty row where the file has none."""
        return next(self._slowly(None), (1, []))

    def blocks(self, width: int, texts: Callable[[], set[int]]) -> Iterator[Block]:
        """Yield the other rows.

        Parameters
        ----------
        width
            Number of columns.
        texts
            Tells which columns have had something else than numbers so far.
        """
        count = max(1, _CELLS_AT_ONCE // width)
        while True:
            began = self._lines.number
            taken = self._lines.take(count)
            if not taken:
                return
            block = self._quickly(taken, began + 1, width, texts())
            if block is None:
                self._lines.give_back(taken)
                found = list(self._slowly(began + len(taken)))
                block = Block([line for line, _ in found], [row for _, row in found])
            yield block

    def _quickly(self, taken: list[str], begin: int, width: int, texts: set[int]) -> Block | None:
        """Return a block read by NumPy; None where it is not as plain as that."""
        if self._lines.spaced or len(texts) >= width:
            return None
        everything = "".join(taken)
        if '"' in everything or not everything.strip():
            return None
        if self._decimal == ",":
            if texts or "." in everything:
                return None
            taken = [line.replace(",", ".") for line in taken]
        cells: dict[int, list[str]] = {column: [] for column in texts}
        try:
            numbers = np.loadtxt(
                taken,
                delimiter=self._delimiter,
                comments=None,
                ndmin=2,
                converters={column: _keeping(kept) for column, kept in cells.items()} or None,
            )
        except (ValueError, IndexError):
            return None
        if numbers.shape != (len(taken), width) or not np.isfinite(numbers).all():
            return None
        return Block(range(begin, begin + len(taken)), (), numbers, cells)

    def _slowly(self, until: int | None) -> Iterator[tuple[int, list[str]]]:
        """Yield the line on which a row begins and its cells, up to some line or the last one.

        A quoted cell may go on beyond it.
        """
        lines, spaced = self._lines, self._lines.spaced
        reader = csv.reader(
            lines, delimiter=self._delimiter, skipinitialspace=not spaced, strict=True
        )
        while until is None or lines.number < until:
            begin = lines.begin_row()
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise fault(self._name, begin, _reading_fault(str(error))) from None
            cells = list(map(str.strip, row))
            if any(cells):
                yield begin, cells
                continue
            self._blank += 1
            if self._blank > _MAX_BLANK:
                raise fault(
                    self._name, begin, "more than 100 000 lines without a value; remove them."
                )


class _Lines:
    """Hands out lines, and stops a row that grows without end."""

    def __init__(self, stream: TextIO, name: str, *, spaced: bool) -> None:
        self._stream = stream
        self._name = name
        self._again: deque[str] = deque()
        self._begin = 1
        self._size = 0
        self.spaced = spaced
        self.number = 0

    def begin_row(self) -> int:
        """Note that a row begins on the next line, and return its number."""
        self._begin, self._size = self.number + 1, 0
        return self._begin

    def take(self, count: int) -> list[str]:
        """Return the next lines: so many, or fewer if they are long."""
        taken: list[str] = []
        characters = 0
        while len(taken) < count and characters < _CHARACTERS_AT_ONCE:
            self.begin_row()
            line = next(self, "")
            if not line:
                break
            taken.append(line)
            characters += len(line)
        return taken

    def give_back(self, lines: Sequence[str]) -> None:
        """Hand the lines that were taken last out once more."""
        self._again.extend(lines)
        self.number -= len(lines)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(MAX_ROW + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if self._size > MAX_ROW:
            raise fault(
                self._name,
                self._begin,
                "a row that begins here is longer than a million characters; "
                "look for a missing line end or quote.",
            )
        return single_spaces(line) if self.spaced else line


def _keeping(kept: list[str]) -> Callable[[str], float]:
    """Return what takes a cell of text aside, and puts a number in its place."""

    def keep(cell: str) -> float:
        kept.append(cell.strip())
        return 0.0

    return keep


def _reading_fault(reason: str) -> str:
    """Put the csv module's reason into words."""
    if "expected after" in reason:
        return "text follows a closing quote; double the quotes that belong to the text."
    return "a quote opens here and never closes, or a cell is far too long; look for the quote."
