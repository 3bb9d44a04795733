"""The form of one configured object: a module, an optimizer, a source of data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.core.configured import Configured
from guinet.core.errors import HyperparameterError
from guinet.gui.forms.rows import FieldRows

__all__ = ["Form"]


class Form(QWidget):
    """Shows a configured object and says what it became by the person's edits.

    Signals
    -------
    changed
        The path of the field that was edited, and the new object.
    """

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._configured: Configured | None = None
        self._rows = FieldRows()
        self._rows.edited.connect(self._on_edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rows)

    def show_configured(
        self,
        configured: Configured,
        *,
        choices: Mapping[str, Sequence[str]] | None = None,
        without: Collection[str] = (),
    ) -> None:
        """Show an object.

        Parameters
        ----------
        choices
            What can be chosen for text fields, by name.
        without
            Fields that are shown elsewhere.
        """
        if type(configured) is not type(self._configured):
            self._rows.show_fields({}, {})
        self._configured = configured
        fields = {name: field for name, field in configured.fields.items() if name not in without}
        values = {name: getattr(configured, name) for name in fields}
        self._rows.show_fields(fields, values, choices)

    def set_aside(self, aside: Callable[[str], QWidget] | None) -> None:
        """Let something, or nothing, stand at the right end of the rows, see `FieldRows`."""
        self._rows.set_aside(aside)

    def editor(self, name: str) -> Any:
        """Return the editor of a field; ``"optimizer.momentum"`` reaches into a part."""
        return self._rows.editor(name)

    def withhold(self, name: str, reason: str) -> None:
        """Grey a field out and say why on hover; without a reason it can be used."""
        self._rows.withhold(name, reason)

    def refusal(self, name: str) -> str:
        """Return why the last value of a field was not taken; empty if it was."""
        return self._rows.refusal(name)

    def _on_edited(self, name: str, path: str, value: object) -> None:
        if self._configured is None:
            return
        try:
            changed = self._configured.replace(**{name: value})
        except HyperparameterError as error:
            self._rows.refuse(name, str(error))
            return
        self._configured = changed
        self.changed.emit(path, changed)
