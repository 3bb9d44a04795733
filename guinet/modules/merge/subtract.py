"""Subtract: one input less the other."""

from __future__ import annotations

from collections.abc import Iterable

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.interval import Range, difference, range_of
from guinet.core.merge import Merge
from guinet.core.module import Example, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["Subtract"]


class Subtract(Merge):
    """Takes the second input from the first, element by element.

    One uses it for the difference of two branches (how far is this from that?) and, with a
    Constant first, for complements such as 1 - x of a gate. The second input gets the gradient
    with the opposite sign.

    Shapes: x1 and x2 (N, ...) alike; the output is the same. An axis of length 1 stretches,
    and the gradient is summed along it; a Constant joins all samples.
    Source: as ``torch.sub``.
    """

    inputs = (
        Port("x1", doc="what is taken from", constant=True),
        Port("x2", doc="what is taken away", constant=True),
    )
    formula = Formula(
        forward=(r"y = x_1 - x_2",),
        backward=(
            r"\frac{\partial L}{\partial x_1} = \frac{\partial L}{\partial y}",
            r"\frac{\partial L}{\partial x_2} = - \frac{\partial L}{\partial y}",
        ),
    )
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3), low=0.0, high=1.0), FieldSpec((2, 3), low=-1.0, high=3.0))),
        Example((FieldSpec((2, 1, 1)), FieldSpec((2, 3, 3)))),
        Example((FieldSpec((), low=1.0, high=1.0, batched=False), FieldSpec((3,)))),
    )

    def bounds(self, inputs: Specs) -> Range:
        """Least less largest, largest less least."""
        return difference(range_of(inputs[0]), range_of(inputs[1]))

    def value(self, inputs: Arrays) -> Array:
        """Return the difference."""
        y: Array = inputs[0] - inputs[1]
        return y

    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Return the gradient of the output, with either sign."""
        return dy, -dy

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the difference."""
        return TorchForm("{x1} - {x2}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Sub."""
        return OnnxForm((OnnxNode("Sub", ("x1", "x2"), ("y",)),))
