"""All products of powers of the features up to a degree, and the way back.

The order is scikit-learn's ``PolynomialFeatures`` without the constant: degree by degree, and
within a degree in the order of the words over the features in which no feature comes before an
earlier one: a, b, aa, ab, bb, aaa, aab, abb, bbb.

So the words of a degree that begin with feature i are that feature times the words of the
degree before that begin with i or later, which stand together. Products and gradients are
therefore a few slices.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from guinet.core.types import Array

__all__ = ["monomial_count", "monomials", "monomials_back", "words"]


def monomial_count(features: int, degree: int) -> int:
    """Return the number of monomials of degree 1 up to ``degree``."""
    return math.comb(features + degree, degree) - 1


def words(features: int, degree: int) -> list[tuple[int, ...]]:
    """Return the features that meet in each monomial of exactly that degree, in order."""
    return list(itertools.combinations_with_replacement(range(features), degree))


def monomials(x: Array, degree: int) -> list[Array]:
    """Return the monomials along the last axis, one array per degree."""
    powers = [x]
    starts = list(range(x.shape[-1]))
    for _ in range(1, degree):
        last = powers[-1]
        parts = [x[..., i : i + 1] * last[..., start:] for i, start in enumerate(starts)]
        powers.append(np.concatenate(parts, axis=-1))
        starts = _starts(last.shape[-1], starts)
    return powers


def monomials_back(x: Array, powers: list[Array], dy: Array) -> Array:
    """Return the gradient of x from that of all monomials, joined along the last axis."""
    ends = np.cumsum([power.shape[-1] for power in powers])[:-1]
    errors = [np.array(part) for part in np.split(dy, ends, axis=-1)]
    all_starts = [list(range(x.shape[-1]))]
    for power in powers[:-1]:
        all_starts.append(_starts(power.shape[-1], all_starts[-1]))
    dx: Array = np.zeros_like(x)
    for place in range(len(powers) - 1, 0, -1):
        factors, before = powers[place - 1], errors[place - 1]
        beginnings = [*all_starts[place], powers[place].shape[-1]]
        for i, start in enumerate(all_starts[place - 1]):
            error = errors[place][..., beginnings[i] : beginnings[i + 1]]
            before[..., start:] += error * x[..., i : i + 1]
            dx[..., i] += (error * factors[..., start:]).sum(axis=-1)
    dx += errors[0]
    return dx


def _starts(count: int, starts: list[int]) -> list[int]:
    """Return where the words of the next degree begin with each feature, from those of this."""
    return [0, *itertools.accumulate(count - start for start in starts[:-1])]
