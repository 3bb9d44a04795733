"""Two fingers that zoom, on a trackpad or on a screen that feels them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Pinch"]


class Pinch:
    """Zooms about the middle between the fingers, as far as ``Pinch`` is bound to zooming."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        view.viewport().grabGesture(Qt.GestureType.PinchGesture)

    def take(self, event: QEvent) -> bool:
        """Take an event of the viewport; False if it is none of ours."""
        if "Pinch" not in self._view.bindings.of("zoom"):
            return False
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self._zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._follow(pinch)
                event.accept(pinch)
                return True
        return False

    def _follow(self, pinch: QPinchGesture) -> None:
        if pinch.state() == Qt.GestureState.GestureStarted:
            # The first finger came alone and began what a mouse would have begun.
            self._view.cancel_gesture()
        if pinch.changeFlags() & QPinchGesture.ChangeFlag.ScaleFactorChanged:
            middle = self._view.viewport().mapFromGlobal(pinch.centerPoint())
            self._zoom(pinch.scaleFactor(), middle)

    def _zoom(self, factor: float, about: QPointF) -> None:
        if factor > 0:
            self._view.zoom_to(self._view.zoom * factor, about)
