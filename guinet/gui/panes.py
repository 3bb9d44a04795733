"""Going around the window by keyboard: canvas, palette, inspector, plots, run bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget
from shiboken6 import isValid

__all__ = ["Panes"]


class Panes:
    """Moves the focus from one part of the window to the next.

    Each part gets back what had the focus in it before. Parts that cannot be seen are passed
    over.

    Parameters
    ----------
    window
        The window.
    parts
        In their order; of several widgets in one place the one that is in front counts.
    """

    def __init__(self, window: QMainWindow, parts: Sequence[Sequence[QWidget]]) -> None:
        self._window = window
        self._parts = [tuple(part) for part in parts]
        self._last: dict[int, QWidget] = {}

    def go(self, step: int) -> None:
        """Move the focus by so many parts; from outside of all of them to the first."""
        now = QApplication.focusWidget()
        here = next((n for n, part in enumerate(self._parts) if self._holds(part, now)), None)
        if here is None:
            here = -step
        elif now is not None:
            self._last[here] = now
        for distance in range(1, len(self._parts) + 1):
            number = (here + distance * step) % len(self._parts)
            target = self._target(number)
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _holds(self, part: Sequence[QWidget], focus: QWidget | None) -> bool:
        if focus is None:
            return False
        tabs = [bar for bar in map(self._tabs, part) if bar is not None]
        return any(w is focus or w.isAncestorOf(focus) for w in (*part, *tabs))

    def _target(self, number: int) -> QWidget | None:
        front = next((one for one in self._parts[number] if _is_seen(one)), None)
        if front is None:
            return None
        last = self._last.get(number)
        if last is not None and isValid(last) and _takes_focus(last) and front.isAncestorOf(last):
            return last
        return _first_in(front) or self._tabs(front)

    def _tabs(self, part: QWidget) -> QTabBar | None:
        """Return the tabs above a dock: they take the focus where nothing in the dock does."""
        if not isinstance(part, QDockWidget):
            return None
        bars = [bar for bar in self._window.findChildren(QTabBar) if bar.isVisible()]
        for bar in bars:
            titles = [bar.tabText(n) for n in range(bar.count())]
            if bar.parent() is self._window and part.windowTitle() in titles:
                return bar
        return None


def _is_seen(part: QWidget) -> bool:
    """Whether it can be seen; a dock behind another one's tab is visible to Qt all the same."""
    hidden = isinstance(part, QDockWidget) and part.visibleRegion().isEmpty()
    return part.isVisible() and not hidden


def _takes_focus(widget: QWidget) -> bool:
    wants = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wants) and widget.isEnabled() and widget.isVisible()


def _first_in(part: QWidget) -> QWidget | None:
    if _takes_focus(part):
        return part
    widget = part.nextInFocusChain()
    while widget is not None and widget is not part:
        if part.isAncestorOf(widget) and _takes_focus(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None
