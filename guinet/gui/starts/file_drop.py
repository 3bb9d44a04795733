"""Networks that are dropped onto the window from outside: they are opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

__all__ = ["FileDrop", "dropped_network"]

_SUFFIXES = (".guinet", ".safetensors")


class FileDrop(QObject):
    """Takes files of networks wherever they are dropped; everything else is left to others.

    Parameters
    ----------
    parent
        The window.
    places
        Widgets that take drops of their own, such as the canvas.
    open_file
        Is called with the path.
    """

    def __init__(
        self, parent: QWidget, places: tuple[QWidget, ...], open_file: Callable[[str], object]
    ) -> None:
        super().__init__(parent)
        self._open = open_file
        for place in (parent, *places):
            place.setAcceptDrops(True)
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept a network on its way, and open it when it is let go."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        path = dropped_network(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            # A question about unsaved changes must not keep the desktop's drag waiting.
            QTimer.singleShot(0, self, lambda: self._open(path))
        return True


def dropped_network(data: QMimeData) -> str | None:
    """Return the path of the network in a drag, None where it brings something else."""
    for url in data.urls():
        if url.isLocalFile() and url.toLocalFile().lower().endswith(_SUFFIXES):
            return url.toLocalFile()
    return None
