"""The bar over a dock that stands alone: its name, and buttons that can be hit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from guinet.gui import theme
from guinet.gui.icons import decorate

__all__ = ["DockTitle"]

_HEIGHT_PX = 33
_BUTTON_PX = 24


class DockTitle(QWidget):
    """Names its dock, as high as a bar of tabs; the dock is moved by it.

    Qt's own has buttons of 18 × 8 pixels, which a style sheet cannot make higher.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self.name = QLabel(dock.windowTitle())
        self.name.setProperty("role", "heading")
        self.name.setMinimumWidth(24)
        self.float = self._button("float", "Take this panel out of the window, or put it back")
        self.float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.hide_button = self._button("close", "Hide this panel; View, Panels shows it again")
        self.hide_button.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 4, 1)
        layout.setSpacing(0)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.float)
        layout.addWidget(self.hide_button)
        dock.windowTitleChanged.connect(self.name.setText)
        theme.themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Be as high as the bars of tabs beside it."""
        return QSize(super().sizeHint().width(), _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Give way to nothing but the buttons."""
        return QSize(2 * _BUTTON_PX + 44, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("border"))
        painter.end()

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setStyleSheet("padding: 0;")
        decorate(button, icon, "muted")
        return button
