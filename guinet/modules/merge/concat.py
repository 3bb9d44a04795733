"""Concat: inputs side by side."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change, Insert, Suggestion
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Concat"]


class Concat(Module):
    """Puts its inputs side by side, so that what follows sees the features of all of them.

    Where Add mixes, Concat keeps apart: it concatenates. On the way back each input gets its
    own part of the gradient.

    Shapes: inputs (N, F1), (N, F2) ... to (N, F1 + F2 + ...); images are joined along the
    channels, sequences along the features, or all along ``dim``. Every other axis must agree.
    Source: as ``torch.cat``.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = [x_1, x_2, \ldots, x_n]",),
        backward=(
            (
                r"\left[ \frac{\partial L}{\partial x_1}, \ldots, \frac{\partial L}{\partial x_n}"
                r" \right] = \frac{\partial L}{\partial y}"
            ),
        ),
    )
    inputs = (Port("x1"), Port("x2"))
    variadic = "input_count"
    examples = (
        Example((FieldSpec((2,)), FieldSpec((3,)))),
        Example((FieldSpec((4, 2)), FieldSpec((4, 1)), FieldSpec((4, 3))), {"input_count": 3}),
        Example((FieldSpec((1, 3, 3), low=0.0, high=1.0), FieldSpec((2, 3, 3), low=-1.0, high=1))),
        Example((FieldSpec((2, 3, 1)), FieldSpec((2, 3, 2))), {"dim": 3}),
    )

    input_count = IntField(2, minimum=2, maximum=64, doc="Number of inputs.")
    dim = dim_field("Axis along which the inputs are joined.")

    def input_ports(self) -> tuple[Port, ...]:
        """Return ``x1``, ``x2`` ..."""
        return tuple(Port(f"x{number}") for number in range(1, self.input_count + 1))

    def infer(self, inputs: Specs) -> Specs:
        """Add the lengths along the axis; the others must agree."""
        first = inputs[0]
        axis = spec_axis(self.type_name(), "x1", first, self.dim) - 1
        for port, spec in zip(self.input_ports()[1:], inputs[1:], strict=True):
            if _without(first.shape, axis) != _without(spec.shape, axis):
                raise ShapeError(
                    port.name,
                    f"Concat joins along axis {axis + 1}, so every other axis must agree: x1 is "
                    f"{first.text()} and {port.name} is {spec.text()}.",
                    "Bring them to the same shape first, for instance with Flatten.",
                    _suggestions(first, spec, port.name, inputs),
                )
        length = sum(spec.shape[axis] for spec in inputs)
        lows = [spec.low for spec in inputs if spec.low is not None]
        highs = [spec.high for spec in inputs if spec.high is not None]
        return (
            FieldSpec(
                (*first.shape[:axis], length, *first.shape[axis + 1 :]),
                low=min(lows) if len(lows) == len(inputs) else None,
                high=max(highs) if len(highs) == len(inputs) else None,
            ),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Join; on the way back, cut the gradient at the seams."""
        axis = array_axis(self.dim, inputs[0].ndim)
        seams = np.cumsum([x.shape[axis] for x in inputs[:-1]])

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,) * len(inputs), {}
            return tuple(np.split(dy, seams, axis)), {}

        return (np.concatenate(inputs, axis),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.cat``."""
        axis = spec_axis(self.type_name(), "x1", inputs[0], self.dim)
        names = ", ".join(f"{{{port.name}}}" for port in self.input_ports())
        return TorchForm(f"torch.cat(({names}), dim={axis})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Concat."""
        axis = spec_axis(self.type_name(), "x1", inputs[0], self.dim)
        names = tuple(port.name for port in self.input_ports())
        return OnnxForm((OnnxNode("Concat", names, ("y",), {"axis": axis}),))


def _without(shape: tuple[int, ...], axis: int) -> tuple[int | None, ...]:
    return tuple(None if place == axis else size for place, size in enumerate(shape))


def _suggestions(
    first: FieldSpec, spec: FieldSpec, port: str, inputs: Specs
) -> tuple[Suggestion, ...]:
    ranks = {len(other.shape) for other in inputs}
    if len(ranks) > 1:
        if len(first.shape) == 1:
            return (Insert(port, "Flatten"),)
        return (Insert("x1", "Flatten"),) if len(spec.shape) == 1 else ()
    return tuple(
        Change("dim", axis + 1)
        for axis in range(len(first.shape))
        if len({_without(other.shape, axis) for other in inputs}) == 1
    )
