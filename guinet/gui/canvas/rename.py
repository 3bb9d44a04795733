"""Renaming a node in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from guinet.core.errors import GraphError
from guinet.gui import theme

__all__ = ["RenameField"]


class RenameField(QLineEdit):
    """A field over a card's name: Enter renames, Esc leaves the name as it was.

    Parameters
    ----------
    name
        The name so far.
    rename
        Does it; raises GraphError with a sentence if the name cannot be had.
    complain
        Is told that sentence.
    """

    def __init__(
        self,
        parent: QWidget,
        area: QRect,
        name: str,
        rename: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(name, parent)
        self._name = name
        self._rename = rename
        self._complain = complain
        self._done = False
        self.setAccessibleName(f"New name of {name}")
        self.setFont(theme.font(13, 600))
        self.setGeometry(area.adjusted(-2, 0, 2, 2))
        self.setMinimumSize(96, 26)
        self.textEdited.connect(self._clear_complaint)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Esc; everything else edits."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name when the person goes elsewhere, if it can be had."""
        super().focusOutEvent(event)
        if not self._done and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            self._close()

    def _commit(self) -> None:
        name = self.text().strip()
        if name != self._name:
            try:
                self._rename(name)
            except GraphError as error:
                self._mark(invalid=True)
                self._complain(str(error))
                return
        self._close()

    def _clear_complaint(self) -> None:
        self._mark(invalid=False)

    def _mark(self, *, invalid: bool) -> None:
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def _close(self) -> None:
        if self._done:
            return
        self._done = True
        parent = self.parentWidget()
        had_focus = self.hasFocus()
        self.hide()
        self.deleteLater()
        if had_focus and parent is not None:
            view = parent.parentWidget() or parent
            view.setFocus(Qt.FocusReason.OtherFocusReason)
