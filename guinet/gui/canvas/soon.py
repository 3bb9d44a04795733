"""Gathering many small changes into one, a moment later."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimerEvent, Signal

__all__ = ["Soon"]


class Soon(QObject):
    """Tells once, a while after it was asked for the first time.

    Parameters
    ----------
    interval_ms
        How long; what is asked for in between is told together.

    Signals
    -------
    due
        The time has come.
    """

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._timer = 0

    def ask(self) -> None:
        """Ask to be told."""
        if not self._timer:
            self._timer = self.startTimer(self._interval_ms)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Tell."""
        self.killTimer(self._timer)
        self._timer = 0
        self.due.emit()
