"""The seven colours beside a selected comment frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QWidget

from guinet.gui import theme
from guinet.project.annotations import FRAME_COLOURS, FrameColour

if TYPE_CHECKING:
    from guinet.gui.canvas.hand import Hand
    from guinet.gui.canvas.view import CanvasView

__all__ = ["ColourRow"]

_SWATCH_PX = 24
_GAP_PX = 6


class _Swatch(QAbstractButton):
    """One colour: a dot, ringed where it is the frame's own."""

    def __init__(self, name: FrameColour, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour_name = name
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(name.capitalize())
        self.setAccessibleName(f"Colour the frame {name}")
        self.setFixedSize(_SWATCH_PX, _SWATCH_PX)

    def sizeHint(self) -> QSize:
        """Return the area that a hand is given."""
        return QSize(_SWATCH_PX, _SWATCH_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(_SWATCH_PX / 2, _SWATCH_PX / 2)
        if self.isChecked():
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.drawEllipse(middle, 8.5, 8.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.frame_colour(self.colour_name))
        radius = 7.0 if self.underMouse() and not self.isChecked() else 6.0
        painter.drawEllipse(middle, radius, radius)
        painter.end()


class ColourRow(QFrame):
    """Stands above the selected frame, and goes where it goes.

    Parameters
    ----------
    view
        The canvas.
    hand
        While it is at work the row is out of its way.
    choose
        Is called with the colour that was clicked.
    """

    def __init__(self, view: CanvasView, hand: Hand, choose: Callable[[FrameColour], None]) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setObjectName("frame-colours")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(0)
        self.swatches = {name: _Swatch(name, self) for name in FRAME_COLOURS}
        for name, swatch in self.swatches.items():
            swatch.clicked.connect(lambda _checked=False, name=name: choose(name))
            layout.addWidget(swatch)
        self._hand_at_work = False
        self.hide()
        view.editor.selection_changed.connect(self._follow)
        view.canvas.synced.connect(self._follow)
        hand.at_work.connect(self._on_hand)
        view.zoom_changed.connect(self._follow)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._follow)
        theme.themes.changed.connect(self._dress)
        self._dress()

    def _on_hand(self, at_work: bool) -> None:
        self._hand_at_work = at_work
        self._follow()

    def _follow(self, _: object = None) -> None:
        """Stand by the selected frames, or hide where none is selected or a hand is at work."""
        layer = self._view.canvas.frames
        items = [layer.items[id] for id in layer.selected if id in layer.items]
        if not items or self._hand_at_work:
            self.hide()
            return
        colours = {item.frame.colour for item in items}
        for name, swatch in self.swatches.items():
            swatch.setChecked(colours == {name})
        area = QRectF()
        for item in items:
            area = area.united(item.outline(self._view.zoom))
        self._stand_by(self._view.viewportTransform().mapRect(area))

    def _stand_by(self, frame: QRectF) -> None:
        room = self._view.viewport().rect()
        if not frame.intersects(QRectF(room)):
            self.hide()
            return
        self.adjustSize()
        x = frame.left()
        y = frame.top() - self.height() - _GAP_PX
        if y < 4:  # no room above: over the header's end
            x, y = frame.right() - self.width() - _GAP_PX, max(4.0, frame.top() + 2)
        x = max(4.0, min(x, room.width() - self.width() - 4.0))
        self.move(round(x), round(y))
        self.show()
        self.raise_()

    def _dress(self) -> None:
        card, line = theme.colour("card").name(), theme.colour("outline").name()
        self.setStyleSheet(
            f"#frame-colours {{ background: {card}; border: 1px solid {line};"
            " border-radius: 6px; }"
        )
