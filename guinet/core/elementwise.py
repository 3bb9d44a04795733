"""The common case: one input, one output of the same shape, no weights."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Elementwise"]


class Elementwise(Module):
    """A function applied to each number by itself: give its value and its derivative.

    Attributes
    ----------
    low, high
        Range of the output where it is bounded. Where it depends on hyperparameters, override
        `output_range`.
    """

    category = Category.ACTIVATION
    inputs = (Port("x", constant=True),)
    low: ClassVar[float | None] = None
    high: ClassVar[float | None] = None
    examples: ClassVar[Sequence[Example]] = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),)),
        Example((FieldSpec((2, 3, 3)),)),
    )

    @abstractmethod
    def value(self, x: Array) -> Array:
        """Return y = f(x), element by element."""

    @abstractmethod
    def derivative(self, x: Array, y: Array) -> Array:
        """Return f'(x), element by element; ``y`` is f(x), often the cheaper way."""

    def output_range(self) -> tuple[float | None, float | None]:
        """Return the bounds of the output, None where it has none."""
        return self.low, self.high

    def curve(self, x: Array, weights: Named) -> Array | None:
        """Return the values along x."""
        return self.value(x)

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        (x,) = inputs
        low, high = self.output_range()
        return (FieldSpec(x.shape, low=low, high=high, batched=x.batched),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Apply the function; on the way back multiply by its derivative (chain rule)."""
        (x,) = inputs
        y = self.value(x)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else dy * self.derivative(x, y),), {}

        return (y,), backward, {}
