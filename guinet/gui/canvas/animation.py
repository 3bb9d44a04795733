"""The clock that lets the beads run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Animation"]

_FRAME_MS = 16
_LONGEST_STEP_S = 0.1


class Animation(QObject):
    """Moves the beads sixty times a second, while the network learns and can be seen."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._ticked_s = 0.0

    def follow(self, running: bool) -> None:
        """Run if the network does and the canvas is in sight."""
        if running and self._view.isVisible():
            self._view.pulses.shown = True
            self._ticked_s = time.monotonic()
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        now, pulses = time.monotonic(), self._view.pulses
        pulses.advance(min(_LONGEST_STEP_S, now - self._ticked_s))
        self._ticked_s = now
        # A gesture that was painted just now has shown the beads too.
        if now - self._view.painted_s > 0.8 * _FRAME_MS / 1000:
            self._view.viewport().update()
