"""Taking a plot along: as a picture, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QMenu

from guinet.gui.dialogs.questions import ask_place
from guinet.gui.dialogs.saving import table_text, write_or_tell

if TYPE_CHECKING:
    from guinet.gui.plots.tile import Tile

__all__ = ["picture_of", "tile_menu"]

_SCALE = 2.0


def picture_of(tile: Tile) -> QPixmap:
    """Return a tile as it is painted, at twice the size; without its menu button."""
    picture = QPixmap(tile.size() * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(tile.palette().window().color())
    tile.menu_button.hide()
    tile.render(picture)
    tile.menu_button.show()
    return picture


def tile_menu(tile: Tile) -> QMenu:
    """Return the menu of a tile."""
    menu = QMenu(tile)
    menu.aboutToHide.connect(menu.deleteLater)
    tile.fill_menu(menu)
    menu.addAction("Save picture…", lambda: _ask_picture(tile))
    table = menu.addAction("Save as CSV…", lambda: _ask_table(tile))
    table.setEnabled(len(tile.rows()) > 1)
    menu.addAction("Copy picture", lambda: QGuiApplication.clipboard().setPixmap(picture_of(tile)))
    menu.addSeparator()
    menu.addAction("Larger or back", tile.enlarge_asked.emit)
    menu.addAction("Hide this plot", tile.hide_asked.emit)
    return menu


def _ask_picture(tile: Tile) -> None:
    path = _ask(tile, "png", "Pictures (*.png)")
    if path is None:
        return
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture_of(tile).save(buffer, "PNG")
    _write(tile, path, bytes(content.data()))


def _ask_table(tile: Tile) -> None:
    path = _ask(tile, "csv", "Tables (*.csv)")
    if path is not None:
        _write(tile, path, table_text(tile.rows()).encode())


def _write(tile: Tile, path: Path, content: bytes) -> None:
    write_or_tell(tile, path, content, "The plot was not saved")


def _ask(tile: Tile, ending: str, kinds: str) -> Path | None:
    return ask_place(tile, f"Save {tile.title}", f"{tile.id}.{ending}", kinds)
