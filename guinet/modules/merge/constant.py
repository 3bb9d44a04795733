"""Constant: a number that never changes."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import IntegersField
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Constant"]

_MOST = 2**24


class Constant(Module):
    """Gives one and the same number, whatever the data and the training.

    With it the arithmetic modules add 1, halve, or take a gate's complement 1 - x. For a
    factor that is learned there is Scale. A gradient that arrives ends here.

    Shapes: no input; y is a single number, or has ``shape``, filled with the number. It exists
    once per batch and has no batch axis: as a single number it joins any shape, else one with
    the axes of a sample, where its axes of length 1 stretch (3 × 1 × 1 meets N × 3 × H × W).
    Source: as ``torch.full``.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = c",),
        backward=(r"\frac{\partial y}{\partial x} = 0",),
    )
    inputs = ()
    examples = (
        Example(()),
        Example((), {"value": -0.1}),
        Example((), {"value": 2.5, "shape": [3]}),
        Example((), {"value": 0.3, "shape": [2, 1, 1]}),
    )

    value = FloatField(1.0, doc="The number that comes out.")
    shape = IntegersField(
        (),
        minimum=1,
        maximum=1024,
        most=4,
        doc="Lengths of the axes, without the batch; none: a single number.",
    )

    def infer(self, inputs: Specs) -> Specs:
        """Return the shape; the range is the number itself."""
        filled = FieldSpec(self.shape, low=self.value, high=self.value, batched=False)
        if filled.size > _MOST:
            raise ShapeError(
                "y",
                f"Constant has room for {_MOST} numbers, and {filled.text()} are {filled.size}.",
                "Use axes of length 1: they stretch to what the Constant is joined with.",
                (Change("shape", ()),),
            )
        return (filled,)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Return the number; there is nothing to go back to."""

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return (), {}

        return (np.full(self.shape, self.value, ctx.dtype),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.full``."""
        return TorchForm(f"torch.full({self.shape}, {self.value!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return an initial value under the output's name."""
        values = np.full(self.shape, self.value, np.float32)
        return OnnxForm((OnnxNode("Identity", ("c",), ("y",)),), {"c": values})
