"""The menu under a right click, made from the rows that say they belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from guinet.gui.actions import ACTIONS, ActionSpec

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["context_menu", "open_context_menu"]


def context_menu(window: MainWindow, place: str) -> QMenu:
    """Return the menu of a place: ``"card"``, ``"edge"``, ``"port"``, ``"frame"``, ``"empty"``.

    Lines stand where the menu bar has them, and between what is of different menus there.
    """
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    heading, line = "", False
    for spec in ACTIONS:
        if not isinstance(spec, ActionSpec):
            line = True
        elif place in spec.context:
            if not menu.isEmpty() and (line or spec.menu != heading):
                menu.addSeparator()
            menu.addAction(window.actions_by_id[spec.id])
            heading, line = spec.menu, False
    return menu


def open_context_menu(window: MainWindow, place: str, spot: QPoint) -> None:
    """Open the menu of a place at a spot of the screen."""
    window.refresh_actions()
    menu, canvas = context_menu(window, place), window.canvas
    canvas.whereabouts.stay_for(menu, canvas.viewport().mapFromGlobal(spot))
    menu.popup(spot)
