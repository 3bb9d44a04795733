"""Moving about on the canvas: pan, zoom, frame."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QWheelEvent

from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.layered import LayeredView

__all__ = ["NavigationView"]

_SMALLEST, _LARGEST = 0.05, 4.0
_STEP = 1.2
_NOTCH = 120.0
_PAN_PX = 64.0
_FRAME_MARGIN_PX, _LEAST_MARGIN_PX = 32.0, 12.0
_LARGEST_FRAMED = 1.0


class NavigationView(LayeredView):
    """A view of a canvas that pans and zooms without limits.

    Signals
    -------
    zoom_changed
        The new zoom; 1.0 is 100 %.
    """

    zoom_changed = Signal(float)

    def zoom_to(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom, so that one point of the viewport stays where it is (None: its middle)."""
        zoom = min(_LARGEST, max(_SMALLEST, zoom))
        if math.isclose(zoom, self.zoom):
            return
        place = QPointF(self.viewport().rect().center()) if about is None else about
        self.set_zoom(zoom, place)
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
        self.scroll_by(QPointF(dx, dy))

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
        wide, narrow = (_fit(room, rect, margin) for margin in (_FRAME_MARGIN_PX, _LEAST_MARGIN_PX))
        # Rather a narrower margin than cards that show nothing of what they do.
        fit = FLAT_BELOW if wide < FLAT_BELOW <= narrow else wide
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


def _fit(room: QRect, rect: QRectF, margin: float) -> float:
    """Return the zoom at which a rectangle fills a room but for a margin."""
    margin = min(margin, room.width() / 8, room.height() / 8)
    across, down = room.width() - 2 * margin, room.height() - 2 * margin
    return min(across / rect.width(), down / rect.height())
