"""Unsqueeze: one more axis, of length 1."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.rearrangement import Rearrangement
from guinet.core.spec import FieldSpec, Specs

__all__ = ["Unsqueeze"]


class Unsqueeze(Rearrangement):
    """Adds an axis of length 1 to each sample.

    It makes features the only step of a sequence, or a table an image of one channel, and it
    readies a shape for stretching: N × C × 1 beside N × C × T. The counterpart of Squeeze.

    Shapes: x (N, ...) with a further axis of length 1 at ``dim``, from 1 to one more than the
    sample's axes; what stood there moves back.
    Source: as ``torch.unsqueeze``.
    """

    formula = Formula(
        forward=(r"y = \mathrm{unsqueeze}(x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = "
                r"\mathrm{squeeze} \left( \frac{\partial L}{\partial y} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4,)),)),
        Example((FieldSpec((2, 3), low=0.0, high=1.0),), {"dim": 3}),
        Example((FieldSpec((2, 3, 3)),), {"dim": 2}),
        Example((FieldSpec((), "index", low=0, high=9),)),
    )

    dim = IntField(
        1, minimum=1, maximum=8, doc="Place of the new axis. The batch is axis 0 and stays."
    )

    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Put a 1 at its place."""
        most = len(x.shape) + 1
        if self.dim > most:
            raise ShapeError(
                "x",
                f"Unsqueeze has dim {self.dim}, but the new axis of {x.text()} at x can stand "
                f"at {most} at most.",
                "Use a smaller dim.",
                (Change("dim", most),),
            )
        return (*x.shape[: self.dim - 1], 1, *x.shape[self.dim - 1 :])

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's ``unsqueeze``."""
        return TorchForm(f"{{x}}.unsqueeze({self.dim})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Unsqueeze."""
        axes = np.asarray([self.dim], np.int64)
        return OnnxForm((OnnxNode("Unsqueeze", ("x", "axes"), ("y",)),), {"axes": axes})
