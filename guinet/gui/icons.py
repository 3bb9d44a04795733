"""Icons by what they stand for, in the colours of the theme.

The icon fonts take a quarter of a second to load. Controls therefore ask `decorate` and get
their icon right after the window stands; `icon` itself loads at once.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QLabel
from shiboken6 import isValid

from guinet.gui import later, theme

__all__ = ["NAMES", "decorate", "icon", "show_icon"]

NAMES = {
    "play": "ph.play-fill",
    "pause": "ph.pause-fill",
    "step": "ph.skip-forward",
    "reset": "ph.arrow-counter-clockwise",
    "search": "ph.magnifying-glass",
    "clear": "ph.x",
    "close": "ph.x",
    "float": "ph.arrow-square-out",
    "error": "ph.x-circle",
    "warning": "ph.warning",
    "good": "ph.check-circle",
    "info": "ph.info",
    "help": "ph.question",
    "folder": "ph.folder-open",
    "table": "ph.table",
    "restart": "ph.arrow-clockwise",
    "locked": "ph.lock-simple-fill",
    "unlocked": "ph.lock-simple-open",
    "add": "ph.plus",
    "speed": "ph.gauge",
    "more": "ph.dots-three",
    "home": "ph.house",
    "pin": "ph.push-pin",
    "pinned": "ph.push-pin-fill",
    "erase": "ph.eraser",
    "dice": "ph.dice-five",
    "previous": "ph.caret-left",
    "next": "ph.caret-right",
    "unfolded": "ph.caret-down",
}
"""From role to the name of the picture in qtawesome."""

_loaded = False
_scheduled = False
_following = False
_dressed: WeakSet[QObject] = WeakSet()


def icon(name: str, role: str = "muted") -> QIcon:
    """Return an icon in the current theme.

    Parameters
    ----------
    name
        What it stands for, a key of `NAMES`.
    role
        Role of its colour.
    """
    global _loaded
    _loaded = True
    return _icon(name, theme.colour(role).name(), theme.colour("disabled").name())


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    import qtawesome

    made: Any = qtawesome.icon(NAMES[name], color=colour, color_disabled=disabled)
    return QIcon(made)


def decorate(button: QAbstractButton, name: str, role: str = "text", size_px: int = 16) -> None:
    """Give a button an icon, now or as soon as the fonts are loaded, in every theme."""
    button.setIconSize(QSize(size_px, size_px))
    _dress(button, name, role, size_px)


def show_icon(label: QLabel, name: str, role: str = "muted", size_px: int = 16) -> None:
    """Show an icon in a label, now or as soon as the fonts are loaded, in every theme."""
    label.setFixedSize(size_px, size_px)
    _dress(label, name, role, size_px)


def _dress(widget: QAbstractButton | QLabel, name: str, role: str, size_px: int) -> None:
    widget.setProperty("icon_name", name)
    widget.setProperty("icon_role", role)
    widget.setProperty("icon_size", size_px)
    _dressed.add(widget)
    _follow_theme()
    if _loaded:
        _draw(widget)
    else:
        _schedule()


def _follow_theme() -> None:
    global _following
    if not _following:
        theme.themes.changed.connect(_draw_all)
        _following = True


def _schedule() -> None:
    global _scheduled
    if not _scheduled:
        later.when_seen(_draw_all, theme.themes)
        _scheduled = True


def _draw_all() -> None:
    global _scheduled
    _scheduled = False
    for widget in list(_dressed):
        if isValid(widget):
            _draw(widget)


def _draw(widget: QObject) -> None:
    name, role = widget.property("icon_name"), widget.property("icon_role")
    if isinstance(widget, QAbstractButton):
        widget.setIcon(icon(name, role))
    elif isinstance(widget, QLabel):
        size = widget.property("icon_size")
        ratio = widget.devicePixelRatioF()
        widget.setPixmap(icon(name, role).pixmap(QSize(size, size), ratio))
