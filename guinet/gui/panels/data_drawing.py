"""Samples drawn by hand: the plane, and the tools above it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guinet.data.prepare import PreparedData
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.icons import decorate
from guinet.gui.panels.data_surface import DrawingSurface
from guinet.gui.panels.widgets import label

__all__ = ["DrawingView"]

_BUTTON_PX = 24
_ONE_ROW_PX = 420
MOST_CLASSES: int = DrawnPoints.classes.maximum or 2


class _ClassButton(QToolButton):
    """Chooses a class: its colour with its name in it."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setCheckable(True)
        self.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        theme.themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a disc, with a ring around the one that is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = class_colours(self._place + 1)[self._place]
        middle = QPointF(_BUTTON_PX / 2, _BUTTON_PX / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, 8.0, 8.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked() or self.underMouse():
            role = "text" if self.isChecked() else "outline"
            painter.setPen(theme.colour(role))
            painter.drawEllipse(middle, 10.5, 10.5)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(theme.colour("on_accent"))
        painter.setFont(theme.font(10, 600))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class DrawingView(QWidget):
    """Tools and plane.

    Signals
    -------
    drawn
        All points after a stroke, and in words what it did.
    class_wanted
        Another class is to be told apart.

    Attributes
    ----------
    surface
        The plane.
    """

    drawn = Signal(tuple, str)
    class_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.surface = DrawingSurface()
        self.surface.drawn.connect(self.drawn)
        self.surface.label_wanted.connect(self._choose)
        self._group = QButtonGroup(self)
        self.classes = [_ClassButton(place) for place in range(MOST_CLASSES)]
        names = DrawnPoints(classes=MOST_CLASSES).specs()["y"].classes or ()
        for place, (button, name) in enumerate(zip(self.classes, names, strict=True)):
            button.setText(name)
            button.setToolTip(f"Draw points of class {name} (key {(place + 1) % 10})")
            button.setAccessibleName(f"Class {name}")
            button.clicked.connect(partial(self._choose, place))
            self._group.addButton(button)
        self.eraser = _tool("erase", "Erase", "Erase with the left button, too")
        self.eraser.setCheckable(True)
        self.eraser.clicked.connect(self._erase)
        self._group.addButton(self.eraser)
        self.more = _tool("add", "Add a class", "Add a class")
        self.more.clicked.connect(self._add_class)
        self.clear = _tool("clear", "Clear", "Take all points away; undo brings them back")
        self.clear.setText("Clear")
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.clicked.connect(lambda: self.drawn.emit((), "Clear the points"))
        self._lay_out()
        self._choose(0)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(2)
        for button in (*self.classes, self.more):
            first.addWidget(button)
        first.addStretch(1)
        second.addWidget(self.eraser)
        second.addWidget(self.clear)
        second.addSpacing(8)
        second.addWidget(label("The right button erases", "caption"))
        second.addStretch(1)
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tools.setSpacing(2)
        self._tools.addLayout(first)
        self._tools.addLayout(second, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._tools)
        layout.addWidget(self.surface, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_source(self, source: DrawnPoints) -> None:
        """Show the points of a source, and a tool for each class."""
        count = len(source.specs()["y"].classes or ())
        for place, button in enumerate(self.classes):
            button.setVisible(place < count)
        self.more.setVisible(count < MOST_CLASSES)
        self.clear.setEnabled(bool(source.points))
        nothing_to_erase = self.surface.label is None and not source.points
        if nothing_to_erase or (self.surface.label is not None and self.surface.label >= count):
            self._choose(0)
        self.surface.show_source(source)

    def show_split(self, prepared: PreparedData) -> None:
        """Show which of the points are kept for validation."""
        self.surface.show_split(prepared.validation_index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tools into two rows where there is no room for one."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        one = self.width() >= _ONE_ROW_PX
        self._tools.setDirection(directions.LeftToRight if one else directions.TopToBottom)

    def _choose(self, place: int) -> None:
        if not self.classes[place].isHidden():
            self.classes[place].setChecked(True)
            self.surface.label = place
            self.surface.update()

    def _add_class(self) -> None:
        """Ask for a class, and go on drawing with it."""
        place = sum(not button.isHidden() for button in self.classes)
        self.class_wanted.emit()
        self._choose(min(place, MOST_CLASSES - 1))

    def _erase(self) -> None:
        self.surface.label = None
        self.surface.update()


def _tool(icon: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    decorate(button, icon)
    button.setIconSize(QSize(16, 16))
    button.setMinimumSize(_BUTTON_PX, _BUTTON_PX)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
