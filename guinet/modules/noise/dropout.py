"""Dropout: silences some of its inputs at random while training."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula, TorchForm
from guinet.core.module import Example
from guinet.core.noise import Noise
from guinet.core.spec import FieldSpec, Specs
from guinet.core.survival import survivors
from guinet.core.types import Array

__all__ = ["Dropout"]


class Dropout(Noise):
    """Sets each number to 0 with probability p while training, against overfitting.

    No unit can rely on another one being there, so the network spreads what it knows. What
    survives is divided by 1 − p, which keeps the mean; in evaluation everything passes
    unchanged.

    Shapes: any, unchanged. The mask is drawn from the seed, the node and the step, and is the
    same in float32 and float64.
    Source: Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting; scaling as in PyTorch.
    """

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

    @property
    def is_silent(self) -> bool:
        """Whether nothing is ever dropped."""
        return self.p == 0.0

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; survivors grow by 1/(1 − p), and 0 becomes possible."""
        (x,) = inputs
        if self.is_silent:
            return (FieldSpec(x.shape, low=x.low, high=x.high),)
        scale = 1.0 / (1.0 - self.p)
        low = None if x.low is None else min(0.0, x.low * scale)
        high = None if x.high is None else max(0.0, x.high * scale)
        return (FieldSpec(x.shape, low=low, high=high),)

    def mask_shape(self, x: Array) -> tuple[int, ...]:
        """Return how the decisions are laid out: one for each number."""
        return x.shape

    def disturb(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Multiply by a mask of 0 and 1/(1 − p)."""
        mask = survivors(rng, self.p, self.mask_shape(x), x.dtype)
        return x * mask, mask

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Dropout``."""
        return TorchForm("{module}({x})", f"nn.Dropout({self.p!r})")
