"""Cards that were moved by a command glide to their places, so that the eye can follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QVariantAnimation

from guinet.gui.canvas.layout import Point
from guinet.gui.polish import animations_wanted

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Glide"]

_MS = 150
_MOST_CARDS = 250
"""More cards than this are put in place at once: each picture of the way would take too long."""


class Glide(QObject):
    """Shows cards on their way; where the project has them is settled before it begins."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._from: dict[str, Point] = {}
        self._to: dict[str, Point] = {}
        self._motion = QVariantAnimation(self)
        self._motion.setDuration(_MS)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._show)
        self._motion.finished.connect(self._arrive)
        view.canvas.synced.connect(self._stop)
        view.viewport().installEventFilter(self)

    @property
    def running(self) -> bool:
        """Whether cards are on their way."""
        return self._motion.state() == QVariantAnimation.State.Running

    def begin(self, before: Mapping[str, Point]) -> None:
        """Let cards glide from where they stood to where they now are."""
        now = self._view.canvas.places()
        moved = [id for id, place in now.items() if id in before and before[id] != place]
        wanted = animations_wanted(self._view)
        if not moved or len(moved) > _MOST_CARDS or not wanted or not self._view.isVisible():
            return
        self._from = {id: before[id] for id in moved}
        self._to = {id: now[id] for id in moved}
        self._show(0.0)
        self._motion.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have cards in their places before a hand takes hold of one."""
        if event.type() == QEvent.Type.MouseButtonPress and self._stop():
            self._arrive()
        return super().eventFilter(watched, event)

    def _show(self, part: float) -> None:
        places = {
            id: (x + part * (self._to[id][0] - x), y + part * (self._to[id][1] - y))
            for id, (x, y) in self._from.items()
        }
        self._view.canvas.show_at(places, passing=True)

    def _stop(self) -> bool:
        running = self.running
        if running:
            self._motion.stop()
        return running

    def _arrive(self) -> None:
        self._view.canvas.show_at(self._to, passing=True)
        self._view.canvas.settle()
