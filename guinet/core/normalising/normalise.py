"""Mean 0 and deviation 1 over some axes, and the way back.

Standardising is two steps, taking the mean away and dividing by the root mean square, and so
is its way back. RMS normalisation is the second step alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.advice import Insert
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array

__all__ = [
    "Normalised",
    "centre",
    "divide_by_rms",
    "eps_field",
    "require_known_axes",
    "standardise",
]

Axes = tuple[int, ...]


@dataclass(frozen=True)
class Normalised:
    """Normalised values, and what the way back needs.

    Attributes
    ----------
    values
        The result, of the shape of x.
    inverse
        What was multiplied with, 1/√(mean square + ε); normalised axes have length 1.
    axes
        The axes normalised over.
    mean
        The mean taken away before, or None where none was.
    square
        Mean square of what was divided: the biased variance where the mean was taken away.
    """

    values: Array
    inverse: Array
    axes: Axes
    mean: Array | None
    square: Array

    def back(self, g: Array) -> Array:
        """Return the gradient of x from that of the values; mean and square depend on x too."""
        if self.mean is not None:
            g, _ = centre(g, self.axes)
        along = (g * self.values).mean(axis=self.axes, keepdims=True)
        dx: Array = g - self.values * along
        dx *= self.inverse
        return dx


def centre(x: Array, axes: Axes) -> tuple[Array, Array]:
    """Return x without its mean over the axes, and that mean.

    The first value is taken away before: then equal values give exactly 0, where the rounding
    of a mean would leave noise for the division by a tiny deviation to blow up.
    """
    first = x[tuple(slice(1) if axis in axes else slice(None) for axis in range(x.ndim))]
    shifted = x - first
    mean = shifted.mean(axis=axes, keepdims=True)
    shifted -= mean
    return shifted, first + mean


def divide_by_rms(x: Array, axes: Axes, eps: float) -> Normalised:
    """Return x/√(mean(x²) + ε), the mean over the axes."""
    return _divided(x, axes, eps, None)


def standardise(x: Array, axes: Axes, eps: float) -> Normalised:
    """Return (x − μ)/√(σ² + ε), mean and variance over the axes."""
    centred, mean = centre(x, axes)
    return _divided(centred, axes, eps, mean)


def _divided(x: Array, axes: Axes, eps: float, mean: Array | None) -> Normalised:
    square = (x * x).mean(axis=axes, keepdims=True)
    inverse = 1.0 / np.sqrt(square + eps)
    return Normalised(x * inverse, inverse, axes, mean, square)


def eps_field(default: float, doc: str) -> FloatField:
    """Declare the hyperparameter ``eps`` of a normalisation."""
    return FloatField(default, minimum=1e-12, maximum=1.0, logarithmic=True, doc=doc)


def require_known_axes(owner: str, x: FieldSpec) -> None:
    """Demand features, a sequence or an image.

    Raises
    ------
    ShapeError
        If x is none of these.
    """
    if len(x.shape) not in (1, 2, 3):
        raise ShapeError(
            "x",
            f"{owner} reads features, sequences or images at x and gets {x.text()}.",
            "Connect N × F, N × T × D or N × C × H × W.",
            (Insert("x", "Flatten"),),
        )
