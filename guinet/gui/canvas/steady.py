"""What is seen stays where it is on the screen when something opens above the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMoveEvent

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Steady"]


class Steady(QObject):
    """Pans against every shift of the canvas below what its layout puts above it.

    A sentence that appears over the canvas would otherwise push the cards away under the hand
    that is about to take one.

    Parameters
    ----------
    view
        The canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pan as far as the canvas was moved."""
        if watched is self._view and isinstance(event, QMoveEvent) and self._view.isVisible():
            shift = event.oldPos() - event.pos()
            self._view.pan(0, shift.y())
        return False
