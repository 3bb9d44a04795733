"""Xor: four squares, the class decided by the signs of both coordinates."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from guinet.core.types import Array
from guinet.data.plane import PlaneSource

__all__ = ["Xor"]


class Xor(PlaneSource):
    """Four squares of points: equal signs of the coordinates, or different ones.

    Each coordinate is uniform from 0.06 to 1 with a random sign, so that the axes stay free;
    TensorFlow Playground's exclusive or at unit size. The four corners of the textbook are
    the source XorCorners.

    Fields: x (2,), y one of two classes.
    """

    title = "Exclusive or"
    classes = ("equal signs", "different signs")

    margin: ClassVar[float] = 0.06

    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return points off the axes, the sign of the second made to fit the class."""
        size = rng.uniform(self.margin, 1.0, (count, 2))
        first = rng.choice([-1.0, 1.0], count)
        second = first if label == 0 else -first
        return np.column_stack([size[:, 0] * first, size[:, 1] * second])
