"""Rows of label and editor for declared fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from guinet.core.configured import Configured
from guinet.core.errors import HyperparameterError
from guinet.core.fields import (
    BoolField,
    ChoiceField,
    Field,
    FloatField,
    IntField,
    NamesField,
    OptionalIntField,
    PartField,
    TextField,
)
from guinet.core.points_field import PointsField
from guinet.core.tuple_fields import TupleField
from guinet.gui.elided import ElidedLabel
from guinet.gui.forms.editors import (
    FIELD_HEIGHT,
    CheckEditor,
    ChoiceEditor,
    LineEditor,
    NamesEditor,
    NumberEditor,
    ResetMenu,
    TupleEditor,
    default_words,
)
from guinet.gui.forms.path_editor import PathEditor
from guinet.gui.forms.value_label import ValueLabel

__all__ = ["FieldRows"]

_ROW = 28
_INDENT_PX = 12
_LABEL_PERCENT, _MOST_PERCENT = 43, 54
"""What labels take of a form's width; and at most, where a name is long."""
_LEAST_FIELD_PX = 56


class FieldRows(QWidget):
    """One row per field: label, editor, and below it the reason of a refusal.

    Parameters
    ----------
    beside_px
        Room that something takes on the right of it; labels are as wide as without, so that
        fields line up with those of other forms.
    outer
        The rows that these belong to, as those of a part; their fields stand below each other.
    aside
        Makes what stands at the right end of a row, by the name of its field; see `set_aside`.

    Signals
    -------
    edited
        A proper new value: name of the field, path of what was edited (``"optimizer"`` or
        ``"optimizer.momentum"``, for merging edits in a row), value.
    """

    edited = Signal(str, str, object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        beside_px: int = 0,
        outer: FieldRows | None = None,
        aside: Callable[[str], QWidget] | None = None,
    ) -> None:
        super().__init__(parent)
        self._aside = aside
        self._beside_px = beside_px
        self._outer = outer
        self._indent_px = 0 if outer is None else _INDENT_PX
        self._fields: dict[str, Field[Any]] = {}
        self._values: dict[str, Any] = {}
        self._labels: dict[str, ElidedLabel] = {}
        self._editors: dict[str, Any] = {}
        self._errors: dict[str, QLabel] = {}
        self._parts: dict[str, FieldRows] = {}
        self._part_types: dict[str, type] = {}
        self._choices: Mapping[str, Sequence[str]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(self._indent_px, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_fields(
        self,
        fields: Mapping[str, Field[Any]],
        values: Mapping[str, Any],
        choices: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Show these fields with these values.

        Where the fields are the ones already shown, only what differs is touched, so that
        typing is not disturbed by what the typing brought about.

        Parameters
        ----------
        choices
            What can be chosen for text fields with the role ``"field"`` and the like, by
            name of the field.
        """
        choices = {} if choices is None else choices
        same = list(fields.items()) == list(self._fields.items())
        if not same or choices != self._choices:
            self._choices = choices
            self._rebuild(fields)
        for name, value in values.items():
            if name in self._editors:
                self._show(name, value)

    def set_aside(self, aside: Callable[[str], QWidget] | None) -> None:
        """Let something else, or nothing, stand at the right end of the rows."""
        if aside != self._aside:
            self._aside = aside
            self._rebuild({})

    def editor(self, name: str) -> Any:
        """Return the editor of a field; ``"optimizer.momentum"`` reaches into a part."""
        head, _, rest = name.partition(".")
        return self._parts[head].editor(rest) if rest else self._editors[head]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the labels the room they need, up to half of a narrow form."""
        super().resizeEvent(event)
        self.make_room_for_labels()

    def make_room_for_labels(self) -> None:
        """Make all labels as wide as the longest name needs, those of parts included."""
        if self._outer is not None:
            self._outer.make_room_for_labels()
            return
        whole = self.width() + self._beside_px
        usual = (whole - self._grid.horizontalSpacing()) * _LABEL_PERCENT // 100
        self.give_room(max(usual, min(self.widest_label(), whole * _MOST_PERCENT // 100)))

    def widest_label(self) -> int:
        """Return how far from the left edge the longest name ends, those of parts included."""
        widths = [self.fontMetrics().horizontalAdvance(name) + 4 for name in self._fields]
        widths += [part.widest_label() for part in self._parts.values()]
        return self._indent_px + max(widths, default=0)

    def give_room(self, width: int) -> None:
        """Let the labels, here and in parts, end so far from the left edge."""
        inner = max(0, width - self._indent_px)
        for name, label in self._labels.items():
            label.setFixedWidth(min(inner, self._room_beside_part(name)))
        for part in self._parts.values():
            part.give_room(inner)

    def _room_beside_part(self, name: str) -> int:
        """Return what the name of a part may take so that its type is read in full."""
        editor = self._editors[name]
        if name not in self._parts or not isinstance(editor, ChoiceEditor):
            return self.width()
        whole = self.width() - self._indent_px - self._grid.horizontalSpacing()
        least = self.fontMetrics().horizontalAdvance(name) + 4
        return max(least, whole - editor.readable_width())

    def refuse(self, name: str, sentence: str) -> None:
        """Show under a field why its value was not taken; an empty sentence takes it back."""
        label = self._errors[name]
        label.setText(sentence)
        label.setVisible(bool(sentence))
        self._editors[name].set_invalid(bool(sentence))

    def withhold(self, name: str, reason: str) -> None:
        """Grey a field out and say why on hover; without a reason it can be used."""
        words = reason or self._fields[name].doc
        label, editor = self._labels[name], self._editors[name]
        label.set_tool_tip(words)
        editor.setToolTip(words)
        editor.setAccessibleDescription(words)
        for widget in (label, editor):
            widget.setEnabled(not reason)

    def refusal(self, name: str) -> str:
        """Return why the last value of a field was not taken; empty if it was."""
        head, _, rest = name.partition(".")
        return self._parts[head].refusal(rest) if rest else self._errors[head].text()

    def _rebuild(self, fields: Mapping[str, Field[Any]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fields = dict(fields)
        self._values, self._labels, self._editors, self._errors = {}, {}, {}, {}
        self._parts, self._part_types = {}, {}
        for name, field in fields.items():
            self._add(name, field)
        self.make_room_for_labels()

    def _add(self, name: str, field: Field[Any]) -> None:
        row = self._grid.rowCount()
        label = ElidedLabel(name)
        label.setProperty("role", "muted")
        label.setFixedHeight(_ROW)
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        label.set_tool_tip(field.doc)
        editor = self._make(name, field)
        editor.setMinimumWidth(_LEAST_FIELD_PX)
        editor.setToolTip(field.doc)
        editor.setAccessibleName(name)
        editor.setAccessibleDescription(field.doc)
        label.setBuddy(editor)
        editor.offered.connect(lambda value, name=name: self._take(name, value))
        words = default_words(field)

        def reset() -> None:
            self._take(name, field.default)

        ResetMenu(label, words, reset)
        if isinstance(editor, PathEditor):
            editor.line.set_reset(words, reset)
        elif isinstance(editor, LineEditor):
            editor.set_reset(words, reset)
        else:
            ResetMenu(editor, words, reset)
        error = QLabel()
        error.setProperty("role", "error")
        error.setWordWrap(True)
        error.hide()
        if isinstance(field, PartField):
            # A line of its own: in a narrow form its name leaves more room to its type.
            line = QWidget()
            along = QHBoxLayout(line)
            along.setContentsMargins(0, 0, 0, 0)
            along.setSpacing(self._grid.horizontalSpacing())
            along.addWidget(label)
            along.addWidget(editor, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(line, row, 0, 1, 2)
        elif isinstance(field, TextField) and field.role == "formula":
            # Too long for half of a line.
            row += 1
            line = QWidget()
            below = QVBoxLayout(line)
            below.setContentsMargins(0, 0, 0, _ROW - FIELD_HEIGHT)
            below.addWidget(editor)
            self._grid.addWidget(label, row - 1, 0)
            self._grid.addWidget(line, row, 0, 1, 2)
        else:
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(error, row + 1, 0, 1, 2)
        if self._aside is not None:
            self._grid.addWidget(self._aside(name), row, 2, Qt.AlignmentFlag.AlignVCenter)
        self._labels[name] = label
        self._editors[name] = editor
        self._errors[name] = error
        if isinstance(field, PartField):
            part = FieldRows(outer=self)
            part.edited.connect(
                lambda inner, path, value, name=name: self._take_inner(name, inner, path, value)
            )
            self._grid.addWidget(part, row + 2, 0, 1, 2)
            self._parts[name] = part

    def _make(self, name: str, field: Field[Any]) -> Any:
        match field:
            case IntField() | OptionalIntField() | FloatField():
                return NumberEditor(field)
            case BoolField():
                return CheckEditor()
            case ChoiceField():
                return ChoiceEditor([(choice, choice) for choice in field.choices])
            case PartField():
                return ChoiceEditor(part_choices(field))
            case TextField() if field.role in ("path", "folder"):
                return PathEditor(folder=field.role == "folder")
            case TextField() if self._choices.get(name):
                return ChoiceEditor([(choice, choice) for choice in self._choices[name]])
            case TextField():
                return LineEditor(field.unit)
            case NamesField():
                return NamesEditor()
            case TupleField():
                return TupleEditor(field)
            case _:
                return ValueLabel(field.text if isinstance(field, PointsField) else str)

    def _show(self, name: str, value: Any) -> None:
        field = self._fields[name]
        if name in self._values and self._values[name] == value and not self.refusal(name):
            return
        self._values[name] = value
        self.refuse(name, "")
        if isinstance(field, PartField):
            self._editors[name].set_value(type(value).type_name())
            part = self._parts[name]
            if self._part_types.get(name) is not type(value):
                self._part_types[name] = type(value)
                part.setVisible(bool(value.fields))
            part.show_fields(value.fields, _values(value), self._choices)
            self.make_room_for_labels()
        else:
            self._editors[name].set_value(value)

    def _take(self, name: str, offered: object) -> None:
        try:
            value = self._fields[name].parse(offered)
        except HyperparameterError as error:
            self.refuse(name, str(error))
            return
        except ValueError as reason:
            self.refuse(name, f"{name} {reason}.")
            return
        before = self._values.get(name)
        self._show(name, value)
        if not isinstance(value, Configured):
            self._editors[name].set_value(value)  # "8.0" becomes "8"
        if value != before:
            self.edited.emit(name, name, value)

    def _take_inner(self, name: str, inner: str, path: str, value: object) -> None:
        part: Configured = self._values[name]
        try:
            changed = part.replace(**{inner: value})
        except HyperparameterError as error:
            self._parts[name].refuse(inner, str(error))
            return
        self._values[name] = changed
        self.edited.emit(name, f"{name}.{path}", changed)


def part_choices(field: PartField) -> list[tuple[Any, str]]:
    """Return what a part can be: type name and title, under headings where types have groups."""
    types = field.registry.types()
    groups: dict[str, list[tuple[Any, str]]] = {}
    for name, part_type in types.items():
        group = str(getattr(part_type, "group", ""))
        groups.setdefault(group, []).append((name, str(getattr(part_type, "title", name))))
    choices: list[tuple[Any, str]] = []
    for group, members in groups.items():
        if group and len(groups) > 1:
            choices.append((None, group))
        choices += members
    return choices


def _values(configured: Configured) -> dict[str, Any]:
    return {name: getattr(configured, name) for name in configured.fields}
