"""Dropout: silences some of its inputs at random while training."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Dropout"]


class Dropout(Module):
    """Sets each number to 0 with probability p while training, against overfitting.

    No unit can rely on another one being there, so the network spreads what it knows. What
    survives is divided by 1 − p, which keeps the mean; in evaluation everything passes
    unchanged.

    Shapes: any, unchanged. The mask is drawn from the seed, the node and the step, and is the
    same in float32 and float64.
    Source: Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting; scaling as in PyTorch.
    """

    category = Category.NOISE
    formula = Formula(
        forward=(r"y = \frac{m \odot x}{1 - p}", r"m_i \sim \mathrm{Bernoulli}(1 - p)"),
        backward=(
            r"\frac{\partial L}{\partial x} = \frac{m}{1 - p} \odot \frac{\partial L}{\partial y}",
        ),
    )
    examples = (
        Example((FieldSpec((20,)),)),
        Example((FieldSpec((4, 3)),), {"p": 0.2}),
        Example((FieldSpec((2, 3, 3), low=0.0, high=1.0),), {"p": 0.0}),
    )

    p = FloatField(
        0.5, minimum=0.0, maximum=1.0, open_maximum=True, doc="Probability of becoming 0."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; survivors grow by 1/(1 − p), and 0 becomes possible."""
        (x,) = inputs
        if self.p == 0.0:
            return (FieldSpec(x.shape, low=x.low, high=x.high, batched=x.batched),)
        scale = 1.0 / (1.0 - self.p)
        low = None if x.low is None else min(0.0, x.low * scale)
        high = None if x.high is None else max(0.0, x.high * scale)
        return (FieldSpec(x.shape, low=low, high=high, batched=x.batched),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Multiply by a mask of 0 and 1/(1 − p) while training, else pass on."""
        (x,) = inputs
        if not ctx.training or self.p == 0.0:

            def passing(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
                return gradients, {}

            return (x,), passing, {}
        survives = ctx.rng.random(x.shape, dtype=np.float32) >= np.float32(self.p)
        mask = survives * x.dtype.type(1.0 / (1.0 - self.p))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else dy * mask,), {}

        return (x * mask,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Dropout``."""
        return TorchForm("{module}({x})", f"nn.Dropout({self.p!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Identity: in evaluation nothing is dropped."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
