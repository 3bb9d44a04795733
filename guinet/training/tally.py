"""Condensing the losses of many steps into points, none left uncounted."""

from __future__ import annotations

import math

from guinet.training.messages import LossPoint

__all__ = ["LossTally"]


class LossTally:
    """Count, mean, smallest and largest loss of the steps since the last point.

    Attributes
    ----------
    count
        Steps that are waiting.
    """

    def __init__(self) -> None:
        self._first_step = 0
        self.count = 0
        self._sum = 0.0
        self._low = math.inf
        self._high = -math.inf

    def __bool__(self) -> bool:
        """Whether any step is waiting."""
        return self.count > 0

    def add(self, step: int, loss: float) -> None:
        """Count one step; called after every one, so it does little."""
        if not self.count:
            self._first_step = step
        self.count += 1
        self._sum += loss
        if loss < self._low:
            self._low = loss
        if loss > self._high:
            self._high = loss

    def point(self) -> LossPoint:
        """Return the steps so far as one point; they keep waiting until `clear`."""
        mean = self._sum / self.count
        return LossPoint(self._first_step, self.count, mean, self._low, self._high)

    def clear(self) -> None:
        """Begin the next point."""
        self.__init__()  # type: ignore[misc]
