"""CSV file: a table of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField, NamesField, TextField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.base import Dataset, DataSource
from guinet.data.files import marks
from guinet.data.missing import filling, missing_field
from guinet.data.tables.column import Column
from guinet.data.tables.encode import (
    encode_features,
    encode_labels,
    encode_numbers,
    feature_names,
    is_labels,
    rows_with_values,
)
from guinet.data.tables.table import LARGE_BYTES, Style, Table, is_kept, read_table
from guinet.data.tables.text import fault, shown

__all__ = ["CsvFile"]


@dataclass(frozen=True, eq=False)
class _Choice:
    """What of a table is used."""

    table: Table
    features: list[Column]
    target: Column | None
    rows: Array


class CsvFile(DataSource):
    """A table in a text file: each line a sample, its cells parted by a delimiter.

    Delimiter, header and decimal sign are found by looking at the first hundred lines, if
    they are not given. The first line is a header if none of its cells is a number. Lines
    without any value are left out; a missing value is an empty cell or one of NA, N/A, NaN,
    NULL, ?. Where missing values are filled in, a text that is missing is none of the texts, and
    a target has to be there.

    Features of numbers stay numbers; a column in which less than half of the cells are
    numbers is categorical, and each of its texts (50 at most) becomes a column of zeros and
    ones; so does each number of the columns named as categories. A target is made of classes
    if it has text, or few different whole numbers (at most 20, each occurring twice on
    average); otherwise it is a number. Classes are sorted. A first column without a name that
    counts the rows from 0 is not a feature unless it is chosen by its name, "column 1".

    A file may have 2 GiB, 4096 columns, 50 million samples and 100 million values. Numbers of
    a large one are kept with 32 bits, where that is fine enough for their spread. A relative
    path stands relative to the working directory, see also `resolved`.

    Fields: x (F,), y a class or a number (1,), or no y.
    """

    title = "CSV file"
    group = "File"
    instant = True
    endings = (".csv", ".tsv", ".txt", ".data")

    path = TextField("", role="path", doc="The file.")
    delimiter = ChoiceField(
        "auto",
        ("auto", "comma", "semicolon", "tab", "space"),
        doc="What stands between two cells; several spaces count as one.",
    )
    header = ChoiceField(
        "auto", ("auto", "yes", "no"), doc="Whether the first line names the columns."
    )
    decimal = ChoiceField(
        "auto", ("auto", "point", "comma"), doc="Whether numbers are written 1.5 or 1,5."
    )
    encoding = ChoiceField(
        "auto",
        ("auto", "utf-8", "windows-1252"),
        doc="auto: UTF-8, or Windows-1252 where the file is not UTF-8.",
    )
    features = NamesField((), doc="Columns that the network reads; empty: all but the target.")
    categories = NamesField(
        (),
        doc="Columns of numbers that are names, such as codes of places: each of their numbers "
        "becomes a column of zeros and ones.",
    )
    target = TextField("", doc="Column to predict; empty: the last one.")
    task = ChoiceField(
        "auto",
        ("auto", "classification", "regression", "none"),
        doc="What the target is; none: there is no target, every column is a feature.",
    )
    missing = missing_field("line")

    def column_names(self) -> tuple[str, ...]:
        """Return the names of all columns of the file, to choose features and target from.

        Raises
        ------
        DataError
            If the file cannot be read as a table.
        """
        return tuple(self._table().columns)

    def column_kinds(self) -> dict[str, tuple[bool, bool]]:
        """Return of each column whether its cells are numbers, and whether they are names.

        Names are the values of a categorical feature, or the classes of a target.

        Raises
        ------
        DataError
            If the file cannot be read as a table, or has no such target.
        """
        table = self._table()
        target = self._target(table)
        every = np.arange(table.count)
        kinds = {}
        for name, column in table.columns.items():
            if column is target:
                named = self.task == "classification" or (
                    self.task == "auto" and is_labels(column, every)
                )
            else:
                named = not column.numeric or name in self.categories
            kinds[name] = column.numeric, named
        return kinds

    def awaits_reading(self) -> bool:
        """Tell whether a large file is still to be read."""
        return self.is_large() and not is_kept(Path(self.path), self._style)

    def is_large(self) -> bool:
        """Tell whether reading takes longer than a moment."""
        return bool(self.path) and marks(Path(self.path))[1] > LARGE_BYTES

    def specs(self) -> dict[str, FieldSpec]:
        """Return the fields.

        Classes and categories are known only when the whole file is; the table is therefore
        read at the first call and kept until the file changes.
        """
        choice = self._choice()
        specs = {"x": FieldSpec((len(self._names(choice)),))}
        for column in choice.features:
            if column.numeric and column.name not in self.categories and not column.sound:
                encode_numbers(choice.table, column, choice.rows)  # says what is wrong
        if choice.target is not None:
            specs["y"] = self._encode_target(choice.table, choice.target, choice.rows)[1]
        return specs

    def load(self) -> Dataset:
        """Read and encode the table."""
        choice = self._choice()
        matrix = encode_features(choice.table, choice.features, choice.rows, self.categories)
        arrays: dict[str, Array] = {"x": matrix.values}
        specs = {"x": FieldSpec((len(matrix.names),))}
        columns = {"x": matrix.names}
        if choice.target is not None:
            arrays["y"], specs["y"] = self._encode_target(choice.table, choice.target, choice.rows)
            columns["y"] = (choice.target.name,)
        return Dataset(arrays, specs, columns, filling(self.missing))

    def _choice(self) -> _Choice:
        table = self._table()
        target = self._target(table)
        features = self._features(table, target)
        used = [*features, *([] if target is None else [target])]
        fill = filling(self.missing)
        demanded = used[len(features) :] if fill else used
        rows = rows_with_values(table, demanded, drop=self.missing == "drop", fill=bool(fill))
        for name in self.categories:
            _column(table, name, "category")
        return _Choice(table, features, target, rows)

    def _names(self, choice: _Choice) -> tuple[str, ...]:
        return feature_names(choice.table, choice.features, len(choice.rows), self.categories)

    @property
    def _style(self) -> Style:
        return Style(self.delimiter, self.header, self.decimal, self.encoding)

    def _table(self) -> Table:
        if not self.path:
            raise DataError("No file is chosen yet; choose a CSV file.")
        return read_table(Path(self.path), self._style)

    def _target(self, table: Table) -> Column | None:
        if self.task == "none":
            return None
        if not self.target:
            return list(table.columns.values())[-1]
        return _column(table, self.target, "target")

    def _features(self, table: Table, target: Column | None) -> list[Column]:
        if not self.features:
            chosen = [
                column
                for column in table.columns.values()
                if column is not target and column.name != table.row_index
            ]
            if not chosen:
                raise DataError(
                    f"{table.name} has no column beside the target; set the delimiter if there "
                    "are more, or set task to 'none'."
                )
            return chosen
        for number, name in enumerate(self.features):
            if name in self.features[:number]:
                raise DataError(f"The feature {shown(name)} is chosen twice; choose it once.")
            if target is not None and name == target.name:
                raise DataError(
                    f"The column {shown(name)} is target and feature at once; "
                    "choose another target or leave it out of the features."
                )
        return [_column(table, name, "feature") for name in self.features]

    def _encode_target(self, table: Table, target: Column, rows: Array) -> tuple[Array, FieldSpec]:
        if self.task == "classification" or (self.task == "auto" and is_labels(target, rows)):
            labels, classes = encode_labels(table, target, rows)
            return labels, FieldSpec((), "class", classes)
        if not target.numeric:
            line = int(table.lines[np.argmax(target.text_rows)])
            raise fault(
                table.name,
                line,
                f"the target {shown(target.name)} is the text {shown(target.first_text)}, "
                "and a regression needs numbers; set task to 'classification'.",
            )
        return encode_numbers(table, target, rows)[:, None], FieldSpec((1,))


def _column(table: Table, name: str, role: str) -> Column:
    column = table.columns.get(name)
    if column is None:
        names = list(table.columns)
        known = ", ".join(map(shown, names[:8])) + (", …" if len(names) > 8 else "")
        raise DataError(
            f"{table.name} has no column {shown(name)} for the {role}; there are: {known}."
        )
    return column
