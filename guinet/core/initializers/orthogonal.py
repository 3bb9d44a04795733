"""Orthogonal weights: lengths and angles survive, forward and backward."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.initializers.base import LARGEST, Initializer
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Orthogonal"]


class Orthogonal(Initializer):
    """Rows (or columns, whichever are fewer) at right angles and of length ``gain``.

    The first axis counts the rows, all others together the columns. With a single axis it is
    one row.

    Source: Saxe, McClelland and Ganguli (2014), Exact Solutions to the Nonlinear Dynamics of
    Learning in Deep Linear Neural Networks.
    """

    gain = FloatField(1.0, minimum=0.0, maximum=LARGEST, doc="Length of each row.")

    def draw(self, spec: WeightSpec, rng: np.random.Generator) -> Array:
        """Take Q of a random matrix's QR decomposition, with the signs that make it uniform."""
        rows = spec.shape[0] if len(spec.shape) > 1 else 1
        columns = spec.size // rows
        tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
        matrix: Array = self.gain * (q if rows >= columns else q.T)
        return matrix.reshape(spec.shape)
