"""Arithmetic of ranges: what can come out, from what can come in (None: not known)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import product

from guinet.core.spec import FieldSpec

__all__ = ["Range", "difference", "inverse", "largest", "range_of", "times", "total"]

Range = tuple[float | None, float | None]
"""The least and the largest possible value."""


def range_of(spec: FieldSpec) -> Range:
    """Return the range of what flows along an edge."""
    return spec.low, spec.high


def total(*ranges: Range) -> Range:
    """Return the range of a sum."""
    lows, highs = zip(*ranges, strict=True)
    return _if_known(sum, lows), _if_known(sum, highs)


def difference(one: Range, other: Range) -> Range:
    """Return the range of ``one - other``."""
    low, high = other
    return total(one, (None if high is None else -high, None if low is None else -low))


def times(one: Range, other: Range) -> Range:
    """Return the range of a product: it is largest and least at corners."""
    corners = [0.0 if 0.0 in (a, b) else a * b for a, b in product(_ends(one), _ends(other))]
    return _finite(min(corners)), _finite(max(corners))


def inverse(known: Range) -> Range:
    """Return the range of 1 / x where x is known to keep its sign."""
    low, high = known
    if (low is not None and low > 0) or (high is not None and high < 0):
        return (0.0 if high is None else 1.0 / high), (0.0 if low is None else 1.0 / low)
    return None, None


def largest(*ranges: Range) -> Range:
    """Return the range of the largest of several numbers: one bound below is enough."""
    lows, highs = zip(*ranges, strict=True)
    return max((low for low in lows if low is not None), default=None), _if_known(max, highs)


def _ends(known: Range) -> tuple[float, float]:
    low, high = known
    return (-math.inf if low is None else low), (math.inf if high is None else high)


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _if_known(
    function: Callable[[Iterable[float]], float], bounds: Iterable[float | None]
) -> float | None:
    numbers = tuple(bounds)
    known = [bound for bound in numbers if bound is not None]
    return function(known) if len(known) == len(numbers) else None
