"""Add: the sum of what arrives."""

from __future__ import annotations

from functools import reduce
from operator import add

from guinet.core.advice import Insert, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs, class_axis
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Add"]


class Add(Module):
    """Adds its inputs element by element; closes a skip connection.

    The gradient reaches every input undiminished. That is what makes skip connections work:
    errors get past a deep stretch of the network without shrinking.

    Shapes: all inputs (N, ...) alike; the output is the same.
    Source: He et al. (2016), Deep Residual Learning for Image Recognition.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = \sum_k x_k",),
        backward=(r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial y}",),
    )
    inputs = (Port("x1", constant=True), Port("x2", constant=True))
    variadic = "input_count"
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3)),) * 3, {"input_count": 3}),
        Example((FieldSpec((2, 3, 3), low=0.0, high=1.0), FieldSpec((2, 3, 3), low=0.0))),
    )

    input_count = IntField(2, minimum=2, maximum=64, doc="Number of inputs.")

    def input_ports(self) -> tuple[Port, ...]:
        """Return ``x1``, ``x2`` ..."""
        return tuple(Port(f"x{number}", constant=True) for number in range(1, self.input_count + 1))

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes; ranges add up."""
        first = inputs[0]
        for port, spec in zip(self.input_ports()[1:], inputs[1:], strict=True):
            if (spec.shape, spec.batched) != (first.shape, first.batched):
                raise ShapeError(
                    port.name,
                    f"Add needs equal shapes: x1 is {first.text()} and {port.name} is "
                    f"{spec.text()}.",
                    f"Give {port.name} the shape {first.text()}, or join them with Concat.",
                    _suggestions(first, spec, port.name),
                )
        lows = [spec.low for spec in inputs if spec.low is not None]
        highs = [spec.high for spec in inputs if spec.high is not None]
        return (
            FieldSpec(
                first.shape,
                low=sum(lows) if len(lows) == len(inputs) else None,
                high=sum(highs) if len(highs) == len(inputs) else None,
                batched=first.batched,
            ),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the sum; the gradient is the same for every input."""

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return gradients * len(inputs), {}

        return (reduce(add, inputs),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the sum."""
        return TorchForm(" + ".join(f"{{{port.name}}}" for port in self.input_ports()))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Sum."""
        names = tuple(port.name for port in self.input_ports())
        return OnnxForm((OnnxNode("Sum", names, ("y",)),))


def _suggestions(first: FieldSpec, spec: FieldSpec, port: str) -> tuple[Suggestion, ...]:
    if not (first.batched and spec.batched):
        return ()
    if len(first.shape) == len(spec.shape):
        axis = class_axis(first) - 1
        same = [a == b for a, b in zip(first.shape, spec.shape, strict=True)]
        return (Resize(port, first.shape[axis]),) if same.count(False) == 1 - same[axis] else ()
    if len(first.shape) == 1:
        return (Insert(port, "Flatten"),)
    return (Insert("x1", "Flatten"),) if len(spec.shape) == 1 else ()
