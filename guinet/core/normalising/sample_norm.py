"""The base of normalisations over the numbers of one sample."""

from __future__ import annotations

from abc import abstractmethod

from guinet.core.advice import Replace
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.normalising.normalise import Normalised, require_known_axes
from guinet.core.normalising.scaling import scale, scale_back
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["SampleNorm"]


class SampleNorm(Module):
    """Normalises the features, at each position of a sequence by itself, and a whole image."""

    category = Category.NORMALISATION

    @abstractmethod
    def normalise(self, x: Array, axes: tuple[int, ...]) -> Normalised:
        """Return the values normalised over the axes."""

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        self.normalised_shape(inputs)
        return (FieldSpec(inputs[0].shape),)

    def normalised_shape(self, inputs: Specs) -> tuple[int, ...]:
        """Return the lengths of the axes that are normalised together.

        Raises
        ------
        ShapeError
            If x is neither features nor a sequence nor an image, or one number would be
            normalised alone.
        """
        (x,) = inputs
        name = self.type_name()
        require_known_axes(name, x)
        shape = x.shape if len(x.shape) == 3 else x.shape[-1:]
        if set(shape) == {1}:
            raise ShapeError(
                "x",
                f"{name} gets {x.text()} and would normalise each number by itself, which leaves "
                "nothing of its size.",
                "Give it at least two features, or take BatchNorm.",
                (Replace("BatchNorm"),),
            )
        return shape

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Normalise each sample, then scale and shift as far as there are weights for it."""
        (x,) = inputs
        first = 1 if x.ndim == 4 else x.ndim - 1
        aligned = (*(1,) * first, *x.shape[first:])
        found = self.normalise(x, tuple(range(first, x.ndim)))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            g, d_weights = scale_back(dy, found.values, weights, aligned)
            return (found.back(g),), d_weights

        return (scale(found.values, weights, aligned),), backward, {}
