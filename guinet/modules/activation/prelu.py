"""PReLU: a LeakyReLU that learns its slope."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.channels import aligned_with_channels, per_channel_count, torch_channels_first
from guinet.core.context import Context
from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.initializers.constant import Constant
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["PReLU"]


class PReLU(Module):
    """Lets positive numbers through and shrinks negative ones as much as it has learned to.

    One slope for everything, or one per channel. The slope is a weight like any other; it may
    even become negative. Weight decay pulls it towards 0, that is towards ReLU, so one usually
    trains without.

    Shapes: any, unchanged; weight (1,), or (C,) with one slope per channel: axis 1 of features
    and images, the last one of sequences. At 0 the derivative is the slope, as in PyTorch.
    Source: He et al. (2015), Delving Deep into Rectifiers; as ``torch.nn.PReLU``.
    """

    category = Category.ACTIVATION
    formula = Formula(
        forward=(r"y = \max(0, x) + a \min(0, x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\,"
                r" ([x > 0] + a\,[x \le 0])"
            ),
            (
                r"\frac{\partial L}{\partial a} = \sum_n \frac{\partial L}{\partial y_n}"
                r" \min(0, x_n)"
            ),
        ),
    )
    kinks = (0.0,)
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((4,)),), {"per_channel": True}),
        Example((FieldSpec((3, 4)),), {"per_channel": True}),
        Example((FieldSpec((2, 3, 3)),), {"per_channel": True}),
        Example((FieldSpec((3, 2, 2)),)),
    )

    per_channel = BoolField(False, doc="Whether each channel learns a slope of its own.")
    weight_init = initializer_field(Constant(value=0.25), doc="How the slopes begin.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        (x,) = inputs
        self._count(x)
        return (FieldSpec(x.shape),)

    def _count(self, x: FieldSpec) -> int:
        return per_channel_count(self.type_name(), x, self.per_channel)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the slopes."""
        return {"weight": WeightSpec((self._count(inputs[0]),), self.weight_init)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Multiply what is negative by its slope."""
        (x,) = inputs
        aligned = aligned_with_channels(x.ndim, self.per_channel)
        slope = weights["weight"].reshape(aligned)
        others = tuple(axis for axis, size in enumerate(aligned) if size == 1)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            d_weight = (dy * np.minimum(x, 0)).sum(axis=others).reshape(-1)
            return (dy * np.where(x > 0, 1, slope),), {"weight": d_weight}

        return (np.where(x > 0, x, slope * x),), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per number."""
        return inputs[0].size

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.PReLU``, which has the features of a sequence in axis 1."""
        (x,) = inputs
        call = torch_channels_first(sequence=self.per_channel and len(x.shape) == 2)
        return TorchForm(call, f"nn.PReLU({self._count(x)})", {"weight": "weight"})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return PRelu with the slopes brought to the axis of the channels."""
        (x,) = inputs
        if not self.per_channel or len(x.shape) < 3:
            return OnnxForm((OnnxNode("PRelu", ("x", "weight"), ("y",)),))
        return OnnxForm(
            (
                OnnxNode("Reshape", ("weight", "aligned"), ("slopes",)),
                OnnxNode("PRelu", ("x", "slopes"), ("y",)),
            ),
            {"aligned": np.asarray([-1] + [1] * (len(x.shape) - 1), np.int64)},
        )
