"""He's (Kaiming's) weights: signals keep their size although ReLU stops half of them."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.initializers.base import Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["HeNormal", "HeUniform"]


class HeUniform(Initializer):
    """Uniform within ±√(6/fan_in); for ReLU.

    Source: He et al. (2015), Delving Deep into Rectifiers.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw within the bound."""
        bound = math.sqrt(6.0 / max(spec.fan_in, 1))
        return rng.uniform(-bound, bound, spec.shape)


class HeNormal(Initializer):
    """Normal with variance 2/fan_in; for ReLU.

    Source: He et al. (2015), Delving Deep into Rectifiers.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw with that variance."""
        return rng.normal(0.0, math.sqrt(2.0 / max(spec.fan_in, 1)), spec.shape)
