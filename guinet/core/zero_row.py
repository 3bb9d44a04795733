"""How a table begins of which one row stands for nothing."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import IntField
from guinet.core.initializers import Initializer, initializer_field
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["ZeroRow"]


class ZeroRow(Initializer):
    """Another initializer with one row set to zeros; made by a module, not chosen by a person."""

    row = IntField(0, minimum=0, doc="Which row.")
    others = initializer_field("normal", doc="How the other rows begin.")

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Draw, then clear the row."""
        values = self.others.draw(spec, rng)
        values[self.row] = 0.0
        return values
