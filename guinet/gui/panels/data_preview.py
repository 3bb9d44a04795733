"""A look at the data: points, images or rows, whichever they are."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QWidget

from guinet.core.types import Array
from guinet.data.prepare import PreparedData
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.gui import format as fmt
from guinet.gui.panels.data_augment import as_trained_on
from guinet.gui.panels.data_curves import MOST_CURVES, CurvesView
from guinet.gui.panels.data_drawing import DrawingView
from guinet.gui.panels.data_facts import fields_of, together
from guinet.gui.panels.data_images import MOST_IMAGES, ImagesView
from guinet.gui.panels.data_plane import PlaneView
from guinet.gui.panels.data_reading import ReadingView
from guinet.gui.panels.data_table import SamplesTable
from guinet.gui.panels.widgets import EmptyState

__all__ = ["DataPreview"]

_ROWS, _COLUMNS = 50, 40
_SMALLEST_PLAIN, _FIVE_DIGITS, _LONGEST_WHOLE = 1e-4, 99_999.5, 1e9


class DataPreview(QStackedWidget):
    """Shows prepared data, or says why there are none yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plane = PlaneView()
        self.drawing = DrawingView()
        self.images = ImagesView()
        self.curves = CurvesView()
        self.table = SamplesTable()
        self.words = EmptyState()
        self.reading = ReadingView()
        seen = (self.plane, self.images, self.curves, self.table, self.drawing)
        for view in (self.words, self.reading, *seen):
            self.addWidget(view)

    def say(self, title: str, hint: str = "") -> None:
        """Say something instead of showing data."""
        self.words.say(title, hint)
        self.setCurrentWidget(self.words)

    def begin_reading(self, name: str) -> None:
        """Show how a large file is being read."""
        self.reading.begin(name)
        self.setCurrentWidget(self.reading)

    @property
    def is_plane(self) -> bool:
        """Whether samples are seen as points."""
        return self.currentWidget() in (self.plane, self.drawing)

    def show_drawing(self, source: DrawnPoints) -> None:
        """Let a person draw the samples of a source."""
        self.drawing.show_source(source)
        self.setCurrentWidget(self.drawing)

    def show_data(self, prepared: PreparedData, seed: int = 0, epoch: int | None = None) -> None:
        """Show data in their original units.

        Parameters
        ----------
        seed, epoch
            To show images as a run of this seed sees them in this epoch; None: as they are.
        """
        if self.currentWidget() is self.drawing:
            self.drawing.show_split(prepared)
            return
        fields = fields_of(prepared)
        spec = prepared.fields[fields.features]
        plane = spec.shape == (2,) and spec.kind == "float"
        line = spec.shape == (1,) and _is_number(prepared, fields.target)
        sequences = len(spec.shape) == 2 and spec.kind == "float"
        pictures = len(spec.shape) == 3 and spec.shape[0] in (1, 3)
        # Points are shown all; of what is larger, bringing back all would keep the window waiting.
        rows = None if plane or line else _in_order(prepared)[: MOST_CURVES if sequences else _ROWS]
        if pictures:
            rows = np.arange(min(MOST_IMAGES, len(prepared.train_index)))
        values, validation = together(prepared, fields.features, rows)
        if pictures and rows is not None and epoch is not None:
            values = as_trained_on(prepared, fields.features, rows, seed, epoch)
        target: Array | None = None
        if fields.target is not None:
            target, _ = together(prepared, fields.target, rows)
        if plane:
            self._show_plane(prepared, values, target, validation)
        elif pictures:
            captions = _captions(prepared, fields.target, target, len(values))
            self.images.show_images(values, captions)
            self.setCurrentWidget(self.images)
        elif sequences:
            self._show_curves(prepared, values, target)
        elif spec.kind == "index" and len(spec.shape) == 1 and spec.classes is not None:
            self._show_texts(fields.features, values, spec.classes)
        elif line and target is not None:
            points = np.column_stack([values, target])
            names = (_column(prepared, fields.features, 0), _column(prepared, fields.target, 0))
            labels = np.zeros(len(points), dtype=int)
            self.plane.show_points(points, labels, validation, names, equal=False)
            self.setCurrentWidget(self.plane)
        else:
            self._show_table(prepared, values, target)

    def _show_plane(
        self, prepared: PreparedData, values: Array, target: Array | None, validation: Array
    ) -> None:
        fields = fields_of(prepared)
        labels = np.zeros(len(values), dtype=int)
        if target is not None and prepared.fields[str(fields.target)].is_label:
            labels = target.astype(int)
        names = (_column(prepared, fields.features, 0), _column(prepared, fields.features, 1))
        self.plane.show_points(values, labels, validation, names, equal=True)
        self.setCurrentWidget(self.plane)

    def _show_curves(self, prepared: PreparedData, values: Array, target: Array | None) -> None:
        fields = fields_of(prepared)
        captions = _captions(prepared, fields.target, target, len(values))
        components = prepared.fields[fields.features].shape[1]
        names = tuple(_column(prepared, fields.features, place) for place in range(components))
        following = None
        # A number after a sequence of numbers is taken for how it goes on.
        if target is not None and components == 1 and _is_number(prepared, fields.target):
            following = target[:, 0]
        self.curves.show_curves(values, captions, names, following)
        self.setCurrentWidget(self.curves)

    def _show_texts(self, name: str, values: Array, alphabet: tuple[str, ...]) -> None:
        texts = ["".join(alphabet[int(code)] for code in row) for row in values]
        # A line end inside a piece of text would break the row of the table.
        self.table.show_rows([name], [[text.replace("\n", "⏎")] for text in texts], prose=True)
        self.setCurrentWidget(self.table)

    def _show_table(self, prepared: PreparedData, values: Array, target: Array | None) -> None:
        fields = fields_of(prepared)
        flat = values.reshape(len(values), math.prod(values.shape[1:]))[:, :_COLUMNS]
        names = [_column(prepared, fields.features, place) for place in range(flat.shape[1])]
        cells = [[_cell(number) for number in row] for row in flat.tolist()]
        if target is not None:
            names.append(f"{_column(prepared, fields.target, 0)} (target)")
            captions = _captions(prepared, fields.target, target, len(values))
            cells = [[*row, caption] for row, caption in zip(cells, captions, strict=True)]
        self.table.show_rows(names, cells)
        self.setCurrentWidget(self.table)


