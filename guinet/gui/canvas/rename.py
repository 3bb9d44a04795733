"""Renaming a node in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from guinet.core.errors import GraphError
from guinet.graph.edits import rename
from guinet.gui import theme
from guinet.gui.polish import repolish

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["RenameField", "Renaming"]

_COMPLAINT_PX = 240


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
        self.complaint = QLabel(parent)
        self.complaint.hide()
        self.setAccessibleName(f"New name of {name}")
        self.setFont(theme.font(13, 600))
        self.setGeometry(area.adjusted(-2, 0, 2, 2))
        # A card that is seen from afar is narrower than its name.
        self.setMinimumSize(max(96, self.fontMetrics().horizontalAdvance(name) + 20), 26)
        self.textEdited.connect(self._clear_complaint)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Esc; everything else edits."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name when the person goes elsewhere, if it can be had."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.leave()

    def leave(self) -> None:
        """Take the name if it can be had, and go."""
        if not self._done:
            self._commit()
            self.give_up()

    def _commit(self) -> None:
        name = self.text().strip()
        if name != self._name:
            try:
                self._rename(name)
            except GraphError as error:
                self._mark(invalid=True)
                self._show_complaint(str(error))
                self._complain(str(error))
                return
        self.give_up()

    def _clear_complaint(self) -> None:
        self._mark(invalid=False)
        self.complaint.hide()

    def _show_complaint(self, sentence: str) -> None:
        """Say it below the field: the status line is far from where the person looks."""
        label = self.complaint
        label.setStyleSheet(
            f"background: {theme.colour('card').name()}; color: {theme.colour('text').name()};"
            f" border: 1px solid {theme.colour('error').name()}; border-radius: 5px;"
            " padding: 5px 8px;"
        )
        label.setText(sentence)
        label.setWordWrap(True)
        label.setFixedWidth(_COMPLAINT_PX)
        label.adjustSize()
        label.move(self.x(), self.geometry().bottom() + 6)
        label.show()
        label.raise_()

    def _mark(self, *, invalid: bool) -> None:
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            repolish(self)

    def give_up(self) -> None:
        """Go, and leave the name as it was."""
        if self._done:
            return
        self._done = True
        parent = self.parentWidget()
        had_focus = self.hasFocus()
        self.hide()
        self.complaint.deleteLater()
        self.deleteLater()
        if had_focus and parent is not None:
            view = parent.parentWidget() or parent
            view.setFocus(Qt.FocusReason.OtherFocusReason)


class Renaming:
    """The one field of a canvas that renames, or none.

    The field stands still while the cards move under it: it goes with the next change of what
    is seen.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._field: RenameField | None = None

    def begin(self) -> None:
        """Open a field over the name of the one selected node, or over the text of a frame."""
        self.leave()
        view = self._view
        node = view.editor.selected_node()
        if node is None:
            view.frames.write()
            return
        card = view.card(node.id)
        area = view.viewportTransform().mapRect(card.name_rect().translated(card.pos()))

        def apply(name: str) -> None:
            view.editor.apply_graph(
                lambda graph: rename(graph, node.id, name), f"Rename {node.name} to {name}"
            )

        self._field = RenameField(
            view.viewport(), area.toAlignedRect(), node.name, apply, view.status_message.emit
        )

    def leave(self) -> None:
        """Take the name if it can be had, and close the field."""
        field, self._field = self._field, None
        if field is not None:
            field.leave()

    def give_up(self) -> None:
        """Close the field: what it named has changed."""
        field, self._field = self._field, None
        if field is not None:
            field.give_up()
