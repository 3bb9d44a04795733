"""Shares of classes, or numbers, as the colours of a field."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.signed import signed_rgb
from guinet.gui.class_colours import class_colours

__all__ = ["field_rgb"]

_STRENGTH = 0.6


def field_rgb(shares: Array, *, discrete: bool = False) -> Array:
    """Return the colours of a field, (rows, columns, 3) bytes.

    Parameters
    ----------
    shares
        (rows, columns, K): of K classes; K = 1 for signed numbers.
    discrete
        Whether the likeliest class alone is shown.
    """
    if shares.shape[-1] == 1:
        values = shares[..., 0] - np.median(shares[..., 0])
        return signed_rgb(values, float(np.abs(values).max()) or 1.0)
    count = shares.shape[-1]
    if discrete:
        shares = np.eye(count)[shares.argmax(axis=-1)]
    ground = _rgb(theme.colour("canvas"))
    colours = np.stack([_rgb(colour) for colour in class_colours(count)])
    # What is undecided between all classes is as the ground; certainty has the full colour.
    excess = np.clip((shares - 1 / count) / (1 - 1 / count), 0.0, 1.0)
    strength = np.clip(excess.sum(axis=-1, keepdims=True), 0.0, 1.0)
    weights = excess / np.maximum(excess.sum(axis=-1, keepdims=True), 1e-9)
    colour = weights @ colours
    mixed = ground + (colour - ground) * strength**0.6 * _STRENGTH
    return np.asarray(np.rint(np.clip(mixed, 0, 255)), np.uint8)


def _rgb(colour: QColor) -> Array:
    return np.array([colour.red(), colour.green(), colour.blue()], float)
