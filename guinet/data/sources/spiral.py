"""Spiral: two arms wound about each other."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.types import Array
from guinet.data.plane import PlaneSource

__all__ = ["Spiral"]


class Spiral(PlaneSource):
    """Two arms wound about each other; the hardest of the planes.

    The radius grows evenly from 0 to 1 while the angle makes 1¾ turns; the second arm is
    turned by half a turn. TensorFlow Playground's spiral at radius 1.

    Fields: x (2,), y one of two classes.
    Source: Lang and Witbrock (1988), Learning to Tell Two Spirals Apart.
    """

    title = "Spiral"
    classes = ("first arm", "second arm")

    noise = FloatField(
        0.02, minimum=0.0, maximum=10.0, doc="Standard deviation added to each coordinate."
    )

    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return points along the arm, evenly spaced in radius."""
        radius = np.arange(count) / count
        angle = 1.75 * 2 * np.pi * radius + np.pi * label
        return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
