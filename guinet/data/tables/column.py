"""One column of a table, as numbers and as texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from guinet.core.types import Array
from guinet.data.tables.dialect import MISSING, as_number
from guinet.data.tables.growing import Growing

__all__ = ["MAX_TEXTS", "Column", "ColumnBuilder", "number_name"]

MAX_TEXTS = 1000
_FINE = 1e-5
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Column:
    """The cells of a column.

    Attributes
    ----------
    name
        From the header, or ``column 1`` ...
    numbers
        (rows,): the number in each cell, infinite where it is too large for float32, NaN where
        there is none; float64, or float32 in a large file where that tells the same.
    missing
        bool (rows,): cells that are empty or marked as missing.
    codes
        int32 (rows,): index into ``texts``, −1 where the cell is missing. None if no cell is
        text, or if there are more than `MAX_TEXTS` different texts.
    texts
        The different texts, sorted; a number among texts counts as one.
    first_text
        The first cell that is neither a number nor missing.
    """

    name: str
    numbers: Array
    missing: Array
    codes: Array | None = None
    texts: tuple[str, ...] = ()
    first_text: str = ""

    @property
    def text_rows(self) -> Array:
        """Cells that are neither numbers nor missing, bool (rows,)."""
        return np.isnan(self.numbers) & ~self.missing

    @cached_property
    def numeric(self) -> bool:
        """Whether at least half of the cells that say something are numbers."""
        return 2 * int(self.text_rows.sum()) <= int((~self.missing).sum())

    @cached_property
    def sound(self) -> bool:
        """Whether every cell is a number that float32 can hold, or missing."""
        return not (np.isinf(self.numbers).any() or self.text_rows.any())

    def with_names(self, most: int) -> Column:
        """Return the column with its numbers taken for names.

        Parameters
        ----------
        most
            How many there may be; of more there are no codes.
        """
        if self.codes is not None or self.first_text:
            return self
        there = ~np.isnan(self.numbers)
        distinct, places = np.unique(self.numbers[there], return_inverse=True)
        if len(distinct) > most:
            return self
        codes = np.full(len(self.numbers), -1, np.int32)
        codes[there] = places
        return replace(
            self, codes=codes, texts=tuple(number_name(float(number)) for number in distinct)
        )


class ColumnBuilder:
    """Collects a column piece by piece, so that the cells of a large file need not be kept.

    Parameters
    ----------
    decimal
        Sign before the decimals.
    large
        Whether room is to be saved: numbers are kept with 32 bits where that tells the same.

    Attributes
    ----------
    plain
        Whether there were only numbers so far.
    """

    def __init__(self, decimal: str, *, large: bool = False) -> None:
        self._decimal = decimal
        self._large = large
        self._numbers = Growing(np.float32 if large else np.float64)
        self._missing: Growing | None = None
        self._codes: Growing | None = None
        self._index: dict[str, int] = {}
        self._first_text = ""
        self.plain = True

    def add_numbers(self, numbers: Array) -> None:
        """Append cells that were read as finite numbers already."""
        self._append(np.where(np.abs(numbers) <= _LARGEST, numbers, np.inf), None, None)

    def add(self, cells: Sequence[str]) -> None:
        """Append cells, already free of surrounding space."""
        numbers = self._all_numbers(cells)
        if numbers is not None:
            self._append(numbers, None, None)
            return
        self.plain = False
        numbers = np.full(len(cells), np.nan)
        missing = np.zeros(len(cells), np.bool_)
        codes = np.full(len(cells), -1, np.int32)
        for row, cell in enumerate(cells):
            if cell in self._index:
                codes[row] = self._index[cell]
                continue
            number = as_number(cell, self._decimal)
            if cell in MISSING:
                missing[row] = True
            elif number is not None:
                numbers[row] = number if abs(number) <= _LARGEST else np.inf
            else:
                codes[row] = self._code(cell)
        self._append(numbers, missing, codes)

    def build(self, name: str) -> Column:
        """Return the finished column."""
        numbers = self._numbers.finish()
        missing = (
            np.broadcast_to(np.False_, len(numbers))
            if self._missing is None
            else self._missing.finish()
        )
        texts: tuple[str, ...] = ()
        codes: Array | None = None
        if self._codes is not None and self._first_text:
            texts, codes = self._texts(numbers, self._codes.finish())
        if codes is not None:
            codes.flags.writeable = False
        return Column(name, numbers, missing, codes, texts, self._first_text)

    def _append(self, numbers: Array, missing: Array | None, codes: Array | None) -> None:
        """Add to what there is; of what only some columns have, nothing is kept before it comes."""
        before = self._numbers.count
        self._numbers.append(_compact(numbers) if self._large else numbers)
        if missing is not None and (self._missing is not None or missing.any()):
            self._missing = self._missing or Growing(np.bool_)
        if codes is not None and (self._codes is not None or (codes >= 0).any()):
            self._codes = self._codes or Growing(np.int32)
        for kept, piece, nothing in ((self._missing, missing, 0), (self._codes, codes, -1)):
            if kept is not None:
                kept.repeat(nothing, before - kept.count)
                if piece is None:
                    kept.repeat(nothing, len(numbers))
                else:
                    kept.append(piece)

    def _code(self, text: str) -> int:
        self._first_text = self._first_text or text
        if len(self._index) > MAX_TEXTS:  # too many to be of use; no need to know them all
            return 0
        return self._index.setdefault(text, len(self._index))

    def _texts(self, numbers: Array, codes: Array) -> tuple[tuple[str, ...], Array | None]:
        """Return all texts, sorted, and the codes; numbers among texts are texts as well."""
        codes = codes.copy()
        for number in np.unique(numbers[~np.isnan(numbers)]):
            if len(self._index) > MAX_TEXTS:
                break
            codes[numbers == number] = self._code(number_name(float(number)))
        if len(self._index) > MAX_TEXTS:
            return (), None
        texts = sorted(self._index)
        place = {text: position for position, text in enumerate(texts)}
        order = np.array([*(place[text] for text in self._index), -1], np.int32)
        return tuple(texts), order[codes]

    def _all_numbers(self, cells: Sequence[str]) -> Array | None:
        """Read cells that are all plain numbers, which is the common case and quick."""
        everything = "".join(cells)
        if "_" in everything or (self._decimal == "," and "." in everything):
            return None
        if self._decimal == ",":
            cells = [cell.replace(",", ".") for cell in cells]
        try:
            numbers = np.array(list(map(float, cells)), np.float64)
        except ValueError:
            return None
        # NaN fails this comparison too.
        return numbers if (np.abs(numbers) <= _LARGEST).all() else None


def _compact(numbers: Array) -> Array:
    """Return numbers with 32 bits where rounding is far below their spread, and exact if whole.

    Scaling brings out the spread: of times in seconds since 1970 within one day, 32 bits would
    leave some hundred different ones.
    """
    small = numbers.astype(np.float32)
    there = numbers[np.isfinite(numbers)]
    if not len(there):
        return small
    error = np.abs(small[np.isfinite(numbers)] - there).max()
    if error and ((there == np.round(there)).all() or error > _FINE * np.ptp(there)):
        return numbers
    return small


def number_name(number: float) -> str:
    """Return a number as the name of a class: ``"3"`` rather than ``"3.0"``."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
