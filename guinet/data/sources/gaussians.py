"""Gaussians: two round clouds that a straight line can part."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.types import Array
from guinet.data.plane import PlaneSource

__all__ = ["Gaussians"]


class Gaussians(PlaneSource):
    """Two round clouds about (−1, −1) and (1, 1); the noise is their standard deviation.

    A single neuron can part them, as well as they can be parted: the clouds overlap more the
    larger the noise is.

    Fields: x (2,), y one of two classes.
    """

    title = "Gaussians"
    classes = ("lower left", "upper right")

    noise = FloatField(0.5, minimum=0.0, maximum=10.0, doc="Standard deviation of each cloud.")

    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return the centre of the class, over and over."""
        return np.full((count, 2), (-1.0, 1.0)[label])
