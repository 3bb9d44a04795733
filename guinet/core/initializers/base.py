"""What an initializer is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

import numpy as np

from guinet.core.configured import Configured
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["LARGEST", "Initializer"]

LARGEST = 1e6
"""Bound of what people set: far above any use, and far below what 32-bit numbers can hold."""


class Initializer(Configured, ABC):
    """Makes the first values of a weight from its spec and a random generator."""

    @classmethod
    def type_name(cls) -> str:
        """Return the name in files and lists: the class's in small letters, ``he_normal``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    @abstractmethod
    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Return an array of the spec's shape, in float64."""
