"""The length of the whole gradient, and what shortens it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from guinet.core.types import Array

__all__ = ["GradientNorm"]

_EPS = 1e-6
"""PyTorch's, in ``clip_grad_norm_``."""


class GradientNorm:
    """Measures the norm over all chunks that learn.

    Parameters
    ----------
    chunks
        The gradients, in pieces, at least one; always the same, so that sums round alike.
    limit
        Longest norm that stays as it is.

    Attributes
    ----------
    shortening
        An array without axes: what the gradients are to be multiplied by, 1 or less.
    """

    def __init__(self, chunks: Sequence[Array], limit: float) -> None:
        self._chunks = tuple(chunks)
        self._limit = limit
        self.shortening = np.ones((), chunks[0].dtype)

    def measure(self) -> float:
        """Set `shortening` by the gradients as they are now, and return their norm."""
        squares = sum(float(np.dot(chunk, chunk)) for chunk in self._chunks)
        if not math.isfinite(squares):
            # The square of a large float32 is beyond it.
            squares = sum(float(np.sum(np.square(c, dtype=np.float64))) for c in self._chunks)
        norm = math.sqrt(squares)
        self.shortening[()] = min(1.0, self._limit / (norm + _EPS))
        return norm
