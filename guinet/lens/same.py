"""Whether two results of a view say the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

__all__ = ["same"]


def same(one: Any, other: Any) -> bool:
    """Return whether two results are equal, number by number; not a number equals itself.

    Parameters
    ----------
    one, other
        Small dataclasses of arrays, tuples, dicts and plain values, as views return them.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        inexact = one.dtype.kind in "fc" and other.dtype.kind in "fc"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=inexact)
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other or (one != one and other != other))
