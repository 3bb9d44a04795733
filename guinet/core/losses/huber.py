"""A parabola near 0 that goes on as a straight line."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["huber"]


def huber(error: Array, delta: float) -> tuple[Array, Array]:
    """Return ½e² up to |e| = δ and δ(|e| − ½δ) beyond, and the derivative, element by element."""
    distance = np.abs(error)
    # One formula for both parts, which squares nothing that is large.
    near = np.minimum(distance, delta)
    slope: Array = np.clip(error, -delta, delta)
    return near * (distance - 0.5 * near), slope
