"""Work that can wait until the window is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimerEvent
from PySide6.QtGui import QGuiApplication

__all__ = ["when_seen"]

_LOOK_MS = 30


def when_seen(work: Callable[[], None], context: QObject) -> None:
    """Do some work once a window has been painted; heavy imports would hold its first picture up.

    A screen takes its time between asking for a window and showing it, and whatever happens in
    between happens before the first picture.

    Parameters
    ----------
    work
        What to do.
    context
        If it goes before, the work is not done.
    """
    _Waiting(work, context)


class _Waiting(QObject):
    """Looks from time to time whether there is something to be seen."""

    def __init__(self, work: Callable[[], None], context: QObject) -> None:
        super().__init__(context)
        self._work = work
        self._timer = self.startTimer(_LOOK_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Look."""
        if any(window.isExposed() for window in QGuiApplication.topLevelWindows()):
            self.killTimer(self._timer)
            self.deleteLater()
            self._work()
