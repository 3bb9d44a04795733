"""The sheet of bindings, and what guinet is."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
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

from guinet.gui.actions import ACTIONS, GESTURES

__all__ = ["about", "bindings_sheet"]


def bindings_sheet(parent: QWidget) -> QDialog:
    """Return a sheet of every key and gesture, made from the table of actions."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keys and gestures")
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for heading, rows in _rows().items():
        title = QLabel(heading)
        title.setProperty("role", "heading")
        title.setContentsMargins(0, 12 if grid.count() else 0, 0, 0)
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        for what, how in rows:
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


def _rows() -> dict[str, list[tuple[str, str]]]:
    rows: dict[str, list[tuple[str, str]]] = {"With the mouse": list(GESTURES)}
    native = QKeySequence.SequenceFormat.NativeText
    for spec in ACTIONS:
        if not isinstance(spec, str) and spec.shortcuts:
            keys = ", ".join(QKeySequence(keys).toString(native) for keys in spec.shortcuts)
            rows.setdefault(spec.menu, []).append((spec.text.removesuffix(" …"), keys))
    return rows


def about(parent: QWidget) -> None:
    """Say what guinet is and which version runs."""
    QMessageBox.about(
        parent,
        "About guinet",
        f"<b>guinet {version('guinet')}</b><p>Draw a neural network, press play, and watch the "
        "gradients flow. Every number on the screen is computed from your own network.</p>"
        "<p>MIT licence.</p>",
    )
