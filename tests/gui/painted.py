"""The words that a widget paints, and where."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

Words = list[tuple[str, QPointF]]


@contextmanager
def _recorded(module: Any) -> Iterator[Words]:
    """Note what the painters of a module write while this lasts."""
    found: Words = []

    class Noting(QPainter):
        def drawText(self, *given: Any) -> Any:
            place = given[0]
            middle = QRectF(place).center() if not isinstance(place, QPointF) else place
            found.append((given[-1], self.transform().map(middle)))
            return super().drawText(*given)

    module.QPainter = Noting
    try:
        yield found
    finally:
        module.QPainter = QPainter


def painted_words(widget: QWidget) -> Words:
    """Return what a widget writes when it is painted, with the middle of each place."""
    with _recorded(sys.modules[type(widget).__module__]) as found:
        widget.grab()
    return found
