"""Flatten: all numbers of a sample in one row."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Flatten"]


class Flatten(Module):
    """Writes all numbers of a sample in one row, so that a Linear can read an image.

    Nothing is computed, only the arrangement changes: row after row, channel after channel.

    Shapes: x (N, ...) to y (N, F), where F is the number of elements of one sample.
    Source: as ``torch.nn.Flatten``.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = \mathrm{flatten}(x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = "
                r"\mathrm{flatten}^{-1} \left( \frac{\partial L}{\partial y} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 3, 4)),)),
        Example((FieldSpec((3, 4), low=0.0, high=1.0),)),
        Example((FieldSpec((5,)),)),
        Example((FieldSpec(()),)),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Put all elements of a sample in one axis."""
        (x,) = inputs
        return (x.reshaped((x.size,)),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Reshape; on the way back, reshape the gradient to what came in."""
        (x,) = inputs

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else dy.reshape(x.shape),), {}

        return (x.reshape(len(x), -1),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.flatten`` (a single number per sample gets an axis)."""
        if not inputs[0].shape:
            return TorchForm("{x}.unsqueeze(1)")
        return TorchForm("torch.flatten({x}, 1)")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Flatten."""
        return OnnxForm((OnnxNode("Flatten", ("x",), ("y",), {"axis": 1}),))
