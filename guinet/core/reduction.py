"""The base of modules that sum over axes of each sample."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from guinet.core.axis import spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.fields import BoolField
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import IntegersField
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Reduction"]


class Reduction(Module):
    """A sum over axes of each sample, divided by the number of its terms where it is a mean.

    Attributes
    ----------
    torch_name
        Method of a tensor that does it in PyTorch.
    averages
        Whether it is a mean.
    """

    category = Category.MERGE
    torch_name: ClassVar[str]
    averages: ClassVar[bool]

    dim = IntegersField(
        (),
        minimum=1,
        maximum=8,
        distinct=True,
        doc="Axes that vanish. The batch is axis 0 and stays; none: all other axes.",
    )
    keepdim = BoolField(False, doc="Whether the axes stay, with length 1.")

    def infer(self, inputs: Specs) -> Specs:
        """Take the axes away, or leave them with length 1."""
        (x,) = inputs
        axes = self._spec_axes(x)
        scale = 1 if self.averages else math.prod(x.shape[axis - 1] for axis in axes)
        shape = tuple(
            1 if axis in axes else size
            for axis, size in enumerate(x.shape, start=1)
            if self.keepdim or axis not in axes
        )
        low = None if x.low is None else x.low * scale
        high = None if x.high is None else x.high * scale
        return (FieldSpec(shape, low=low, high=high),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Sum; on the way back every number that was summed gets the same gradient."""
        (x,) = inputs
        axes = self._axes(x.ndim)
        factor = 1.0 / math.prod(x.shape[axis] for axis in axes) if self.averages else 1.0
        y = x.sum(axis=axes, keepdims=self.keepdim) * factor

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            kept = dy if self.keepdim else np.expand_dims(dy, axes)
            return (np.broadcast_to(kept * factor, x.shape),), {}

        return (y,), backward, {}

    def _axes(self, rank: int) -> tuple[int, ...]:
        return self.dim or tuple(range(1, rank))

    def _spec_axes(self, x: FieldSpec) -> tuple[int, ...]:
        for axis in self.dim:
            spec_axis(self.type_name(), "x", x, axis)
        return self._axes(len(x.shape) + 1)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's method; without an axis to sum over nothing is to be done."""
        axes = self._spec_axes(inputs[0])
        if not axes:
            return TorchForm("{x}")
        return TorchForm(f"{{x}}.{self.torch_name}(dim={axes}, keepdim={self.keepdim})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return ReduceSum, times one over the number of terms for a mean."""
        (x,) = inputs
        axes = self._spec_axes(x)
        if not axes:
            return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
        constants: dict[str, Array] = {"axes": np.asarray(axes, np.int64)}
        keep = {"keepdims": int(self.keepdim)}
        if not self.averages:
            return OnnxForm((OnnxNode("ReduceSum", ("x", "axes"), ("y",), keep),), constants)
        count = math.prod(x.shape[axis - 1] for axis in axes)
        constants["factor"] = np.asarray(1.0 / count, np.float32)
        return OnnxForm(
            (
                OnnxNode("ReduceSum", ("x", "axes"), ("sum",), keep),
                OnnxNode("Mul", ("sum", "factor"), ("y",)),
            ),
            constants,
        )
