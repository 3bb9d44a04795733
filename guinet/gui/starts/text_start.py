"""A text that becomes a network, with what it would make, or why not, below while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.core.spec import FieldSpec
from guinet.graph.chain import Beginning
from guinet.gui import theme
from guinet.gui.canvas.sketch import Sketch, paint_sketch, sketch_of
from guinet.gui.panels.widgets import label
from guinet.gui.polish import repolish
from guinet.gui.starts.words import beginning_words

__all__ = ["Read", "SketchView", "TextStart"]

Read = Callable[[str, Mapping[str, FieldSpec]], Beginning]
"""From a text and what the data offer to a network, or a `GuinetError`."""

_FIELD_PX = 150


class SketchView(QWidget):
    """A picture of a network, drawn."""

    def __init__(self, height_px: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height_px = height_px
        self._sketch: Sketch | None = None
        self.setMinimumHeight(height_px)
        theme.themes.changed.connect(self.update)

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Draw another network, or none."""
        self._sketch = sketch
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the height alone."""
        return QSize(200, self._height_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the well and the network in it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("border"))
        painter.setBrush(theme.colour("canvas"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, 6, 6)
        if self._sketch is not None:
            paint_sketch(painter, self._sketch, rect.adjusted(12, 12, -12, -12))
        painter.end()


class TextStart(QWidget):
    """A field for a text, a picture of the network it would make, and that in words.

    Parameters
    ----------
    read
        From the text to the network.
    fields
        Returns what the data offer.
    text
        What stands in it first.
    lines
        Whether the text has several lines.
    hint
        What an empty field says.
    name
        What the field is called for those who cannot see it.

    Signals
    -------
    changed
        It makes another network, or none any more.
    accepted
        Enter was pressed in a field of one line.
    """

    changed = Signal()
    accepted = Signal()

    def __init__(
        self,
        read: Read,
        fields: Callable[[], Mapping[str, FieldSpec]],
        text: str = "",
        *,
        lines: bool = False,
        hint: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._fields = read, fields
        self.beginning: Beginning | None = None
        self.field = self._field(hint, lines=lines)
        self.field.setAccessibleName(name)
        self.picture = SketchView()
        self.answer = label("", "muted", wrap=True)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.picture)
        layout.addWidget(self.answer)
        layout.addStretch(1)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What was typed."""
        field = self.field
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text into the field."""
        if isinstance(self.field, QLineEdit):
            self.field.setText(text)
        else:
            self.field.setPlainText(text)
        self.refresh()

    def refresh(self) -> None:
        """Read the text anew: it, or the data, have changed."""
        fields = self._fields()
        try:
            self.beginning = self._read(self.text, fields)
        except GuinetError as error:
            self.beginning = None
            self._answer(str(error), "muted" if not self.text.strip() else "warning")
            self.picture.show_sketch(None)
        else:
            self._answer(beginning_words(self.beginning, fields), "muted")
            self.picture.show_sketch(sketch_of(self.beginning.graph))
        self.changed.emit()

    def _answer(self, words: str, role: str) -> None:
        self.answer.setText(words)
        if self.answer.property("role") != role:
            self.answer.setProperty("role", role)
            repolish(self.answer)

    def _field(self, hint: str, *, lines: bool) -> QLineEdit | QPlainTextEdit:
        if not lines:
            field = QLineEdit()
            field.setPlaceholderText(hint)
            field.textChanged.connect(lambda _text: self.refresh())
            field.returnPressed.connect(self.accepted)
            return field
        text = QPlainTextEdit()
        text.setPlaceholderText(hint)
        text.setMinimumHeight(_FIELD_PX)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(12)
        text.setFont(fixed)
        text.textChanged.connect(self.refresh)
        return text
