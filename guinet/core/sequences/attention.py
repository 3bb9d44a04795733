"""Multi-head attention: projections, scores, shares, and the means they make."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from guinet.core.stable import softmax
from guinet.core.types import Array, Arrays, Gradients, Named

__all__ = ["SEPARATE", "attend", "head_shares", "multihead"]

SEPARATE = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
"""Names of the projections where they do not stand in one in_proj_weight."""


def attend(
    q: Array, k: Array, v: Array, allowed: Array | None = None, survival: Array | None = None
) -> tuple[Array, Array, Callable[[Array, Array | None], Arrays]]:
    """Return softmax(q kᵀ/√d) v, the shares, and the way back.

    Parameters
    ----------
    q, k, v
        Queries (N, heads, T, d), keys and values (N, heads, S, d).
    allowed
        Which positions see which, (T, S); each row sees at least one. What is not seen gets
        exactly 0.
    survival
        Factors on the shares (dropout), or None.

    Returns
    -------
    mixed
        (N, heads, T, d).
    shares
        (N, heads, T, S), dropout included.
    backward
        From the gradients of ``mixed`` and ``shares`` (None where nobody used these) to those of
        q, k and v.
    """
    q = _scaled(q)
    weights = _weights(q, k, allowed)
    shares = weights if survival is None else weights * survival

    def backward(d_mixed: Array, d_shares: Array | None) -> Arrays:
        d = d_mixed @ v.swapaxes(2, 3)
        if d_shares is not None:
            d = d + d_shares
        if survival is not None:
            d = d * survival
        d_scores = weights * (d - (weights * d).sum(axis=3, keepdims=True))
        d_q = d_scores @ k * (1.0 / math.sqrt(q.shape[-1]))
        return d_q, d_scores.swapaxes(2, 3) @ q, shares.swapaxes(2, 3) @ d_mixed

    return shares @ v, shares, backward


def head_shares(inputs: Arrays, weights: Named, heads: int, allowed: Array | None = None) -> Array:
    """Return the shares of each head, (N, heads, T, S), without dropout.

    Parameters
    ----------
    inputs, weights, heads, allowed
        As in `multihead`.
    """
    q, k, _ = _projected(inputs, weights, heads)
    return _weights(_scaled(q), k, allowed)


def multihead(
    inputs: Arrays,
    weights: Named,
    heads: int,
    allowed: Array | None = None,
    survival: Array | None = None,
) -> tuple[Array, Array, Callable[[Array, Array | None], tuple[Gradients, dict[str, Array]]]]:
    """Project, attend per head, join the heads, project again.

    Parameters
    ----------
    inputs
        Query (N, T, E), key (N, S, K) and value (N, S, V).
    weights
        in_proj_weight (or those of `SEPARATE`) and out_proj_weight, perhaps in_proj_bias and
        out_proj_bias.
    heads
        Number of heads, which divides E.
    allowed, survival
        As in `attend`.

    Returns
    -------
    y
        (N, T, E).
    attention
        The shares averaged over the heads, (N, T, S).
    backward
        From the gradients of ``y`` and ``attention`` (None where nobody used these) to those of
        the inputs and of the weights.
    """
    packed, bias = "in_proj_weight" in weights, "in_proj_bias" in weights
    matrices = _matrices(weights)
    q, k, v = _projected(inputs, weights, heads)
    mixed, shares, back = attend(q, k, v, allowed, survival)
    joined, out = _join(mixed), weights["out_proj_weight"]
    y = joined @ out.T
    if bias:
        y += weights["out_proj_bias"]

    def backward(dy: Array, d_attention: Array | None) -> tuple[Gradients, dict[str, Array]]:
        d_shares = None if d_attention is None else d_attention[:, np.newaxis] / heads
        errors = [_join(d) for d in back(_split(dy @ out, heads), d_shares)]
        products = [_product(d, x) for d, x in zip(errors, inputs, strict=True)]
        d_weights = dict(zip(SEPARATE, products, strict=True))
        if packed:
            d_weights = {"in_proj_weight": np.concatenate(products)}
        d_weights["out_proj_weight"] = _product(dy, joined)
        if bias:
            d_weights["in_proj_bias"] = np.concatenate([d.sum(axis=(0, 1)) for d in errors])
            d_weights["out_proj_bias"] = dy.sum(axis=(0, 1))
        return tuple(d @ matrix for d, matrix in zip(errors, matrices, strict=True)), d_weights

    return y, shares.mean(axis=1), backward


def _scaled(q: Array) -> Array:
    scaled: Array = q * (1.0 / math.sqrt(q.shape[-1]))
    return scaled


def _weights(q: Array, k: Array, allowed: Array | None) -> Array:
    """Return how much each query, scaled, takes of each key."""
    scores = q @ k.swapaxes(2, 3)
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    return softmax(scores, 3)


def _matrices(weights: Named) -> list[Array]:
    """Return the projections of query, key and value."""
    if "in_proj_weight" in weights:
        return list(_thirds(weights["in_proj_weight"]))
    return [weights[name] for name in SEPARATE]


def _projected(inputs: Arrays, weights: Named, heads: int) -> list[Array]:
    """Return queries, keys and values, each (N, heads, positions, E / heads)."""
    projected = [x @ matrix.T for x, matrix in zip(inputs, _matrices(weights), strict=True)]
    if "in_proj_bias" in weights:
        for x, offset in zip(projected, _thirds(weights["in_proj_bias"]), strict=True):
            x += offset
    return [_split(x, heads) for x in projected]


def _split(x: Array, heads: int) -> Array:
    """Turn (N, T, E) into (N, heads, T, E / heads)."""
    count, steps, _ = x.shape
    return x.reshape(count, steps, heads, -1).swapaxes(1, 2)


def _join(x: Array) -> Array:
    """Turn (N, heads, T, E / heads) into (N, T, E)."""
    count, heads, steps, width = x.shape
    return x.swapaxes(1, 2).reshape(count, steps, heads * width)


def _thirds(array: Array) -> list[Array]:
    return list(array.reshape(3, -1, *array.shape[1:]))


def _product(errors: Array, x: Array) -> Array:
    """Return the gradient of a projection's matrix: backpropagated error times input."""
    product: Array = errors.reshape(-1, errors.shape[-1]).T @ x.reshape(-1, x.shape[-1])
    return product
