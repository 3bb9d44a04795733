"""Hearing of a widget's events before the widget does."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

__all__ = ["hear_first"]


def hear_first(widget: QWidget, take: Callable[[QEvent], bool]) -> None:
    """Have every event of a widget told first; one that is taken goes no further.

    To override ``event`` or ``viewportEvent`` would do the same, but then painting runs within a
    call from Python to Qt. An error that is raised there by compiled code, as by NumPy, ends the
    whole program on Python 3.11, without a word (seen with PySide 6.11.3).

    Parameters
    ----------
    take
        A method of the widget; returns whether it has dealt with an event.
    """
    widget.installEventFilter(_Ear(take, widget))


class _Ear(QObject):
    def __init__(self, take: Callable[[QEvent], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._take = WeakMethod(take)  # it would keep its widget alive

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        take = self._take()
        return take is not None and take(event)
