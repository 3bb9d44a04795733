"""Multiply: the product of what arrives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import accumulate, pairwise
from operator import mul

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.interval import Range, range_of, times
from guinet.core.merge import MergeMany
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["Multiply"]


class Multiply(MergeMany):
    """Multiplies its inputs element by element; a gate that lets more or less through.

    With a Sigmoid on one side, the other passes where the gate is near 1 and is held back
    where it is near 0: the heart of LSTM, GRU, GLU and squeeze-and-excitation. Each input's
    gradient carries the product of the others, so a closed gate also stops the errors.

    Shapes: all inputs (N, ...) alike; the output is the same. An axis of length 1 stretches
    (N × C × 1 × 1 gates whole channels of N × C × H × W), and the gradient is summed along it;
    a Constant joins all samples.
    Source: Hochreiter and Schmidhuber (1997), Long Short-Term Memory; as ``torch.mul``.
    """

    formula = Formula(
        forward=(r"y = \prod_k x_k",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial y}"
                r" \prod_{j \neq k} x_j"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3)),) * 3, {"input_count": 3}),
        Example((FieldSpec((2, 3, 3), low=-1.0, high=2.0), FieldSpec((2, 1, 1), low=0.0, high=1))),
        Example((FieldSpec((3,), low=0.0), FieldSpec((), low=-2.0, high=-2.0, batched=False))),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 1, 1), batched=False))),
    )

    def bounds(self, inputs: Specs) -> Range:
        """The corners of the ranges."""
        return reduce(times, map(range_of, inputs))

    def value(self, inputs: Arrays) -> Array:
        """Return the product."""
        return reduce(mul, inputs)

    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Return the gradient times the product of the other inputs.

        That is what stands before an input times what stands behind it: a division of y by the
        input would fail at 0.
        """
        *before, last = accumulate(inputs[:-1], mul, initial=dy)
        behind = [*accumulate(inputs[:0:-1], mul)][::-1]
        return *map(mul, before, behind), last

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per element and further input."""
        return self.infer(inputs)[0].size * (self.input_count - 1)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the product."""
        return TorchForm(" * ".join(f"{{{port.name}}}" for port in self.input_ports()))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Mul, once per further input."""
        names = [port.name for port in self.input_ports()]
        results = ["x1", *(f"product{number}" for number in range(2, len(names))), "y"]
        return OnnxForm(
            tuple(
                OnnxNode("Mul", (left, right), (result,))
                for (left, result), right in zip(pairwise(results), names[1:], strict=True)
            )
        )
