"""The two numbers of self-normalising networks, shared by SELU and AlphaDropout.

They are chosen so that SELU brings normal numbers of mean 0 and variance 1 back to mean 0 and
variance 1 (Klambauer et al. 2017, Self-Normalizing Neural Networks).
"""

from __future__ import annotations

__all__ = ["ALPHA", "SATURATION", "SCALE"]

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805

SATURATION = -SCALE * ALPHA
"""What SELU answers far below 0."""
