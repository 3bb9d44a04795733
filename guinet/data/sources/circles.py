"""Circles: a disc within a ring."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.data.plane import PlaneSource

__all__ = ["Circles"]


class Circles(PlaneSource):
    """A disc within a ring; one hidden unit is a line, so it takes three to fence it in.

    Radii are uniform, from 0 to 0.5 in the disc and from 0.7 to 1 in the ring, and angles are
    uniform: the geometry of TensorFlow Playground's circle at radius 1.

    Fields: x (2,), y one of two classes.
    """

    title = "Circles"
    classes = ("disc", "ring")

    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return points by radius and angle."""
        radius = rng.uniform(*((0.0, 0.5), (0.7, 1.0))[label], count)
        angle = rng.uniform(0, 2 * np.pi, count)
        return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
