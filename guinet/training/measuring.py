"""How many samples are measured at once."""

from __future__ import annotations

import math

from guinet.graph.analysis import Analysis

__all__ = ["measuring_batch"]

_SAMPLES = 256
_NUMBERS = 1 << 24
"""Most samples, and values, in one pass when measuring, unless the recipe takes more."""


def measuring_batch(analysis: Analysis) -> int:
    """Return how many samples go through the network at once when nothing is learned."""
    values = sum(
        math.prod(spec.shape)
        for specs in analysis.inference.outputs.values()
        for spec in specs
        if spec.batched
    )
    return max(1, min(_SAMPLES, _NUMBERS // max(values, 1)))
