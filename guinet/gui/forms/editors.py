"""One editor per kind of field; all speak the same few words.

An editor shows a value (`set_value`), says `offered` when the person wants another one, and
marks itself when the offer was refused (`set_invalid`). Whether an offer is proper is decided
by the field, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from guinet.core.fields import Field, FloatField, IntField, OptionalIntField
from guinet.core.points_field import PointsField
from guinet.core.tuple_fields import TupleField
from guinet.gui import theme
from guinet.gui.forms.value_label import ValueLabel
from guinet.gui.polish import repolish

__all__ = [
    "CheckEditor",
    "ChoiceEditor",
    "Editor",
    "LineEditor",
    "NamesEditor",
    "NumberEditor",
    "TupleEditor",
    "number_text",
]

FIELD_HEIGHT = 24
_ARROW_ROOM = 36


def number_text(value: float) -> str:
    """Write a number as short as it can be read back unchanged."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


class LineEditor(QLineEdit):
    """Text on one line; offered on Enter and when the focus leaves, taken back by Esc."""

    offered = Signal(object)

    def __init__(self, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(FIELD_HEIGHT)
        self._shown = ""
        self._unit = unit
        self._reset: Callable[[], None] | None = None
        self._reset_label = ""
        self.editingFinished.connect(self._offer)

    def set_value(self, value: Any) -> None:
        """Show a value; text that is being typed and means the same stays as it is."""
        shown = self.write(value)
        if shown != self._shown or not self.isModified():
            self._shown = shown
            self.setText(shown)
            self.setCursorPosition(0)

    def write(self, value: Any) -> str:
        """Return the text for a value."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """Return what is offered for a text."""
        return text

    def set_invalid(self, invalid: bool) -> None:
        """Mark the text as refused, or not."""
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            repolish(self)

    def set_reset(self, label: str, reset: Callable[[], None]) -> None:
        """Offer the way back to the default in the context menu."""
        self._reset_label, self._reset = label, reset

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self.set_invalid(False)
            self.setModified(True)
            self._offer()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Add the way back to the default to the usual menu."""
        menu = self.createStandardContextMenu()
        if self._reset is not None:
            menu.addSeparator()
            menu.addAction(self._reset_label, self._reset)
        menu.exec(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the unit at the right end, where there is room beside the value."""
        super().paintEvent(event)
        beside = self.beside
        if not beside:
            return
        painter = QPainter(self)
        painter.setPen(theme.colour("muted"))
        place = self.rect().adjusted(0, 0, -8, 0)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(place, right, beside)
        painter.end()

    @property
    def beside(self) -> str:
        """What is written at the right end: the unit; empty if it has no room."""
        words = self._words_beside()
        metrics = self.fontMetrics()
        shown = self.text() or self.placeholderText()
        needed = metrics.horizontalAdvance(shown) + metrics.horizontalAdvance(words) + 30
        return words if needed <= self.width() else ""

    def _words_beside(self) -> str:
        return self._unit

    def _offer(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.offered.emit(self.read(self.text()))


_FIRST_FACTOR = 1e-4
"""Where stepping up begins if factors are to be stepped from 0, which none leads away from."""


class NumberEditor(LineEditor):
    """A number; arrow keys and the wheel (with the focus) step it.

    Steps are 1 for whole numbers, factors for logarithmic ones, and a hundredth of the range
    or a tenth of the value otherwise; Shift makes them ten times as large.
    """

    def __init__(
        self, field: IntField | OptionalIntField | FloatField, parent: QWidget | None = None
    ) -> None:
        super().__init__(field.unit, parent)
        self._field = field
        if isinstance(field, OptionalIntField):
            self.setPlaceholderText("automatic")

    def write(self, value: Any) -> str:
        """Return the number, or nothing for the automatic choice."""
        return "" if value is None else number_text(value)

    def read(self, text: str) -> Any:
        """Return the text as typed; a comma may stand for the decimal point."""
        text = text.strip().replace("−", "-")
        return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text

    def _words_beside(self) -> str:
        """Return what 0 stands for where it stands for something, else the unit."""
        zero = getattr(self._field, "zero", "")
        return zero if zero and self.text().strip() == "0" else super()._words_beside()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys."""
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        direction = directions.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.step(direction * (10 if large else 1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step with the wheel, but only where the person is working; else let the panel scroll."""
        if not self.hasFocus():
            event.ignore()
            return
        if event.angleDelta().y():
            self.step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def step(self, steps: int) -> None:
        """Go some steps up, or down, and offer the result; ends of the range are not passed."""
        try:
            value = self._field.parse(self.read(self.text()))
        except ValueError:
            return
        stepped = self._stepped(value, steps)
        if stepped is None:
            return
        self.setText(number_text(stepped))
        self.setModified(True)
        self._offer()

    def _stepped(self, value: float | None, steps: int) -> float | None:
        field = self._field
        if value is None:
            return field.minimum if field.minimum is not None else 1
        if not isinstance(field, FloatField):
            return _clamp(value + steps, field.minimum, field.maximum)
        if field.logarithmic:
            moved = value * 10 ** (steps / 10) if value else max(steps, 0) * _FIRST_FACTOR
        elif field.minimum is not None and field.maximum is not None and field.maximum <= 100:
            moved = value + steps * (field.maximum - field.minimum) / 100
        else:
            moved = value + steps * (abs(value) / 10 or 0.1)
        moved = _clamp(float(f"{moved:.4g}"), field.minimum, field.maximum)
        at_open_end = (field.open_minimum and moved == field.minimum) or (
            field.open_maximum and moved == field.maximum
        )
        return None if at_open_end else moved


class CheckEditor(QCheckBox):
    """Yes or no."""

    offered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(FIELD_HEIGHT)
        self.clicked.connect(lambda on: self.offered.emit(on))

    def set_value(self, value: Any) -> None:
        """Show yes or no."""
        self.setChecked(bool(value))

    def set_invalid(self, invalid: bool) -> None:
        """Do nothing: neither of two answers can be wrong by itself."""


class ChoiceEditor(QComboBox):
    """One of a few; the wheel only turns it where the person is working.

    Parameters
    ----------
    choices
        Pairs of value and words; a value of None is a heading that cannot be chosen.
    """

    offered = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(FIELD_HEIGHT)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)
        self.activated.connect(self._offer)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Exchange what can be chosen."""
        before = self.currentData()
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
            if value is None:
                item = self.model().item(self.count() - 1)  # type: ignore[attr-defined]
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.setCurrentIndex(max(0, self.findData(before)) if before is not None else -1)
        widths = [self.fontMetrics().horizontalAdvance(words) for _, words in choices]
        self.view().setMinimumWidth(max(widths, default=0) + 44)

    def readable_width(self) -> int:
        """Return the width in which the choice is read in full."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + _ARROW_ROOM + 1

    def set_value(self, value: Any) -> None:
        """Show a value; one that is not among the choices is added and marked."""
        place = self.findData(value)
        if place < 0:
            self.addItem(f"{value} (not there)" if value else "(none)", value)
            place = self.count() - 1
        self.setCurrentIndex(place)
        self.setToolTip(self.currentText())

    def set_invalid(self, invalid: bool) -> None:
        """Do nothing: the frame of a list is never wrong, the sentence below says it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box; words that have no room end in … rather than in the middle of a letter."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        words = option.currentText
        room = self.width() - _ARROW_ROOM
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        option.currentText = shown
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll unless the person is working here."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _offer(self) -> None:
        self.setToolTip(self.currentText())
        self.offered.emit(self.currentData())


class NamesEditor(LineEditor):
    """Several names, separated by commas."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setPlaceholderText("automatic")

    def write(self, value: Any) -> str:
        """Join the names."""
        return ", ".join(value)

    def read(self, text: str) -> Any:
        """Part the names."""
        return tuple(name.strip() for name in text.split(",") if name.strip())


class TupleEditor(LineEditor):
    """Several numbers, separated by commas."""

    def __init__(self, field: TupleField[Any], parent: QWidget | None = None) -> None:
        super().__init__(field.unit, parent)
        self._field = field
        if not field.text(field.default):
            self.setPlaceholderText("automatic")

    def write(self, value: Any) -> str:
        """Return the numbers as the field writes them."""
        return self._field.text(value)


Editor = LineEditor | CheckEditor | ChoiceEditor | ValueLabel


class ResetMenu(QObject):
    """Opens a menu with the way back to the default on a right click of any widget."""

    def __init__(self, widget: QWidget, label: str, reset: Callable[[], None]) -> None:
        super().__init__(widget)
        self._label = label
        self._reset = reset
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu."""
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            menu = QMenu(watched)
            menu.addAction(self._label, self._reset)
            menu.exec(event.globalPos())
            return True
        return super().eventFilter(watched, event)


def _clamp(value: float, low: float | None, high: float | None) -> float:
    if low is not None and value < low:
        return low
    if high is not None and value > high:
        return high
    return value


def default_words(field: Field[Any]) -> str:
    """Return the words for the menu entry that goes back to the default."""
    value = field.to_json(field.default)
    if isinstance(field, TupleField | PointsField):
        value = field.text(field.default)
    if isinstance(value, dict):
        value = value.get("type", "")
    shown = "automatic" if value in (None, [], "") else str(value)
    return f"Reset to the default ({shown})"
