"""How fast training may go, for those who want to watch it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from guinet.gui.bridge import Bridge

__all__ = ["SPEEDS", "SpeedLimit"]

SPEEDS: tuple[float | None, ...] = (1.0, 5.0, 20.0, 60.0, 200.0, 1000.0, None)
"""Steps in a second, from the slowest to full speed."""


class SpeedLimit(QObject):
    """The limit that was chosen; it holds until another is, and changes no result.

    Signals
    -------
    changed
        Another limit was chosen.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self.steps_per_s: float | None = None

    @property
    def words(self) -> str:
        """The limit in words."""
        return words_of(self.steps_per_s)

    def choose(self, steps_per_s: float | None) -> None:
        """Take another limit; None: full speed."""
        if steps_per_s != self.steps_per_s:
            self.steps_per_s = steps_per_s
            self._bridge.tell(lambda client: client.set_speed(steps_per_s), starts=False)
            self.changed.emit()

    def shift(self, places: int) -> None:
        """Take the limit so many places faster, or slower if negative."""
        place = SPEEDS.index(self.steps_per_s) + places
        self.choose(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    def _on_chosen(self, speed: float | None, _: bool = False) -> None:
        self.choose(speed)

    def menu(self, parent: QWidget) -> QMenu:
        """Return the choice as a menu."""
        menu = QMenu(parent)
        group = QActionGroup(menu)
        for speed in reversed(SPEEDS):
            action = menu.addAction(words_of(speed))
            action.triggered.connect(partial(self._on_chosen, speed))
            action.setCheckable(True)
            action.setChecked(speed == self.steps_per_s)
            group.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


def words_of(steps_per_s: float | None) -> str:
    """Return a limit in words."""
    if steps_per_s is None:
        return "Full speed"
    return "1 step a second" if steps_per_s == 1 else f"{steps_per_s:g} steps a second"
