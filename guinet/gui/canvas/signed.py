"""Signed numbers as colours: blue below zero, orange above, and zero recedes into the card."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.gui import theme

__all__ = ["signed_rgb"]


def signed_rgb(values: Array, reach: float) -> Array:
    """Colour signed values.

    Parameters
    ----------
    values
        Numbers of any shape; not a number is shown like zero.
    reach
        The size that gets the full colour; larger ones are cut off.

    Returns
    -------
    colours
        Unsigned bytes, one axis of three more than ``values``.
    """
    ends = [
        np.array(theme.colour(role).getRgb()[:3], dtype=np.float32)  # type: ignore[index]
        for role in ("negative", "zero", "positive")
    ]
    scaled = np.nan_to_num(np.asarray(values, dtype=np.float32) / (reach or 1.0))
    scaled = np.clip(scaled, -1.0, 1.0)[..., None]
    # A root spreads the many small weights over the colours, as the eye expects of sizes.
    strength = np.sqrt(np.abs(scaled))
    end = np.where(scaled < 0, ends[0], ends[2])
    return np.asarray(np.rint(ends[1] + (end - ends[1]) * strength), dtype=np.uint8)
