"""Columns of a table as the numbers and labels that a network reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from guinet.core.errors import DataError
from guinet.core.types import Array
from guinet.data.tables.column import MAX_TEXTS, Column, number_name
from guinet.data.tables.dialect import is_comma_number
from guinet.data.tables.table import MAX_COLUMNS, MAX_VALUES, Table
from guinet.data.tables.text import fault, shown

__all__ = [
    "MAX_AUTO_CLASSES",
    "MAX_CATEGORIES",
    "Features",
    "encode_features",
    "encode_labels",
    "encode_numbers",
    "feature_names",
    "is_labels",
    "rows_with_values",
]

MAX_CATEGORIES = 50
MAX_AUTO_CLASSES = 20


@dataclass(frozen=True, eq=False)
class Features:
    """A matrix float64 (rows, F) and the names of its columns."""

    values: Array
    names: tuple[str, ...]


def rows_with_values(
    table: Table, columns: Sequence[Column], *, drop: bool, fill: bool = False
) -> Array:
    """Return the indices of the rows in which every one of these columns has a value.

    Parameters
    ----------
    table, columns
        The table and those of its columns that are used.
    drop
        True leaves the other rows out; False makes the first of them an error.
    fill
        Whether values of other columns are filled in, which these cannot be.

    Raises
    ------
    DataError
        If a value is missing and rows are not to be dropped, or if no row is left.
    """
    empty = np.zeros(table.count, np.bool_)
    for column in columns:
        empty |= column.missing
    if not empty.any():
        return np.arange(table.count)
    if not drop:
        row = int(np.argmax(empty))
        column = next(column for column in columns if column.missing[row])
        others = sum(int(column.missing.sum()) for column in columns) - 1
        more = f", and {others} more are missing" if others else ""
        advice = (
            "a target cannot be filled in, so write it, or set missing to 'drop'"
            if fill
            else "fill in, leave the column out, or set missing to 'drop' to leave out such "
            "lines, or to 'mean' or 'median'"
        )
        raise fault(
            table.name,
            int(table.lines[row]),
            f"the column {shown(column.name)} has no value{more}; {advice}.",
        )
    if empty.all():
        raise DataError(
            f"{table.name}: every line lacks a value in {_names([c.name for c in columns])}; "
            "choose other columns."
        )
    return np.flatnonzero(~empty)


def encode_features(
    table: Table, columns: Sequence[Column], rows: Array, categories: Collection[str] = ()
) -> Features:
    """Return columns side by side: numbers as they are, texts one-hot; NaN where none is.

    A column is one of numbers if at least half of its cells are; a text in it is then a
    mistake and reported. Any other column is categorical: each of its texts, of which there
    may be `MAX_CATEGORIES`, becomes a column ``name=text`` of zeros and ones. So does each
    number of a column among ``categories``.

    Raises
    ------
    DataError
        If a cell cannot be read as a number, if there are too many categories, or if the
        matrix would grow too large.
    """
    columns = _with_names(columns, categories)
    names = feature_names(table, columns, len(rows), categories)
    # What a large file holds with 32 bits is not made larger again.
    plain = [column for column in columns if _is_plain(column, categories)]
    small = plain and all(column.numbers.dtype == np.float32 for column in plain)
    values = np.zeros((len(rows), len(names)), np.float32 if small else np.float64)
    place = 0
    for column in columns:
        if _is_plain(column, categories):
            values[:, place] = encode_numbers(table, column, rows)
            place += 1
        elif column.codes is not None:
            codes = column.codes[rows]
            there = np.flatnonzero(codes >= 0)
            values[there, place + codes[there]] = 1.0
            place += len(column.texts)
    return Features(values, names)


def feature_names(
    table: Table, columns: Sequence[Column], count: int, categories: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the names of the columns that `encode_features` makes of so many rows.

    Raises
    ------
    DataError
        If there are too many categories, or if the matrix would grow too large.
    """
    names: list[str] = []
    for column in _with_names(columns, categories):
        if _is_plain(column, categories):
            names.append(column.name)
        else:
            texts = column.texts[: _categories(table, column)]
            names += [f"{column.name}={text}" for text in texts]
    if len(names) > MAX_COLUMNS or len(names) * count > MAX_VALUES:
        raise DataError(
            f"{table.name}: the texts would make {len(names)} columns of zeros and ones; "
            "leave out columns with many different texts."
        )
    return tuple(names)


