"""What a right click on the palette offers: a person's own composites can go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QTreeView

from guinet.core.errors import FileError
from guinet.gui.dialogs import questions
from guinet.gui.editor import Editor
from guinet.gui.panels.palette_delegate import ITEM_ROLE
from guinet.project.atomic import backup_of
from guinet.project.library import Entry
from guinet.project.library_save import remove_composite

__all__ = ["PaletteMenu"]


class PaletteMenu:
    """The context menu of the palette's list.

    Parameters
    ----------
    view
        The list.
    editor
        Tells everyone that the library has changed.
    read_again
        Reads the library anew.
    """

    def __init__(self, view: QTreeView, editor: Editor, read_again: Callable[[], None]) -> None:
        self._view = view
        self._editor = editor
        self._read_again = read_again
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show)

    def fill(self, menu: QMenu, place: QPoint) -> None:
        """Add what can be done with what lies at a place of the list."""
        index = self._view.indexAt(place)
        item = index.data(ITEM_ROLE) if index.isValid() else None
        entry = None if item is None else item.entry
        if entry is not None and entry.origin == "personal":
            menu.addAction("Remove from my library …").triggered.connect(
                lambda _=False: self.remove(entry)
            )
            menu.addSeparator()
        menu.addAction("Read the library again").triggered.connect(
            lambda _=False: self._read_again()
        )

    def remove(self, entry: Entry) -> None:
        """Take a composite out of the library, if the person means it."""
        window = self._view.window()
        if not questions.ask_remove(window, entry.name, backup_of(entry.path).name):
            return
        try:
            remove_composite(entry)
        except FileError as error:
            questions.tell(window, "It stays in the library", str(error))
        self._editor.library_changed.emit()

    def _show(self, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu, place)
        menu.popup(self._view.viewport().mapToGlobal(place))
