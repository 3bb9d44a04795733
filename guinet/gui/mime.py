"""What travels in a drag within the window."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

__all__ = ["MODULE_MIME", "dragged_module", "module_mime"]

MODULE_MIME = "application/x-guinet-module"
"""A module type on its way from the palette to the canvas; the payload is its name, UTF-8."""


def module_mime(type_name: str) -> QMimeData:
    """Return what a drag of a module type carries."""
    data = QMimeData()
    data.setData(MODULE_MIME, type_name.encode())
    return data


def dragged_module(data: QMimeData) -> str | None:
    """Return the name of the module type in a drag, or None if it carries something else."""
    if not data.hasFormat(MODULE_MIME):
        return None
    return bytes(data.data(MODULE_MIME).data()).decode(errors="replace")
