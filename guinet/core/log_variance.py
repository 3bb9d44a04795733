"""Between which bounds a predicted logarithm of a variance counts: its exponential stays finite."""

from __future__ import annotations

__all__ = ["HIGHEST", "LOWEST"]

LOWEST, HIGHEST = -30.0, 20.0
"""Deviations between 3e-7 and 22026; beyond, the gradient is 0."""
