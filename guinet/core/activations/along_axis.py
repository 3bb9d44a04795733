"""The softmaxes: one input, one output of the same shape, all numbers along one axis together."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from guinet.core.advice import Advice, Replace
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["AlongAxis"]


class AlongAxis(Module):
    """A function that shares something out along an axis: give its value and its way back.

    Attributes
    ----------
    low, high
        Range of the output where it is bounded.
    for_one
        Type of the module that does the same for a single output.
    """

    category = Category.ACTIVATION
    low: ClassVar[float | None] = None
    high: ClassVar[float]
    for_one: ClassVar[str] = "Sigmoid"
    examples: ClassVar[Sequence[Example]] = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),)),
        Example((FieldSpec((3, 2, 2)),)),
        Example((FieldSpec((3, 2, 2)),), {"dim": 3}),
    )

    dim = dim_field("Axis along which the shares sum to 1.")

    @abstractmethod
    def value(self, x: Array, axis: int) -> Array:
        """Return the outputs."""

    @abstractmethod
    def gradient(self, dy: Array, y: Array, axis: int) -> Array:
        """Return the gradient of the input from that of the output; ``y`` is the output."""

    def axis(self, inputs: Specs) -> int:
        """Return the axis of the batched array along which the module works."""
        return spec_axis(self.type_name(), "x", inputs[0], self.dim)

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        self.axis(inputs)
        return (FieldSpec(inputs[0].shape, low=self.low, high=self.high),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a single class, which always gets everything."""
        if inputs[0].shape[self.axis(inputs) - 1] > 1:
            return ()
        return (
            Advice(
                "x",
                f"{self.type_name()} over a single class always answers {self.high:g}.",
                f"Use {self.for_one} for one output, or one output per class.",
                (Replace(self.for_one),),
            ),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the outputs; each depends on every number along the axis."""
        (x,) = inputs
        axis = array_axis(self.dim, x.ndim)
        y = self.value(x, axis)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else self.gradient(dy, y, axis),), {}

        return (y,), backward, {}
