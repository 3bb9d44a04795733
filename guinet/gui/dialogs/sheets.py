"""The sheet of bindings, opened once, and what guinet is."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtWidgets import QMessageBox, QWidget

from guinet.gui.bindings.bindings import Bindings
from guinet.gui.dialogs.bindings import BindingsSheet

__all__ = ["about", "show_bindings"]


def show_bindings(parent: QWidget, bindings: Bindings) -> BindingsSheet:
    """Show every key and gesture, beside the window; the sheet that is open comes to the front."""
    sheet = parent.findChild(BindingsSheet) or BindingsSheet(bindings, parent)
    sheet.show()
    sheet.raise_()
    sheet.activateWindow()
    return sheet


def about(parent: QWidget) -> None:
    """Say what guinet is and which version runs."""
    QMessageBox.about(
        parent,
        "About guinet",
        f"<b>guinet {version('guinet')}</b><p>Draw a neural network, press play, and watch the "
        "gradients flow. Every number on the screen is computed from your own network.</p>"
        "<p>MIT licence.</p>",
    )
