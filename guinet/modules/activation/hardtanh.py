"""Hardtanh: the identity between two walls."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["Hardtanh"]


class Hardtanh(Elementwise):
    """Passes numbers between two bounds unchanged and cuts off what lies beyond.

    A tanh of three straight lines: cheap, with full gradient inside and none outside.

    Shapes: any, unchanged. At both bounds the derivative is taken as 0, as in PyTorch. The
    bounds lie on either side of 0.
    Source: Collobert et al. (2011), Natural Language Processing (Almost) from Scratch; as
    ``torch.nn.Hardtanh``.
    """

    formula = Formula(
        forward=(r"y = \min(\max(x, a), b)",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\,[a < x < b]",),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"min_val": -0.5}),
        Example((FieldSpec((2, 3, 3)),), {"min_val": 0.0, "max_val": 0.7}),
        Example((FieldSpec((4,)),), {"min_val": -0.25, "max_val": 2.0}),
    )

    min_val = FloatField(-1.0, minimum=-100.0, maximum=0.0, doc="Lower bound a.")
    max_val = FloatField(1.0, minimum=0.0, maximum=100.0, open_minimum=True, doc="Upper bound b.")

    def kink_values(self) -> tuple[float, ...]:
        """Return both bounds."""
        return (self.min_val, self.max_val)

    def output_range(self) -> tuple[float | None, float | None]:
        """Return both bounds."""
        return self.min_val, self.max_val

    def value(self, x: Array) -> Array:
        """Return x, at least a and at most b."""
        return np.clip(x, self.min_val, self.max_val)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where a < x < b, else 0."""
        return ((x > self.min_val) & (x < self.max_val)).astype(x.dtype)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.hardtanh``."""
        return TorchForm(f"F.hardtanh({{x}}, {self.min_val!r}, {self.max_val!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Clip."""
        bounds = {"floor": self.min_val, "ceiling": self.max_val}
        return OnnxForm(
            (OnnxNode("Clip", ("x", "floor", "ceiling"), ("y",)),),
            {name: np.asarray(bound, np.float32) for name, bound in bounds.items()},
        )