def _is_plain(column: Column, categories: Collection[str]) -> bool:
    return column.numeric and column.name not in categories


def _with_names(columns: Sequence[Column], categories: Collection[str]) -> list[Column]:
    return [
        column.with_names(MAX_CATEGORIES) if column.name in categories else column
        for column in columns
    ]


def encode_numbers(table: Table, column: Column, rows: Array) -> Array:
    """Return a column's numbers, float64 (rows,).

    Raises
    ------
    DataError
        If a cell holds text or a number too large for float32.
    """
    if column.sound:
        return np.asarray(column.numbers[rows])
    texts = column.text_rows[rows]
    if texts.any():
        # The place of the first one; its text is known without keeping all texts.
        line = int(table.lines[np.argmax(column.text_rows)])
        hint = "correct it, or leave the column out"
        if is_comma_number(column.first_text):
            hint = "set decimal to 'comma' if that is a number"
        elif line == int(table.lines[0]):
            hint = "set header to 'yes' if this line has the names"
        raise fault(
            table.name,
            line,
            f"the column {shown(column.name)} has the text {shown(column.first_text)} "
            f"among its numbers; {hint}.",
        )
    numbers = column.numbers[rows]
    infinite = np.isinf(numbers)
    if infinite.any():
        raise fault(
            table.name,
            int(table.lines[rows[np.argmax(infinite)]]),
            f"the column {shown(column.name)} has a number that is infinite or above 3e38; "
            "correct it, or leave the column out.",
        )
    return np.asarray(numbers)


def is_labels(column: Column, rows: Array) -> bool:
    """Tell whether a target column holds classes, when nobody said so.

    Text does. Numbers do if all are whole, if there are at most `MAX_AUTO_CLASSES` different
    ones, and if each occurs twice on average.
    """
    if not column.numeric:
        return True
    numbers = column.numbers[rows]
    if not np.isfinite(numbers).all() or (numbers != np.round(numbers)).any():
        return False
    return len(np.unique(numbers)) <= min(MAX_AUTO_CLASSES, len(rows) // 2)


def encode_labels(table: Table, column: Column, rows: Array) -> tuple[Array, tuple[str, ...]]:
    """Return integer labels (rows,) and the names of the classes: sorted texts or numbers.

    Raises
    ------
    DataError
        If there is only one class, or too many.
    """
    if column.codes is None and not column.first_text:
        numbers = encode_numbers(table, column, rows)
        distinct, labels = np.unique(numbers, return_inverse=True)
        if len(distinct) > MAX_TEXTS:
            raise _too_many(table, column)
        classes = tuple(number_name(float(number)) for number in distinct)
    elif column.codes is None:
        raise _too_many(table, column)
    else:
        # Dropped rows may have taken a class with them.
        used, labels = np.unique(column.codes[rows], return_inverse=True)
        classes = tuple(column.texts[code] for code in used)
    if len(classes) < 2:
        raise DataError(
            f"{table.name}: the target {shown(column.name)} is {shown(classes[0])} on every line, "
            "and a classification needs two classes; choose another target."
        )
    return labels.astype(np.int64), classes


def _categories(table: Table, column: Column) -> int:
    if column.codes is None and not column.first_text:
        raise DataError(
            f"{table.name}: the column {shown(column.name)} has more than {MAX_CATEGORIES} "
            "different numbers, too many for a category; take it for numbers, or leave it out."
        )
    if column.codes is None or len(column.texts) > MAX_CATEGORIES:
        raise fault(
            table.name,
            int(table.lines[np.argmax(column.text_rows)]),
            f"the column {shown(column.name)} has texts such as {shown(column.first_text)}, "
            f"more than {MAX_CATEGORIES} different ones; leave it out by choosing the features.",
        )
    return len(column.texts)


def _too_many(table: Table, column: Column) -> DataError:
    return DataError(
        f"{table.name}: the target {shown(column.name)} has more than {MAX_TEXTS} different "
        "values, too many for classes; choose another target, or set task to 'regression'."
    )


def _names(names: Sequence[str]) -> str:
    quoted = [shown(name) for name in names[:8]]
    return ", ".join(quoted) + (", …" if len(names) > 8 else "")
