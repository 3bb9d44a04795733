"""Weights that begin with one number: no symmetry is broken, so mostly for scales and shifts."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.initializers.base import LARGEST, Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Constant", "Ones", "Zeros"]


class Zeros(Initializer):
    """All zeros."""

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Return zeros."""
        return np.zeros(spec.shape)


class Ones(Initializer):
    """All ones."""

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Return ones."""
        return np.ones(spec.shape)


class Constant(Initializer):
    """One number everywhere."""

    value = FloatField(0.1, minimum=-LARGEST, maximum=LARGEST, doc="The number.")

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Return the number."""
        return np.full(spec.shape, self.value)