def _is_number(prepared: PreparedData, field: str | None) -> bool:
    return field is not None and prepared.fields[field].shape == (1,)


def _in_order(prepared: PreparedData) -> Array:
    """Return where each sample stands in both parts laid end to end, in the source's order."""
    order: Array = np.argsort(np.concatenate([prepared.train_index, prepared.validation_index]))
    return order


def _column(prepared: PreparedData, field: str | None, place: int) -> str:
    if field is None:
        return ""
    names = prepared.columns.get(field, ())
    if place < len(names):
        return names[place]
    return field if prepared.fields[field].size == 1 else f"{field}{place + 1}"


def _captions(
    prepared: PreparedData, field: str | None, target: Array | None, count: int
) -> list[str]:
    """Return the target of each sample in words: its class, or its number."""
    if field is None or target is None:
        return [""] * count
    classes = prepared.fields[field].classes
    if prepared.fields[field].is_label and classes is not None:
        return [classes[int(label)] for label in target[:count]]
    flat = target[:count].reshape(count, -1)
    return [", ".join(_cell(number) for number in row[:3]) for row in flat.tolist()]


def _cell(number: float) -> str:
    size = abs(number)
    if number.is_integer() or size >= _FIVE_DIGITS:
        text = f"{number:.0f}" if size < _LONGEST_WHOLE else fmt.number(number)
    else:
        text = f"{number:.5g}" if size >= _SMALLEST_PLAIN else fmt.number(number)
    return text.replace("-", "−")
