"""What stands around an array when it is padded, and the way back.

Every axis is padded by itself, one after the other; a corner therefore holds what its row holds
of what its column holds, as in PyTorch.
"""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["PADDING_MODES", "crop_axis", "pad_axis", "source_places"]

PADDING_MODES = ("constant", "reflect", "replicate", "circular")
"""A number; a mirror image without the border itself; the border again; the other end."""

_NUMPY = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def source_places(length: int, before: int, after: int, mode: str) -> Array:
    """Return, for each place of a padded axis, the place of the axis that it copies."""
    places = np.arange(length, dtype=np.int64)
    found: Array = np.pad(places, (before, after), mode=_NUMPY[mode])  # type: ignore[call-overload]
    return found


def pad_axis(x: Array, axis: int, before: int, after: int, mode: str, value: float = 0.0) -> Array:
    """Return an array with so much more before and behind an axis."""
    if before == after == 0:
        return x
    if mode != "constant":
        return x.take(source_places(x.shape[axis], before, after, mode), axis=axis)
    shape = list(x.shape)
    shape[axis] += before + after
    y = np.full(shape, value, x.dtype)
    _part(y, axis, before, before + x.shape[axis])[...] = x
    return y


def crop_axis(dy: Array, axis: int, before: int, after: int, mode: str) -> Array:
    """Return the gradient of what was padded: its own place's and those of its copies."""
    if before == after == 0:
        return dy
    length = dy.shape[axis] - before - after
    inner = _part(dy, axis, before, before + length)
    if mode == "constant":
        return inner
    dx = inner.copy()
    places = source_places(length, before, after, mode)
    for start, stop in ((0, before), (before + length, before + length + after)):
        border, origin = _part(dy, axis, start, stop), places[start:stop]
        if mode == "replicate":
            border = border.sum(axis=axis, keepdims=True)
            origin = origin[:1]
        # No place is copied twice within one border, so this adds up.
        dx[(slice(None),) * axis + (origin,)] += border
    return dx


def _part(x: Array, axis: int, start: int, stop: int) -> Array:
    part: Array = x[(slice(None),) * axis + (slice(start, stop),)]
    return part
