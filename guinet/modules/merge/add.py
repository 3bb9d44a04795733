"""Add: the sum of what arrives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.interval import Range, range_of, total
from guinet.core.merge import MergeMany
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["Add"]


class Add(MergeMany):
    """Adds its inputs element by element; closes a skip connection.

    The gradient reaches every input undiminished. That is what makes skip connections work:
    errors get past a deep stretch of the network without shrinking.

    Shapes: all inputs (N, ...) alike; the output is the same. An axis of length 1 stretches,
    and the gradient is summed along it; a Constant joins all samples.
    Source: He et al. (2016), Deep Residual Learning for Image Recognition.
    """

    formula = Formula(
        forward=(r"y = \sum_k x_k",),
        backward=(r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3)),) * 3, {"input_count": 3}),
        Example((FieldSpec((2, 3, 3), low=0.0, high=1.0), FieldSpec((2, 3, 3), low=0.0))),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 1, 1)))),
        Example((FieldSpec((3,)), FieldSpec((), low=0.5, high=0.5, batched=False))),
    )

    def bounds(self, inputs: Specs) -> Range:
        """Ranges add up."""
        return total(*map(range_of, inputs))

    def value(self, inputs: Arrays) -> Array:
        """Return the sum."""
        return reduce(add, inputs)

    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Return the gradient of the output, for every input."""
        return (dy,) * len(inputs)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the sum."""
        return TorchForm(" + ".join(f"{{{port.name}}}" for port in self.input_ports()))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Sum."""
        names = tuple(port.name for port in self.input_ports())
        return OnnxForm((OnnxNode("Sum", names, ("y",)),))
