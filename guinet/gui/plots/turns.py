"""Plots are drawn in turns, one in each frame."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, Qt, QTimer

__all__ = ["Turns"]

_FRAME_MS = 16


class Turns(QObject):
    """Lets what takes a good part of a frame to draw wait for a frame of its own.

    Ten plots that are drawn at once take longer than a frame has, and everything that moves
    stands still meanwhile.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[Hashable, Callable[[], None]] = {}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.take)

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def ask(self, who: Hashable, draw: Callable[[], None]) -> None:
        """Have something drawn when its turn comes; who waits already keeps the place."""
        self._waiting[who] = draw
        if not self._timer.isActive():
            self._timer.start()

    def give_up(self, who: Hashable) -> None:
        """Have nothing drawn after all."""
        self._waiting.pop(who, None)

    def take(self) -> None:
        """Draw what waited longest."""
        if self._waiting:
            self._waiting.pop(next(iter(self._waiting)))()
        if not self._waiting:
            self._timer.stop()
