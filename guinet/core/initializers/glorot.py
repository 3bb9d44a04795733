"""Glorot's (Xavier's) weights: signals keep their size forward, gradients backward."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.initializers.base import Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["GlorotNormal", "GlorotUniform"]


class GlorotUniform(Initializer):
    """Uniform within ±√(6/(fan_in+fan_out)); for tanh and sigmoid.

    Source: Glorot and Bengio (2010), Understanding the Difficulty of Training Deep
    Feedforward Neural Networks.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw within the bound."""
        bound = math.sqrt(6.0 / (spec.fan_in + spec.fan_out))
        return rng.uniform(-bound, bound, spec.shape)


class GlorotNormal(Initializer):
    """Normal with variance 2/(fan_in+fan_out); for tanh and sigmoid.

    Source: Glorot and Bengio (2010), Understanding the Difficulty of Training Deep
    Feedforward Neural Networks.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw with that variance."""
        return rng.normal(0.0, math.sqrt(2.0 / (spec.fan_in + spec.fan_out)), spec.shape)
