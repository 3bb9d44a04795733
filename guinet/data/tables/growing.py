"""An array that grows at its end."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.types import Array

__all__ = ["Growing"]

_FIRST = 1024


class Growing:
    """Takes piece after piece, in one stretch of memory that grows by a half.

    Many small arrays to be joined in the end would take twice the room, and leave holes behind.

    Parameters
    ----------
    dtype
        Of the numbers; it becomes larger with the first piece that needs it.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._room: Array = np.empty(_FIRST, dtype)
        self.count = 0

    def append(self, values: Array) -> None:
        """Add values at the end."""
        if not np.can_cast(values.dtype, self._room.dtype, "safe"):
            self._room = self._room.astype(np.promote_types(values.dtype, self._room.dtype))
        self._reserve(len(values))
        self._room[self.count : self.count + len(values)] = values
        self.count += len(values)

    def repeat(self, value: float, times: int) -> None:
        """Add a value so many times."""
        self._reserve(times)
        self._room[self.count : self.count + times] = value
        self.count += times

    def finish(self) -> Array:
        """Return the array, which can be written no more; nothing may be added after that."""
        self._room.resize(self.count, refcheck=False)
        self._room.flags.writeable = False
        return self._room

    def _reserve(self, more: int) -> None:
        needed = self.count + more
        if needed > len(self._room):
            self._room.resize(max(needed, len(self._room) * 3 // 2), refcheck=False)
