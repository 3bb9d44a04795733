"""Places in whole pixels, the same ones wherever the picture that is painted begins.

Pieces of a picture are painted by themselves, each from its own corner. A place midway between
two pixels must fall on the same one in each: neither an even number more than an odd one, nor
the last bit of a sum may decide.
"""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array

__all__ = ["before", "nearest"]

_DUST_PX = 1e-6
"""More than what a sum of pixels loses, and less than anybody sees."""


def before(places: Array) -> Array:
    """Return the last whole pixels that lie not beyond places."""
    return np.asarray(np.floor(places + _DUST_PX))


def nearest(places: Array) -> Array:
    """Return the whole pixels nearest to places, of two the farther along."""
    return before(places + 0.5)
