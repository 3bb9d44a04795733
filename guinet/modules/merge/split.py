"""Split: one input cut into equal parts."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change, Resize, Suggestion
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Split"]


class Split(Module):
    """Cuts its input into equal parts, one per output, for branches that see different features.

    The counterpart of Concat. On the way back the gradients of the parts are put together
    again; a part that nobody used counts as zeros.

    Shapes: x (N, F) to several (N, F / chunks); images are cut along the channels, sequences
    along the features, or all along ``dim``. The length must be divisible.
    Source: as ``torch.chunk``.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"[y_1, y_2, \ldots, y_n] = x",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \left[ \frac{\partial L}{\partial y_1}, \ldots,"
                r" \frac{\partial L}{\partial y_n} \right]"
            ),
        ),
    )
    outputs = (Port("y1"), Port("y2"))
    examples = (
        Example((FieldSpec((6,)),)),
        Example((FieldSpec((2, 6), low=0.0, high=1.0),), {"chunks": 3}),
        Example((FieldSpec((4, 3, 2)),), {"chunks": 4}),
        Example((FieldSpec((3, 4, 2)),), {"dim": 2}),
    )

    chunks = IntField(2, minimum=2, maximum=64, doc="Number of equal parts.")
    dim = dim_field("Axis along which the input is cut.")

    def output_ports(self) -> tuple[Port, ...]:
        """Return ``y1``, ``y2`` ..."""
        return tuple(Port(f"y{number}") for number in range(1, self.chunks + 1))

    def infer(self, inputs: Specs) -> Specs:
        """Divide the length of the axis."""
        (x,) = inputs
        axis = spec_axis(self.type_name(), "x", x, self.dim) - 1
        length, rest = divmod(x.shape[axis], self.chunks)
        if rest:
            raise ShapeError(
                "x",
                f"Split cannot cut {x.text()} along axis {axis + 1} into {self.chunks} equal "
                "parts.",
                f"Use a length that {self.chunks} divides, such as {(length + 1) * self.chunks}.",
                self._suggestions(x.shape[axis], length + 1),
            )
        part = x.reshaped((*x.shape[:axis], length, *x.shape[axis + 1 :]))
        return (part,) * self.chunks

    def _suggestions(self, length: int, rounded_up: int) -> tuple[Suggestion, ...]:
        suggestions: list[Suggestion] = []
        if self.dim is None:
            suggestions.append(Resize("x", rounded_up * self.chunks))
        divisors = [n for n in range(2, min(length, 64) + 1) if length % n == 0]
        if divisors:
            nearest = min(divisors, key=lambda divisor: abs(divisor - self.chunks))
            suggestions.append(Change("chunks", nearest))
        return tuple(suggestions)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Cut; on the way back, join the gradients of the parts."""
        (x,) = inputs
        axis = array_axis(self.dim, x.ndim)
        parts = tuple(np.split(x, self.chunks, axis))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            if all(gradient is None for gradient in gradients):
                return (None,), {}
            whole = [
                np.zeros_like(part) if gradient is None else gradient
                for part, gradient in zip(parts, gradients, strict=True)
            ]
            return (np.concatenate(whole, axis),), {}

        return parts, backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.chunk``."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        return TorchForm(f"torch.chunk({{x}}, {self.chunks}, dim={axis})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Split with the sizes of the parts."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        size = inputs[0].shape[axis - 1] // self.chunks
        names = tuple(port.name for port in self.output_ports())
        sizes = np.full(self.chunks, size, np.int64)
        return OnnxForm(
            (OnnxNode("Split", ("x", "sizes"), names, {"axis": axis}),), {"sizes": sizes}
        )
