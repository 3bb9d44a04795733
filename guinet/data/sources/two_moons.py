"""Two moons: two half circles that reach into each other."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.data.plane import PlaneSource

__all__ = ["TwoMoons"]


class TwoMoons(PlaneSource):
    """Two half circles that reach into each other; no straight line parts them.

    The upper one is (cos t, sin t), the lower one (1 − cos t, ½ − sin t), for t from 0 to π
    in equal steps; the geometry of scikit-learn's ``make_moons``.

    Fields: x (2,), y one of two classes.
    """

    title = "Two moons"
    classes = ("upper moon", "lower moon")

    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return points on the half circle, evenly spaced."""
        t = np.linspace(0, np.pi, count)
        if label == 0:
            return np.column_stack([np.cos(t), np.sin(t)])
        return np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
