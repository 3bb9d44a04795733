"""Permute: the axes of a sample in another order."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.merging.rearrangement import Rearrangement
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import IntegersField
from guinet.core.types import Array

__all__ = ["Permute"]


class Permute(Rearrangement):
    """Puts the axes of a sample in another order, as a transpose does with a matrix.

    With it a module that works along the features works along the steps of a sequence, or
    image rows become the steps of a sequence. The numbers move, which Reshape does not do.

    Shapes: x (N, ...) with its axes in the order ``dims``; the batch stays axis 0. Without
    ``dims`` the order is reversed: (N, T, D) to (N, D, T). In the formula π(k) is the k-th of
    ``dims``.
    Source: as ``torch.permute``.
    """

    formula = Formula(
        forward=(r"y_{n, i_{\pi(1)} \ldots i_{\pi(r)}} = x_{n, i_1 \ldots i_r}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{n, i_1 \ldots i_r}} ="
                r" \frac{\partial L}{\partial y_{n, i_{\pi(1)} \ldots i_{\pi(r)}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 3)),)),
        Example((FieldSpec((2, 3, 4), low=0.0, high=1.0),), {"dims": [3, 1, 2]}),
        Example((FieldSpec((2, 3, 4)),), {"dims": [1, 3, 2]}),
        Example((FieldSpec((3, 2), "index", low=0, high=5),), {"dims": [2, 1]}),
    )

    dims = IntegersField(
        (),
        minimum=1,
        maximum=8,
        distinct=True,
        doc="Axes in their new order, such as 2, 1. The batch is axis 0 and stays; none: reversed.",
    )

    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Put the lengths in the new order, which must name every axis."""
        rank = len(x.shape)
        if self.dims and sorted(self.dims) != list(range(1, rank + 1)):
            listed = ", ".join(map(str, self.dims))
            axes = f"the axes 1 to {rank}" if rank > 1 else f"{rank} axes"
            raise ShapeError(
                "x",
                f"Permute has the order {listed}, but {x.text()} at x has {axes} beside the batch.",
                "Name each axis once, or none to reverse their order.",
                (Change("dims", ()),),
            )
        return tuple(x.shape[axis - 1] for axis in self._order(rank + 1)[1:])

    def _order(self, rank: int) -> tuple[int, ...]:
        return 0, *(self.dims or range(rank - 1, 0, -1))

    def arrange(self, x: Array) -> Array:
        """Transpose."""
        return x.transpose(self._order(x.ndim))

    def restore(self, dy: Array, x: Array) -> Array:
        """Transpose back."""
        return dy.transpose(np.argsort(self._order(x.ndim)))

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's ``permute``."""
        order = ", ".join(map(str, self._order(len(inputs[0].shape) + 1)))
        return TorchForm(f"{{x}}.permute({order})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Transpose."""
        order = list(self._order(len(inputs[0].shape) + 1))
        return OnnxForm((OnnxNode("Transpose", ("x",), ("y",), {"perm": order}),))
