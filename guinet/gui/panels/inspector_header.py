"""The head of the inspector: name, type and family of a node."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.core.category import Category
from guinet.gui import theme
from guinet.gui.elided import ElidedLabel
from guinet.gui.forms.editors import LineEditor
from guinet.gui.panels.widgets import label

__all__ = ["InspectorHeader"]

_NAME_TIP = "Name of the node; renaming keeps its weights"
_LONG = 24


class InspectorHeader(QWidget):
    """A stripe in the colour of the family, the name, which can be edited, and the type.

    Signals
    -------
    renamed
        The name that the person wants.
    """

    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._category = Category.DATA
        self.name = LineEditor()
        self.name.setFixedHeight(26)
        self.name.setAccessibleName("Name of the node")
        self.name.setStyleSheet(
            "QLineEdit { font-size: 15px; font-weight: 600; background: transparent;"
            " border-color: transparent; padding: 0 5px; }"
        )
        self.name.offered.connect(lambda name: self.renamed.emit(name))
        self._type = ElidedLabel()
        self._type.setProperty("role", "muted")
        self._type.setContentsMargins(6, 0, 0, 0)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 10, 12, 10)
        layout.setSpacing(1)
        layout.addWidget(self.name)
        layout.addWidget(self._type)
        layout.addWidget(self.refusal)
        theme.themes.changed.connect(self.update)

    def show_node(self, name: str, type_name: str, category: Category, summary: str) -> None:
        """Show a node."""
        self._category = category
        self.name.set_value(name)
        # A field shows as much of a long name as there is room for.
        self.name.setToolTip(f"{name}\n{_NAME_TIP}" if len(name) > _LONG else _NAME_TIP)
        same = type_name == category.value
        self._type.setText(type_name if same else f"{type_name}  ·  {category.value}")
        self._type.set_tool_tip(summary)
        self.refuse("")
        self.update()

    def refuse(self, sentence: str) -> None:
        """Say why a name was not taken; an empty sentence takes it back."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.name.set_invalid(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stripe of the family, and the line below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("panel"))
        painter.setBrush(theme.category_colour(self._category))
        painter.drawRoundedRect(QRectF(11, 13, 5, 38), 2, 2)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("border"))
        painter.end()
