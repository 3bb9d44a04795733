"""Docks whose title is shown once: in the tab where there are tabs, else in a bar of its own."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

__all__ = ["Dock"]


class Dock(QDockWidget):
    """A dock that hides its title bar while a tab names it.

    It can still be moved then: by its tab.
    """

    def __init__(self, name: str, title: str, panel: QWidget, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.setWidget(panel)
        self._no_bar = QWidget()
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
        bar = self._no_bar if tabbed else None
        if self.titleBarWidget() is not bar:
            self.setTitleBarWidget(bar)  # type: ignore[arg-type]  # None restores Qt's own
        for tabs in window.findChildren(QTabBar):
            if tabs.parent() is window:
                tabs.setDrawBase(False)
                tabs.setExpanding(False)
