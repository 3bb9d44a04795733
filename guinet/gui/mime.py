"""What travels in a drag within the window."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

__all__ = ["MODULE_MIME", "dragged_module", "module_mime"]

MODULE_MIME = "application/x-guinet-module"
"""A module type, or a composite of the library, on its way from the palette to the canvas; the
payload is its name, UTF-8."""


def module_mime(name: str) -> QMimeData:
    """Return what a drag of a module type or a composite carries."""
    data = QMimeData()
    data.setData(MODULE_MIME, name.encode())
    return data


def dragged_module(data: QMimeData) -> str | None:
    """Return the name that a drag from the palette carries, or None if it is another drag."""
    if not data.hasFormat(MODULE_MIME):
        return None
    return bytes(data.data(MODULE_MIME).data()).decode(errors="replace")
