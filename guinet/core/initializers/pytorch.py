"""PyTorch's own choice for Linear, convolutions and recurrent modules."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.initializers.base import Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Pytorch"]


class Pytorch(Initializer):
    """Uniform within ±1/√fan_in: what PyTorch does for Linear and Conv, bias included.

    Source: PyTorch's ``reset_parameters``; LeCun et al. (1998), Efficient BackProp.
    """

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw within ±1/√fan_in."""
        bound = 1.0 / math.sqrt(max(spec.fan_in, 1))
        return rng.uniform(-bound, bound, spec.shape)
