"""The menu bar, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from guinet.document.settings import Theme
from guinet.gui.actions import ACTIONS, SEPARATOR
from guinet.gui.format import unmarked

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["fill_menu_bar"]

_MENUS = ("File", "Edit", "View", "Graph", "Run", "Help")
_THEMES: dict[Theme, str] = {"system": "Like the system", "dark": "Dark", "light": "Light"}


def fill_menu_bar(window: MainWindow) -> None:
    """Add all menus; entries learn whether they are usable when their menu opens."""
    menus = {title: window.menuBar().addMenu(f"&{title}") for title in _MENUS}
    menu = menus["File"]
    for spec in ACTIONS:
        if spec == SEPARATOR:
            menu.addSeparator()
        elif not isinstance(spec, str):
            menu = menus[spec.menu]
            menu.addAction(window.actions_by_id[spec.id])
            if spec.id == "open":
                _add_recent(window, menu)
                _add_examples(window, menu)
    _add_themes(window, menus["View"])
    _add_docks(window, menus["View"])
    for title_menu in menus.values():
        title_menu.aboutToShow.connect(window.refresh_actions)


def _add_recent(window: MainWindow, menu: QMenu) -> None:
    recent = menu.addMenu("Open recent")

    def fill() -> None:
        recent.clear()
        for path in window.settings.recent_files:
            recent.addAction(unmarked(str(path))).triggered.connect(
                lambda _checked=False, path=path: window.files.open(str(path))
            )
        if recent.isEmpty():
            recent.addAction("No files yet").setEnabled(False)

    recent.aboutToShow.connect(fill)
    fill()


def _add_examples(window: MainWindow, menu: QMenu) -> None:
    from guinet.project.examples import examples

    submenu = menu.addMenu("Examples")
    submenu.setToolTipsVisible(True)
    for example in examples():
        action = submenu.addAction(example.title)
        action.setToolTip(example.description)
        action.triggered.connect(
            lambda _checked=False, name=example.name: window.files.open(f"example:{name}")
        )


def _add_themes(window: MainWindow, menu: QMenu) -> None:
    submenu = menu.addMenu("Theme")
    group = QActionGroup(submenu)
    for name, title in _THEMES.items():
        action = QAction(title, submenu, checkable=True)
        action.setChecked(window.settings.theme == name)
        action.triggered.connect(lambda _checked=False, name=name: window.choose_theme(name))
        group.addAction(action)
        submenu.addAction(action)


def _add_docks(window: MainWindow, menu: QMenu) -> None:
    submenu = menu.addMenu("Panels")
    for dock in window.docks.values():
        submenu.addAction(dock.toggleViewAction())
    submenu.addSeparator()
    submenu.addAction("Restore the arrangement").triggered.connect(window.arrange)
