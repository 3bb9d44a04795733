"""Functions of exponentials that neither overflow nor divide by zero, at any finite input."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["log_softmax", "sigmoid", "softmax", "softplus"]


def sigmoid(x: Array) -> Array:
    """Return 1/(1 + e⁻ˣ), element by element.

    Only e to a negative power is taken: 1/(1 + e⁻ˣ) for x ≥ 0 and eˣ/(1 + eˣ) below.
    """
    small = np.exp(-np.abs(x))
    result: Array = np.where(x >= 0, 1, small) / (1 + small)
    return result


def softplus(x: Array) -> Array:
    """Return log(1 + eˣ), element by element: max(x, 0) + log(1 + e^−|x|)."""
    result: Array = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return result


def softmax(x: Array, axis: int) -> Array:
    """Return eˣ/Σeˣ along an axis, after subtracting the maximum, which changes nothing."""
    exponentials = np.exp(x - x.max(axis=axis, keepdims=True))
    result: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return result


def log_softmax(x: Array, axis: int) -> Array:
    """Return log(eˣ/Σeˣ) along an axis (log-sum-exp with the maximum taken out)."""
    shifted = x - x.max(axis=axis, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return result
