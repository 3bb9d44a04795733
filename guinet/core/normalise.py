"""Mean 0 and deviation 1 over some axes, the learned scale after it, and both ways back.

Standardising is two steps, taking the mean away and dividing by the root mean square, and so
is its way back. RMS normalisation is the second step alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.advice import Insert, Replace
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array, Named

__all__ = [
    "Normalised",
    "centre",
    "divide_by_rms",
    "eps_field",
    "sample_shape",
    "scale",
    "scale_back",
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
        dx: Array = self.inverse * (g - self.values * along)
        return dx


def centre(x: Array, axes: Axes) -> tuple[Array, Array]:
    """Return x without its mean over the axes, and that mean.

    The first value is taken away before: then equal values give exactly 0, where the rounding
    of a mean would leave noise for the division by a tiny deviation to blow up.
    """
    first = x[tuple(slice(1) if axis in axes else slice(None) for axis in range(x.ndim))]
    shifted = x - first
    mean = shifted.mean(axis=axes, keepdims=True)
    return shifted - mean, first + mean


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


def scale(values: Array, weights: Named, aligned: tuple[int, ...]) -> Array:
    """Multiply with ``weight`` and add ``bias``, those of them that there are.

    Parameters
    ----------
    values
        Normalised values.
    weights
        Learned arrays by name.
    aligned
        Shape in which these stand along the axes of the values, 1 where they do not vary.
    """
    if "weight" in weights:
        values = values * weights["weight"].reshape(aligned)
    if "bias" in weights:
        values = values + weights["bias"].reshape(aligned)
    return values


def scale_back(
    dy: Array, values: Array, weights: Named, aligned: tuple[int, ...]
) -> tuple[Array, dict[str, Array]]:
    """Return the gradients of the values and of the weights, for what `scale` did."""
    repeated = tuple(axis for axis, size in enumerate(aligned) if size == 1)
    d_weights: dict[str, Array] = {}
    if "bias" in weights:
        d_weights["bias"] = dy.sum(axis=repeated).reshape(weights["bias"].shape)
    if "weight" in weights:
        weight = weights["weight"]
        d_weights["weight"] = (dy * values).sum(axis=repeated).reshape(weight.shape)
        dy = dy * weight.reshape(aligned)
    return dy, d_weights


def eps_field(default: float, doc: str) -> FloatField:
    """Declare the hyperparameter ``eps`` of a normalisation."""
    return FloatField(default, minimum=1e-12, maximum=1.0, logarithmic=True, doc=doc)


def sample_shape(owner: str, x: FieldSpec) -> tuple[int, ...]:
    """Return the axes of one sample that are normalised together, by their lengths.

    The features, at each position of a sequence by itself, and a whole image.

    Raises
    ------
    ShapeError
        If x is none of these, or one number would be normalised alone.
    """
    if len(x.shape) not in (1, 2, 3):
        raise ShapeError(
            "x",
            f"{owner} reads features, sequences or images at x and gets {x.text()}.",
            "Connect N × F, N × T × D or N × C × H × W.",
            (Insert("x", "Flatten"),),
        )
    shape = x.shape if len(x.shape) == 3 else x.shape[-1:]
    if set(shape) == {1}:
        raise ShapeError(
            "x",
            f"{owner} gets {x.text()} and would normalise each number by itself, which leaves "
            "nothing of its size.",
            "Give it at least two features, or take BatchNorm.",
            (Replace("BatchNorm"),),
        )
    return shape
