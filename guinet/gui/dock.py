"""Docks whose title is shown once: in the tab where there are tabs, else in a bar of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget
from shiboken6 import isValid

from guinet.gui.dock_title import DockTitle

__all__ = ["Dock", "rearrange"]


def rearrange(window: QMainWindow, change: Callable[[], object]) -> None:
    """Change the places of docks in a shown window, and hide the tab bars it leaves behind.

    Qt makes new tab bars then and lets the old ones stand in the same place, where both are
    painted over each other.
    """
    before = _tab_bars(window)
    change()
    QCoreApplication.sendPostedEvents()
    if any(bar not in before for bar in _tab_bars(window)):
        for bar in before:
            if isValid(bar):  # some Qt has taken away itself
                bar.hide()


def _tab_bars(window: QMainWindow) -> list[QTabBar]:
    return [
        bar for bar in window.findChildren(QTabBar) if bar.parent() is window and bar.isVisible()
    ]


class Dock(QDockWidget):
    """A dock that hides its title bar while a tab names it.

    It can still be moved then: by its tab.
    """

    def __init__(self, name: str, title: str, panel: QWidget, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.setWidget(panel)
        self._no_bar = QWidget(self)
        self._no_bar.hide()
        self._title = DockTitle(self)
        self._title.hide()
        # Qt tells before it has rearranged; look when it is done.
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_title_once)
        for signal in (self.dockLocationChanged, self.topLevelChanged, self.visibilityChanged):
            signal.connect(lambda *_: self._look.start())

    def _show_title_once(self) -> None:
        window = self.parent()
        if not isinstance(window, QMainWindow):
            return
        tabbed = not self.isFloating() and bool(window.tabifiedDockWidgets(self))
        bar = self._no_bar if tabbed else self._title
        if self.titleBarWidget() is not bar:
            self.setTitleBarWidget(bar)
            for each in (self._no_bar, self._title):
                each.setVisible(each is bar)
        for tabs in _tab_bars(window):
            tabs.setDrawBase(False)
            tabs.setExpanding(False)
