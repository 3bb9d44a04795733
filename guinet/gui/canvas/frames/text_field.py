"""Writing in a comment frame, in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from guinet.gui import theme

__all__ = ["FrameTextField"]

_LEAST_WIDTH_PX = 200
_LEAST_LINES, _MOST_LINES = 2, 8
_LONGEST = 20_000


class FrameTextField(QPlainTextEdit):
    """A field over a frame's header: the first line is its title.

    Enter takes the text, Shift+Enter begins another line, Esc leaves the text as it was.

    Parameters
    ----------
    parent
        The viewport it stands on.
    area
        The header, in pixels of the viewport.
    text
        What the frame says so far.
    write
        Is called with the new text, once, if it is another one.
    """

    def __init__(
        self, parent: QWidget, area: QRectF, text: str, write: Callable[[str], None]
    ) -> None:
        super().__init__(text, parent)
        self._text = text
        self._write = write
        self._done = False
        self.setAccessibleName("Text of the frame")
        self.setPlaceholderText("Title – Shift+Enter for more lines")
        self.setFont(theme.font(13, 600))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._place(area, parent)
        self.textChanged.connect(self._fit)
        self._fit()
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Esc; everything else edits."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.leave()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the text when the person goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.leave()

    def leave(self) -> None:
        """Take the text, and go."""
        if self._done:
            return
        text = _plain(self.toPlainText())
        self.give_up()
        if text != self._text:
            self._write(text)

    def give_up(self) -> None:
        """Go, and leave the text as it was."""
        if self._done:
            return
        self._done = True
        had_focus = self.hasFocus()
        self.hide()
        self.deleteLater()
        parent = self.parentWidget()
        if had_focus and parent is not None:
            view = parent.parentWidget() or parent
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, area: QRectF, parent: QWidget) -> None:
        # From afar a frame is narrower than what one writes in it.
        width = max(_LEAST_WIDTH_PX, round(area.width()) - 8)
        left = min(max(8, round(area.left()) + 4), max(8, parent.width() - width - 8))
        self.setGeometry(left, max(8, round(area.top()) + 2), width, 28)

    def _fit(self) -> None:
        """Be as high as the text asks for."""
        lines = min(max(self.document().blockCount(), _LEAST_LINES), _MOST_LINES)
        self.resize(self.width(), lines * self.fontMetrics().lineSpacing() + 16)


def _plain(text: str) -> str:
    """Return the text as a file can hold it."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = "\n".join(lines)[:_LONGEST]
    return "".join(letter for letter in kept if letter in "\n\t" or ord(letter) >= 32)
