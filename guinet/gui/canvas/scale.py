"""The scales that turn sizes into colours and widths.

Gradients differ by orders of magnitude, so their scale is logarithmic. It spans whole decades
and, while a run lasts, only ever grows: a colour that was seen keeps its meaning. Pinned by hand it
stays as it is whatever runs, so that two networks can be compared.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from guinet.core.types import Array

__all__ = [
    "DECADES",
    "LEVELS",
    "WIDEST_PX",
    "LogScale",
    "gradient_rgb",
    "width_px",
    "widths_px",
]

LEVELS = 96
"""Number of colours on the scale; finer steps cannot be told apart."""

NARROWEST_PX, WIDEST_PX = 2.0, 8.0
_LOWEST_DECADE, _HIGHEST_DECADE = -12, 6
_FEWEST_DECADES = 2
DECADES = range(_LOWEST_DECADE, _HIGHEST_DECADE + 1)
"""Exponents of ten at which a scale may end."""

_TRIM = 0.14


class LogScale:
    """A logarithmic scale of whole decades that extends and never shrinks, unless it is pinned.

    Parameters
    ----------
    low, high
        Exponents of ten at its ends, until values have been seen.

    Attributes
    ----------
    pinned
        The exponents at the ends that a person chose, or None.
    """

    def __init__(self, low: int = -3, high: int = 1) -> None:
        self._default = self._own = (low, high)
        self._seen = False
        self.pinned: tuple[int, int] | None = None

    @property
    def low(self) -> int:
        """The exponent of ten at its lower end."""
        return (self.pinned or self._own)[0]

    @property
    def high(self) -> int:
        """The exponent of ten at its upper end."""
        return (self.pinned or self._own)[1]

    def pin(self, ends: tuple[int, int] | None) -> None:
        """Keep these ends, at least a decade apart; None: follow what is seen again."""
        if ends is not None:
            low = max(_LOWEST_DECADE, min(ends[0], _HIGHEST_DECADE - 1))
            ends = low, min(_HIGHEST_DECADE, max(ends[1], low + 1))
        self.pinned = ends

    def reset(self) -> None:
        """Forget what was seen: another run begins. What is pinned stays."""
        self._own = self._default
        self._seen = False

    def extend(self, values: Array) -> bool:
        """Make room for values; those that are not positive and finite are passed over.

        Returns
        -------
        changed
            Whether the scale is another one now.
        """
        positive = values[np.isfinite(values) & (values > 0)]
        if not positive.size:
            return False
        before = self.low, self.high
        low = max(_LOWEST_DECADE, math.floor(math.log10(positive.min())))
        high = min(_HIGHEST_DECADE, math.ceil(math.log10(positive.max())))
        low = min(low, _HIGHEST_DECADE - _FEWEST_DECADES)
        high = max(high, _LOWEST_DECADE + _FEWEST_DECADES)
        if self._seen:
            low, high = min(low, self._own[0]), max(high, self._own[1])
        self._own = min(low, high - _FEWEST_DECADES), high
        self._seen = True
        return before != (self.low, self.high)

    def fraction(self, values: Array) -> Array:
        """Return where values stand, 0 at the lower end and 1 at the upper; NaN stays NaN."""
        with np.errstate(divide="ignore", invalid="ignore"):
            exponents = np.log10(np.asarray(values, dtype=np.float64))
        return np.clip((exponents - self.low) / (self.high - self.low), 0.0, 1.0)

    def decades(self) -> range:
        """Return the exponents of its ticks, at most six of them."""
        span = self.high - self.low
        return range(self.low, self.high + 1, max(1, math.ceil(span / 5)))


@cache
def gradient_rgb() -> Array:
    """Return the colours of the gradient scale, from vanishing to exploding.

    Returns
    -------
    colours
        (LEVELS, 3) unsigned bytes: viridis without its darkest end, which neither theme shows.
    """
    import pyqtgraph

    colour_map = pyqtgraph.colormap.get("viridis")
    table = colour_map.getLookupTable(_TRIM, 1.0, LEVELS, alpha=False)
    return np.asarray(table, dtype=np.uint8)


def widths_px(activations: Array) -> Array:
    """Return the widths of edges whose activations have these root mean squares."""
    with np.errstate(divide="ignore", invalid="ignore"):
        widths = np.clip(4.5 + 2.2 * np.log10(activations), NARROWEST_PX, WIDEST_PX)
    # Zero, or not known.
    return np.where(activations > 0, widths, NARROWEST_PX)


def width_px(activation: float) -> float:
    """Return the width of an edge whose activation has this root mean square."""
    return float(widths_px(np.array([activation]))[0])
