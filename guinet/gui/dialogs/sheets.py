"""The sheet of bindings, and what guinet is."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from guinet.gui.actions.gestures import NOTES
from guinet.gui.actions.table import rows
from guinet.gui.bindings.native import native

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["about", "bindings_sheet"]


def bindings_sheet(parent: MainWindow) -> QDialog:
    """Return a sheet of every key and gesture, made from the table of actions."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keys and gestures")
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for heading, entries in _rows(parent).items():
        title = QLabel(heading)
        title.setProperty("role", "heading")
        title.setContentsMargins(0, 12 if grid.count() else 0, 0, 0)
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        for what, how in entries:
            row = grid.rowCount()
            grid.addWidget(QLabel(what), row, 0, Qt.AlignmentFlag.AlignTop)
            keys = QLabel(how)
            keys.setProperty("role", "muted")
            keys.setWordWrap(True)
            grid.addWidget(keys, row, 1)
    grid.setColumnStretch(1, 1)
    content = QWidget()
    content.setLayout(grid)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(content)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(scroll)
    layout.addWidget(buttons)
    dialog.resize(560, 620)
    return dialog


def _rows(window: MainWindow) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows():
        keys = ", ".join(native(text) for text in window.bindings.of(row.id))
        if keys:
            found.setdefault(row.heading, []).append((row.text.removesuffix(" …"), keys))
    found.setdefault("Mouse", []).extend((note.text, note.how) for note in NOTES)
    return found


def about(parent: QWidget) -> None:
    """Say what guinet is and which version runs."""
    QMessageBox.about(
        parent,
        "About guinet",
        f"<b>guinet {version('guinet')}</b><p>Draw a neural network, press play, and watch the "
        "gradients flow. Every number on the screen is computed from your own network.</p>"
        "<p>MIT licence.</p>",
    )
