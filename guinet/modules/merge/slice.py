"""Slice: a stretch of an axis."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField, OptionalIntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.rearrangement import Rearrangement
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["Slice"]

_FAR = 2**31 - 1


class Slice(Rearrangement):
    """Keeps a stretch of an axis, or every so many numbers of it.

    The last step of a sequence (``dim`` 1, start -1), all but the first, half of the channels.
    What was left out gets a gradient of 0.

    Shapes: x (N, ...) with a shorter axis: features, channels of images, features of sequences,
    or ``dim``. Counting begins at 0, ``stop`` itself is left out, and negative numbers count
    from the end, as in Python. The axis stays, even with length 1; Squeeze takes it away.
    Source: as indexing in NumPy and PyTorch.
    """

    formula = Formula(
        forward=(r"y_i = x_{\mathrm{start} + i \cdot \mathrm{step}}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_j} = \begin{cases}"
                r" \frac{\partial L}{\partial y_i} & j = \mathrm{start} + i \cdot \mathrm{step}"
                r" \\ 0 & \mathrm{else} \end{cases}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((6,)),), {"start": 1, "stop": 4}),
        Example((FieldSpec((5, 3), low=0.0, high=1.0),), {"dim": 1, "start": -1}),
        Example((FieldSpec((4, 3, 3)),), {"step": 2}),
        Example((FieldSpec((2, 3, 8)),), {"dim": 3, "start": -6, "stop": -1, "step": 2}),
        Example((FieldSpec((6,), "index", low=0, high=9),), {"stop": -1}),
    )

    dim = dim_field("Axis of which a part is kept.")
    start = IntField(
        0, minimum=-_FAR, maximum=_FAR, doc="First place kept; negative: counted from the end."
    )
    stop = OptionalIntField(
        None,
        minimum=-_FAR,
        maximum=_FAR,
        doc="Place before which it ends; negative: counted from the end; none: the end.",
    )
    step = IntField(1, minimum=1, maximum=_FAR, doc="Every how many places one is kept.")

    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Count what is kept, which must be something."""
        axis = spec_axis(self.type_name(), "x", x, self.dim) - 1
        start, stop, step = self._bounds(x.shape[axis])
        kept = len(range(start, stop, step))
        if not kept:
            raise ShapeError(
                "x",
                f"Slice keeps nothing of {x.text()}: axis {axis + 1} has the places 0 to "
                f"{x.shape[axis] - 1}, and it is to begin at {start} and end before {stop}.",
                "Choose a start within the axis and a stop behind it.",
                (Change("stop", None),) if start < x.shape[axis] else (Change("start", 0),),
            )
        return (*x.shape[:axis], kept, *x.shape[axis + 1 :])

    def _bounds(self, length: int) -> tuple[int, int, int]:
        return slice(self.start, self.stop, self.step).indices(length)

    def _place(self, rank: int) -> tuple[slice, ...]:
        part = slice(self.start, self.stop, self.step)
        return (*(slice(None),) * array_axis(self.dim, rank), part)

    def arrange(self, x: Array) -> Array:
        """Cut the part out."""
        part: Array = x[self._place(x.ndim)]
        return part

    def restore(self, dy: Array, x: Array) -> Array:
        """Put the gradient into zeros."""
        dx = np.zeros_like(x)
        dx[self._place(x.ndim)] = dy
        return dx

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the same index."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        stop = "" if self.stop is None else self.stop
        return TorchForm(f"{{x}}[{':, ' * axis}{self.start}:{stop}:{self.step}]")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Slice."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        start, stop, step = self._bounds(inputs[0].shape[axis - 1])
        values = {"starts": start, "ends": stop, "axes": axis, "steps": step}
        return OnnxForm(
            (OnnxNode("Slice", ("x", *values), ("y",)),),
            {name: np.asarray([value], np.int64) for name, value in values.items()},
        )
