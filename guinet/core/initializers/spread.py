"""Random weights of a spread that is given by hand."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.initializers.base import LARGEST, Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Normal", "Uniform"]


class Uniform(Initializer):
    """Uniform within ±bound."""

    bound = FloatField(
        0.05, minimum=0.0, maximum=LARGEST, doc="Largest value; the smallest is its negative."
    )

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw within ±bound."""
        return rng.uniform(-self.bound, self.bound, spec.shape)


class Normal(Initializer):
    """Normal with a mean and a deviation."""

    mean = FloatField(0.0, minimum=-LARGEST, maximum=LARGEST, doc="Mean.")
    std = FloatField(1.0, minimum=0.0, maximum=LARGEST, doc="Standard deviation.")

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw around the mean."""
        return rng.normal(self.mean, self.std, spec.shape)
