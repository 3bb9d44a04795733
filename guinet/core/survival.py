"""Which numbers survive dropout."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.context import Context
from guinet.core.types import Array

__all__ = ["survival"]


def survival(ctx: Context, p: float, shape: tuple[int, ...], dtype: DTypeLike) -> Array | None:
    """Draw factors that silence each number with probability p and keep the mean.

    Parameters
    ----------
    ctx
        Mode and randomness.
    p
        Probability of a 0; below 1.
    shape
        Shape of the factors, samples first: drawn sample by sample.
    dtype
        Of the factors; they are drawn in float32 whatever it is.

    Returns
    -------
    array or None
        0 or 1/(1 − p) per number; None where nothing is dropped (evaluation, p = 0).
    """
    if not ctx.training or p == 0.0:
        return None
    survives = ctx.rng.random(shape, dtype=np.float32) >= np.float32(p)
    # A Python number takes the type of the array.
    factors: Array = survives.astype(dtype) * (1.0 / (1.0 - p))
    return factors
