"""Where on the canvas a person is: at the pointer, or where the menu was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Whereabouts"]


class Whereabouts(QObject):
    """Follows the pointer over the viewport.

    While a menu is open the place where it was asked for counts: by the time one of its entries
    is chosen, the pointer has gone somewhere else.

    Parameters
    ----------
    view
        The canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._pointer: QPoint | None = None
        self._asked: QPoint | None = None
        self._menu: QObject | None = None
        view.viewport().installEventFilter(self)

    @property
    def place(self) -> QPoint | None:
        """The place on the viewport; None while the pointer is elsewhere."""
        return self._pointer if self._asked is None else self._asked

    @property
    def point(self) -> QPointF | None:
        """That place in the scene."""
        place = self.place
        return None if place is None else self._view.event_point(place)

    def stay_for(self, menu: QWidget, place: QPoint) -> None:
        """Be at a place until the menu that was opened there is gone."""
        self._menu, self._asked = menu, place
        menu.destroyed.connect(lambda _=None: self._go_on(menu))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take down where the pointer goes."""
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
        elif event.type() in (QEvent.Type.MouseMove, QEvent.Type.Enter):
            self._pointer = event.position().toPoint()  # type: ignore[attr-defined]
        return False

    def _go_on(self, menu: QObject) -> None:
        if self._menu is menu:
            self._menu = self._asked = None
