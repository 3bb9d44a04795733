"""The whole graph in a corner of the canvas, and which part of it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from guinet.core.category import Category
from guinet.gui import theme
from guinet.gui.canvas.card import RADIUS_PX

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Minimap"]

_WIDEST_PX, _HIGHEST_PX = 208, 132
_CORNER_PX = 16
_INSET_PX = 8.0
_SMALLEST_PX = 2.0
_FRAME_OPACITY = 0.25
_LEAST_ROOM = QSize(560, 320)
_MOST_SHARE = 0.19
"""Of the canvas' width: on a small one, a large map would cover what it is a map of."""


class Minimap(QWidget):
    """Shows where the seen part lies; a click or a drag goes there, the wheel zooms.

    It hides by itself while all of the graph is seen anyway.

    Parameters
    ----------
    view
        The canvas on which it stands.
    wanted
        Whether the person wants it at all.
    """

    def __init__(self, view: CanvasView, *, wanted: bool = True) -> None:
        super().__init__(view)  # children of the viewport would be scrolled with it
        self._view = view
        self._wanted = wanted
        self._picture: QPixmap | None = None
        self._area = QRectF()
        self.setFixedSize(_WIDEST_PX, _HIGHEST_PX)
        self.setAccessibleName("Map of the network")
        self.setCursor(Qt.CursorShape.CrossCursor)
        view.viewport().installEventFilter(self)
        view.canvas.synced.connect(self._redraw)
        view.zoom_changed.connect(self._follow)
        view.editor.selection_changed.connect(self._redraw)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._follow)
        theme.themes.changed.connect(self._redraw)
        self._redraw()

    @property
    def wanted(self) -> bool:
        """Whether the person wants it; it is seen only where there is something to find."""
        return self._wanted

    def toggle(self) -> bool:
        """Show it, or no longer; returns whether it is wanted now."""
        self._wanted = not self._wanted
        self._follow()
        return self._wanted

    def words(self) -> str:
        """Return in words what became of it, also where there is nothing to be seen of that."""
        if not self._wanted and self._has_room() and self._is_of_use():
            return "The map is off."
        if not self._wanted:
            return f"The map is off; it was hidden anyway, {self._why_hidden()}."
        if not self._has_room():
            return "The map is on; it is shown once the canvas is large enough for it."
        return "The map is on; it is shown while a part of the network is out of sight."

    def place_of(self, point: QPointF) -> QPointF:
        """Return where a point of the scene is on the map."""
        scale, origin = self._transform()
        return origin + point * scale

    def point_at(self, place: QPointF) -> QPointF:
        """Return the point of the scene at a place of the map."""
        scale, origin = self._transform()
        return (place - origin) / scale

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the kept picture of the cards, and over it what is seen."""
        if self._picture is None:
            self._picture = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(theme.colour("accent", 0.08))
        seen = self._view.seen_rect()
        box = QRectF(self.place_of(seen.topLeft()), self.place_of(seen.bottomRight()))
        painter.drawRoundedRect(box, 2, 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep it from the canvas below."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go there like at any press; below lies no module to be added."""
        self._go(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the middle of what is seen."""
        self._view.zoom_to(self._view.zoom * 1.2 ** (event.angleDelta().y() / 120))
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the canvas changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return False

    def _go(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.centre_on(self.point_at(event.position()))
        event.accept()

    def _redraw(self) -> None:
        canvas = self._view.canvas
        area = canvas.deck.table.bounds()
        for rect in canvas.frames.rects().values():
            area = area.united(rect)
        self._area = area
        self._picture = None
        self._follow()

    def _follow(self, _: float = 0.0) -> None:
        """Show what is seen now, in the corner, if there is something that is not seen."""
        port = self._view.viewport()
        self._take_size(port.width())
        self.move(_CORNER_PX, port.y() + port.height() - self.height() - _CORNER_PX)
        self.setVisible(self._wanted and self._has_room() and self._is_of_use())
        self.update()

    def _take_size(self, room_px: int) -> None:
        width = min(_WIDEST_PX, round(room_px * _MOST_SHARE))
        size = QSize(width, width * _HIGHEST_PX // _WIDEST_PX)
        if size != self.size():
            self.setFixedSize(size)
            self._picture = None

    def _has_room(self) -> bool:
        port = self._view.viewport()
        return port.width() >= _LEAST_ROOM.width() and port.height() >= _LEAST_ROOM.height()

    def _is_of_use(self) -> bool:
        """Whether a part of the network is out of sight."""
        return not self._area.isEmpty() and not self._view.seen_rect().contains(self._area)

    def _why_hidden(self) -> str:
        in_sight = "as all of the network is in sight"
        return in_sight if self._has_room() else "as the canvas is too small for it"

    def _transform(self) -> tuple[float, QPointF]:
        """Return the scale from the scene to the map, and where the scene's origin lies."""
        room = QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        area = self._area if not self._area.isEmpty() else QRectF(0, 0, 1, 1)
        scale = min(room.width() / area.width(), room.height() / area.height(), 0.25)
        return scale, room.center() - area.center() * scale

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("panel", 0.94))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, RADIUS_PX, RADIUS_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        for item in self._view.canvas.frames.items.values():
            area = item.scene_rect()
            painter.setBrush(theme.frame_colour(item.frame.colour, _FRAME_OPACITY))
            painter.drawRect(
                QRectF(self.place_of(area.topLeft()), self.place_of(area.bottomRight()))
            )
        self._draw_cards(painter)
        painter.end()
        return picture

    def _draw_cards(self, painter: QPainter) -> None:
        """Draw a box for each card: all of one colour together, the selected ones outlined."""
        scale, origin = self._transform()
        selected = self._view.editor.selected
        filled: dict[str | Category, list[QRectF]] = {}
        outlined = []
        for id, card in self._view.canvas.cards.items():
            rect = card.scene_rect()
            box = QRectF(
                origin.x() + rect.x() * scale,
                origin.y() + rect.y() * scale,
                max(_SMALLEST_PX, rect.width() * scale),
                max(_SMALLEST_PX, rect.height() * scale),
            )
            filled.setdefault(card.face.severity or card.face.category, []).append(box)
            if id in selected:
                outlined.append(box.adjusted(-1, -1, 1, 1))
        for kind, boxes in filled.items():
            painter.setBrush(_colour(kind))
            painter.drawRects(boxes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("text"), 1))
        painter.drawRects(outlined)


def _colour(kind: str | Category) -> QColor:
    return theme.category_colour(kind) if isinstance(kind, Category) else theme.colour(kind)
