"""A slider for each number that goes in."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.elided import ElidedLabel
from guinet.gui.plots.facts import Facts
from guinet.gui.try_it.trial import Trial
from guinet.lens.views.trial import Answer, FieldRange, RawSample

__all__ = ["MOST_SLIDERS", "SliderTrial"]

MOST_SLIDERS = 64
_STEPS = 200
_UNITS = {"standard": "deviation", "min-max": "range", "none": "1"}
"""What a network takes for 1 of a number, by how the data are scaled."""


class _Slope(QWidget):
    """A short bar from the middle: how the answer moves with a number."""

    def __init__(self) -> None:
        super().__init__()
        self.value = 0.0
        self.setFixedSize(36, 16)

    def show_value(self, value: float, tip: str) -> None:
        """Show a part of the largest slope, from −1 to 1."""
        self.value = value
        self.setToolTip(tip)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        middle = self.width() / 2
        painter.fillRect(QRectF(middle - 0.5, 2, 1, 12), theme.colour("outline"))
        width = abs(self.value) * (middle - 1)
        left = middle if self.value > 0 else middle - width
        role = "positive" if self.value > 0 else "negative"
        painter.fillRect(QRectF(left, 4, width, 8), theme.colour(role))
        painter.end()


class SliderTrial(Trial):
    """Sliders over the range of the data, with how much the answer depends on each."""

    wants_slopes = True

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(facts, parent)
        self.range: FieldRange | None = None
        self.sliders: list[QSlider] = []
        self.fields: list[QDoubleSpinBox] = []
        self.slopes: list[_Slope] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.reset = QPushButton("Mean of the data")
        self.reset.clicked.connect(lambda: self._set(self._mean()))
        self.layout_.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        self.layout_.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sample(self) -> Array | None:
        """Return the numbers of the fields."""
        if self.range is None:
            return None
        values = np.array([field.value() for field in self.fields])
        return values.reshape(self.spec.shape)

    def show_range(self, found: FieldRange) -> None:
        """Make the sliders, or give them other ends."""
        fresh = self.range is None
        same = self.range is not None and np.array_equal(self.range.low, found.low)
        if same and self.range is not None and np.array_equal(self.range.high, found.high):
            return
        self.range = found
        low, high = found.low.ravel(), found.high.ravel()
        if fresh:
            for place, name in enumerate(found.names):
                self._add(place, name)
        for field, a, b in zip(self.fields, low.tolist(), high.tolist(), strict=True):
            room = (b - a) * 0.25 or 1.0
            field.blockSignals(True)
            field.setDecimals(_decimals(b - a))
            field.setRange(a - room, b + room)
            field.setSingleStep((b - a) / 50 or 0.1)
            field.blockSignals(False)
        if fresh:
            self._set(self._mean())

    def show_sample(self, sample: RawSample) -> None:
        """Set the sliders to a sample."""
        self._set(sample.values)

    def show_answer(self, answer: Answer) -> None:
        """Show how the answer depends on each number."""
        if answer.slopes is None or len(self.slopes) != answer.slopes.size:
            return
        slopes = answer.slopes.ravel()
        what = "answer" if answer.shares is None else "score of the answer"
        unit = _UNITS[self.facts.data.scaling]
        reach = float(np.abs(slopes).max()) or 1.0
        for bar, slope in zip(self.slopes, slopes.tolist(), strict=True):
            tip = f"The {what} changes by {slope:+.3g} per {unit} of this number."
            bar.show_value(slope / reach, tip.replace("-", "−"))

    def sizeHint(self) -> QSize:
        """Ask for a row for each number."""
        return QSize(220, 40 + 28 * max(len(self.fields), 1))

    def _mean(self) -> Array:
        assert self.range is not None
        return self.range.mean

    def _add(self, place: int, name: str) -> None:
        words = ElidedLabel(name)
        words.setMaximumWidth(108)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _STEPS)
        slider.setAccessibleName(name)
        slider.setMinimumWidth(48)
        field = QDoubleSpinBox()
        field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        field.setFixedWidth(56)
        field.setStyleSheet("padding: 0 2px; font-size: 11px;")
        field.setAccessibleName(name)
        slope = _Slope()
        slider.valueChanged.connect(lambda step: self._on_slider(place, step))
        field.valueChanged.connect(lambda _: self._on_field(place))
        for column, widget in enumerate((words, slider, field, slope)):
            self._grid.addWidget(widget, place, column)
        self.sliders.append(slider)
        self.fields.append(field)
        self.slopes.append(slope)

    def _set(self, values: Array) -> None:
        for place, value in enumerate(values.ravel().tolist()):
            self.fields[place].blockSignals(True)
            self.fields[place].setValue(value)
            self.fields[place].blockSignals(False)
            self._follow(place)
        self.changed.emit()

    def _on_slider(self, place: int, step: int) -> None:
        assert self.range is not None
        low, high = self.range.low.ravel()[place], self.range.high.ravel()[place]
        self.fields[place].setValue(float(low + (high - low) * step / _STEPS))

    def _on_field(self, place: int) -> None:
        self._follow(place)
        self.changed.emit()

    def _follow(self, place: int) -> None:
        """Set a slider to the number of its field."""
        assert self.range is not None
        low, high = self.range.low.ravel()[place], self.range.high.ravel()[place]
        share = (self.fields[place].value() - low) / ((high - low) or 1.0)
        slider = self.sliders[place]
        slider.blockSignals(True)
        slider.setValue(round(float(np.clip(share, 0, 1)) * _STEPS))
        slider.blockSignals(False)


def _decimals(span: float) -> int:
    """Return how many digits after the point tell three digits of a range."""
    return int(np.clip(3 - np.floor(np.log10(span)), 0, 6)) if span > 0 else 2
