"""Moving about on the canvas: pan, zoom, frame; and painting in layers.

Cards and edges are painted into a picture that is kept, and only what changed is painted
again; the beads that run along the edges are drawn over that picture in every frame.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPixmapCache,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from guinet.gui import theme

__all__ = ["NavigationView"]

_SMALLEST, _LARGEST = 0.05, 4.0
_STEP = 1.2
_NOTCH = 120.0
_PAN_PX = 64.0
_FRAME_MARGIN_PX = 32.0
_LARGEST_FRAMED = 1.0
_DOT_GAP_PX = 24.0
_CLOSEST_DOTS_PX = 16.0
_CACHE_KIB = 256 * 1024
_MOST_PARTS = 16


class NavigationView(QGraphicsView):
    """A view of a scene that pans and zooms without limits.

    Signals
    -------
    zoom_changed
        The new zoom; 1.0 is 100 %.
    """

    zoom_changed = Signal(float)

    def __init__(self, scene: QGraphicsScene) -> None:
        super().__init__(scene)
        QPixmapCache.setCacheLimit(max(_CACHE_KIB, QPixmapCache.cacheLimit()))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self._picture: QPixmap | None = None
        self._stale: list[QRectF] = []
        self._dots: tuple[object, QBrush] | None = None
        scene.changed.connect(self._on_scene_changed)
        theme.themes.changed.connect(self.repaint_all)

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 is 100 %."""
        return float(self.transform().m11())

    def zoom_to(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom, so that one point of the viewport stays where it is (None: its middle)."""
        zoom = min(_LARGEST, max(_SMALLEST, zoom))
        if math.isclose(zoom, self.zoom):
            return
        place = QPointF(self.viewport().rect().center()) if about is None else about
        anchor = self._to_scene(place)
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self._put(anchor, place)
        self.repaint_all()
        self.zoom_changed.emit(self.zoom)

    def zoom_in(self) -> None:
        """Show things larger."""
        self.zoom_to(self.zoom * _STEP)

    def zoom_out(self) -> None:
        """Show things smaller."""
        self.zoom_to(self.zoom / _STEP)

    def zoom_reset(self) -> None:
        """Show things at 100 %."""
        self.zoom_to(1.0)

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many pixels of the viewport."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def seen_rect(self) -> QRectF:
        """Return the part of the scene that is seen."""
        return self._scene_rect(QRectF(self.viewport().rect()))

    def scene_centre(self) -> QPointF:
        """Return the point of the scene in the middle of the viewport."""
        return self._to_scene(QPointF(self.viewport().rect().center()))

    def centre_on(self, point: QPointF) -> None:
        """Bring a point of the scene into the middle of the viewport."""
        self._put(point, QPointF(self.viewport().rect().center()))

    def frame_rect(self, rect: QRectF) -> None:
        """Bring a rectangle of the scene into view, at 100 % or smaller."""
        if rect.isEmpty():
            return
        room = self.viewport().rect()
        margin = min(_FRAME_MARGIN_PX, room.width() / 8, room.height() / 8)
        fit = min(
            (room.width() - 2 * margin) / rect.width(),
            (room.height() - 2 * margin) / rect.height(),
        )
        self.zoom_to(min(_LARGEST_FRAMED, fit))
        self._put(rect.center(), QPointF(room.center()))

    def show_rect(self, rect: QRectF) -> None:
        """Scroll just as far as it takes to see a rectangle of the scene."""
        margin = _FRAME_MARGIN_PX / 2
        seen = QRectF(self.viewport().rect()).adjusted(margin, margin, -margin, -margin)
        area = self.viewportTransform().mapRect(rect)
        dx = max(0.0, seen.left() - area.left()) or min(0.0, seen.right() - area.right())
        dy = max(0.0, seen.top() - area.top()) or min(0.0, seen.bottom() - area.bottom())
        self.pan(dx, dy)

    def repaint_all(self) -> None:
        """Paint everything again."""
        self._picture = None
        self.viewport().update()

    def zoom_by_wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; a trackpad that reports pixels pans unless Ctrl is held."""
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(pixels.x(), pixels.y())
        else:
            notches = event.angleDelta().y() / _NOTCH
            # The event's own place: the last mouse move may lie elsewhere.
            self.zoom_to(self.zoom * _STEP**notches, event.position())

    def pan_by_wheel(self, event: QWheelEvent, *, across: bool) -> None:
        """Move what is seen; a wheel that turns sideways itself does so in any case."""
        turned = event.pixelDelta()
        if turned.isNull():
            turned = event.angleDelta() * (_PAN_PX / _NOTCH)
        if across and not turned.x():
            self.pan(turned.y(), 0)
        else:
            self.pan(turned.x(), turned.y())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Shift the kept picture and paint only what came into view."""
        picture = self._picture
        super().scrollContentsBy(dx, dy)
        if picture is None or self._picture is None:
            return
        ratio = picture.devicePixelRatio()
        if abs(dx) >= self.viewport().width() or abs(dy) >= self.viewport().height():
            self.repaint_all()
            return
        if not float(dx * ratio).is_integer() or not float(dy * ratio).is_integer():
            self.repaint_all()
            return
        picture.scroll(round(dx * ratio), round(dy * ratio), picture.rect())
        room = QRectF(self.viewport().rect())
        for strip in (
            QRectF(0 if dx > 0 else room.width() + dx, 0, abs(dx), room.height()),
            QRectF(0, 0 if dy > 0 else room.height() + dy, room.width(), abs(dy)),
        ):
            if not strip.isEmpty():
                self._stale.append(self._scene_rect(strip))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make a picture of the new size."""
        super().resizeEvent(event)
        self.repaint_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring the picture up to date, show it, and draw over it what moves."""
        picture = self._current_picture()
        painter = QPainter(self.viewport())
        ratio = picture.devicePixelRatio()
        area = event.rect()
        source = QRectF(
            area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio
        )
        try:
            painter.drawPixmap(QRectF(area), picture, source)
            self.paint_moving(painter)
        finally:  # a painter left open takes the whole program with it
            painter.end()

    def paint_moving(self, painter: QPainter) -> None:
        """Draw what is too quick to be kept, in pixels of the viewport."""

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the ground and its dots."""
        area = QRectF(rect)
        painter.fillRect(area, theme.colour("canvas"))
        painter.fillRect(area, self._dot_brush())

    def _current_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        room = self.viewport().rect()
        size = room.size() * ratio
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._stale = [self._scene_rect(QRectF(room))]
        if self._stale:
            self._paint_stale(self._picture, room)
        return self._picture

    def _paint_stale(self, picture: QPixmap, room: QRect) -> None:
        stale, self._stale = self._stale, []
        transform = self.viewportTransform()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect in _merged(stale):
            # A pixel more on each side: antialiasing spreads across the border.
            area = transform.mapRect(rect).toAlignedRect().adjusted(-2, -2, 2, 2)
            area = area.intersected(room)
            if not area.isEmpty():
                painter.setClipRect(area)
                self.render(painter, QRectF(area), area)
        painter.end()

    def _on_scene_changed(self, rects: list[QRectF]) -> None:
        self._stale += rects
        self.viewport().update()

    def _dot_brush(self) -> QBrush:
        gap = _DOT_GAP_PX
        while gap * self.zoom < _CLOSEST_DOTS_PX:
            gap *= 2
        ratio = self.devicePixelRatioF()
        cell = max(8, round(gap * self.zoom * ratio))
        key = (cell, gap, ratio, theme.current().name)
        if self._dots is None or self._dots[0] != key:
            tile = QPixmap(cell, cell)
            tile.fill(QColor(0, 0, 0, 0))
            painter = QPainter(tile)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("dots"))
            painter.drawEllipse(QPointF(cell / 2, cell / 2), 0.9 * ratio, 0.9 * ratio)
            painter.end()
            brush = QBrush(tile)
            brush.setTransform(QTransform.fromScale(gap / cell, gap / cell))
            self._dots = (key, brush)
        return self._dots[1]

    def _to_scene(self, place: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(place)

    def _scene_rect(self, rect: QRectF) -> QRectF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.mapRect(rect)

    def _put(self, point: QPointF, place: QPointF) -> None:
        """Scroll until a point of the scene lies at a place of the viewport."""
        now = self.viewportTransform().map(point)
        self.pan(place.x() - now.x(), place.y() - now.y())

    def event_point(self, place: QPointF | QPoint) -> QPointF:
        """Return the point of the scene under a place of the viewport."""
        return self._to_scene(QPointF(place))


def _merged(rects: list[QRectF]) -> list[QRectF]:
    """Join rectangles that overlap, and all of them where they are many."""
    if len(rects) > _MOST_PARTS:
        whole = QRectF()
        for rect in rects:
            whole = whole.united(rect)
        return [whole]
    parts: list[QRectF] = []
    for rect in rects:
        joined = QRectF(rect)
        while True:
            touching = [part for part in parts if part.intersects(joined)]
            if not touching:
                break
            parts = [part for part in parts if part not in touching]
            for part in touching:
                joined = joined.united(part)
        parts.append(joined)
    return parts
