"""Squeeze: an axis of length 1 less."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change
from guinet.core.axis import spec_axis
from guinet.core.errors import ShapeError
from guinet.core.fields import OptionalIntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.rearrangement import Rearrangement
from guinet.core.spec import FieldSpec, Specs

__all__ = ["Squeeze"]


class Squeeze(Rearrangement):
    """Takes away axes of length 1, which hold no choice.

    After a pooling over the whole image, N × C × 1 × 1, it leaves N × C for a Linear. The
    counterpart of Unsqueeze.

    Shapes: x (N, ...) without axis ``dim``, or without all axes of length 1; the batch stays,
    even if it has one sample. An axis ``dim`` of another length is an error here, where
    PyTorch leaves it silently.
    Source: as ``torch.squeeze``.
    """

    formula = Formula(
        forward=(r"y = \mathrm{squeeze}(x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = "
                r"\mathrm{unsqueeze} \left( \frac{\partial L}{\partial y} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3, 1, 1)),)),
        Example((FieldSpec((1, 4), low=0.0, high=1.0),), {"dim": 1}),
        Example((FieldSpec((1, 3, 1)),), {"dim": 3}),
        Example((FieldSpec((1,), "index", low=0, high=9),)),
        Example((FieldSpec((4,)),)),
    )

    dim = OptionalIntField(
        None,
        minimum=1,
        maximum=8,
        doc="Axis that is taken away. The batch is axis 0; none: every other axis of length 1.",
    )

    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Leave the axes out."""
        axes = self._axes(x)
        return tuple(size for axis, size in enumerate(x.shape, start=1) if axis not in axes)

    def _axes(self, x: FieldSpec) -> tuple[int, ...]:
        if self.dim is None:
            return tuple(axis for axis, size in enumerate(x.shape, start=1) if size == 1)
        axis = spec_axis(self.type_name(), "x", x, self.dim)
        if x.shape[axis - 1] != 1:
            raise ShapeError(
                "x",
                f"Squeeze takes away an axis of length 1, and axis {axis} of {x.text()} has "
                f"length {x.shape[axis - 1]}.",
                "Choose an axis of length 1, or none for all of them.",
                (Change("dim", None),),
            )
        return (axis,)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's ``squeeze`` with its axes, for without them the batch may go."""
        axes = self._axes(inputs[0])
        return TorchForm(f"{{x}}.squeeze({axes})" if axes else "{x}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Squeeze with its axes."""
        axes = np.asarray(self._axes(inputs[0]), np.int64)
        if not axes.size:
            return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
        return OnnxForm((OnnxNode("Squeeze", ("x", "axes"), ("y",)),), {"axes": axes})
