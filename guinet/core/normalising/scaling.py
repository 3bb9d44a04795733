"""The learned scale and shift after a normalisation, and the way back."""

from __future__ import annotations

from guinet.core.types import Array, Named

__all__ = ["scale", "scale_back"]


def scale(values: Array, weights: Named, aligned: tuple[int, ...]) -> Array:
    """Multiply with ``weight`` and add ``bias``, those of them that there are.

    Parameters
    ----------
    values
        Usually normalised.
    weights
        Learned arrays by name.
    aligned
        Shape in which these stand along the axes of the values, 1 where they do not vary.
    """
    if "weight" in weights:
        values = values * weights["weight"].reshape(aligned)
    if "bias" in weights:
        values = values + weights["bias"].reshape(aligned)
    return values


def scale_back(
    dy: Array, values: Array, weights: Named, aligned: tuple[int, ...]
) -> tuple[Array, dict[str, Array]]:
    """Return the gradients of the values and of the weights, for what `scale` did."""
    repeated = tuple(axis for axis, size in enumerate(aligned) if size == 1)
    d_weights: dict[str, Array] = {}
    if "bias" in weights:
        d_weights["bias"] = dy.sum(axis=repeated).reshape(weights["bias"].shape)
    if "weight" in weights:
        weight = weights["weight"]
        d_weights["weight"] = (dy * values).sum(axis=repeated).reshape(weight.shape)
        dy = dy * weight.reshape(aligned)
    return dy, d_weights
