"""Which parts of the scene must be painted again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from guinet.core.types import Array

__all__ = ["Mark", "Stale"]


class Mark(NamedTuple):
    """Parts of the scene that no longer look as they were painted.

    Attributes
    ----------
    boxes
        (n, 4) left, top, right, bottom; None for everything.
    soon
        Whether the old look may stay for some frames.
    """

    boxes: Array | None
    soon: bool


class Stale:
    """Collects what must be painted again until the next frame takes it.

    Parameters
    ----------
    told
        Called when there is something after nothing was.
    """

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._marks: list[Mark] = []

    def rect(self, rect: QRectF) -> None:
        """Mark one part."""
        self.boxes(np.array([[rect.left(), rect.top(), rect.right(), rect.bottom()]]))

    def boxes(self, boxes: Array, *, soon: bool = False) -> None:
        """Mark several parts, (n, 4)."""
        if len(boxes):
            self._add(Mark(boxes, soon))

    def everything(self, *, soon: bool = False) -> None:
        """Mark all there is."""
        self._add(Mark(None, soon))

    def take(self) -> list[Mark]:
        """Return what was marked, at most one mark of each kind, and forget it."""
        marks, self._marks = self._marks, []
        found: list[Mark] = []
        for soon in (False, True):
            boxes = [mark.boxes for mark in marks if mark.soon == soon]
            parts = [each for each in boxes if each is not None]
            if len(parts) < len(boxes):
                found.append(Mark(None, soon))
            elif parts:
                found.append(Mark(np.concatenate(parts), soon))
        return found

    def _add(self, mark: Mark) -> None:
        first = not self._marks
        self._marks.append(mark)
        if first:
            self._told()
