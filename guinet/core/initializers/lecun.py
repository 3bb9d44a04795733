"""LeCun's weights: a sum over all inputs has variance 1 if each input has."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.initializers.base import Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["LecunNormal", "LecunUniform"]


class LecunUniform(Initializer):
    """Uniform within ±√(3/fan_in); for linear outputs and SELU.

    Source: LeCun et al. (1998), Efficient BackProp.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw within the bound."""
        bound = math.sqrt(3.0 / max(spec.fan_in, 1))
        return rng.uniform(-bound, bound, spec.shape)


class LecunNormal(Initializer):
    """Normal with variance 1/fan_in; for linear outputs and SELU.

    Source: LeCun et al. (1998), Efficient BackProp; Klambauer et al. (2017).
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw with that variance."""
        return rng.normal(0.0, math.sqrt(1.0 / max(spec.fan_in, 1)), spec.shape)
