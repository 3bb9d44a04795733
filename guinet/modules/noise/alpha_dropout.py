"""AlphaDropout: the Dropout that goes with SELU."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.activations.self_normalising import SATURATION
from guinet.core.advice import Advice, Replace
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, TorchForm
from guinet.core.module import Example
from guinet.core.noise import Noise
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["AlphaDropout"]


class AlphaDropout(Noise):
    """Drops numbers at random while training and keeps mean 0 and variance 1 as they are.

    Dropout would disturb the balance that SELU keeps. So what is dropped becomes α′ ≈ −1.758,
    the value at which SELU saturates, and then everything is scaled and shifted such that
    inputs of mean 0 and variance 1 still have both. In evaluation everything passes unchanged.

    Shapes: any, unchanged. The mask is drawn from the seed, the node and the step, and is the
    same in float32 and float64.
    Source: Klambauer et al. (2017), Self-Normalizing Neural Networks; as
    ``torch.nn.AlphaDropout``.
    """

    formula = Formula(
        forward=(
            r"y = a \left( m \odot x + (1 - m)\, \alpha' \right) + b",
            r"m_i \sim \mathrm{Bernoulli}(1 - p)",
            r"a = \frac{1}{\sqrt{(1 - p) (1 + p\, \alpha'^2)}}",
            r"b = -a\, p\, \alpha'",
        ),
        backward=(r"\frac{\partial L}{\partial x} = a\, m \odot \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((20,)),)),
        Example((FieldSpec((4, 3), low=-1.7580993408473766),), {"p": 0.2}),
        Example((FieldSpec((2, 3, 3), low=-1.0, high=1.0),), {"p": 0.1}),
        Example((FieldSpec((4,), high=3.0),), {"p": 0.0}),
    )

    p = FloatField(
        0.5, minimum=0.0, maximum=1.0, open_maximum=True, doc="Probability of being dropped."
    )

    @property
    def is_silent(self) -> bool:
        """Whether nothing is ever dropped."""
        return self.p == 0.0

    def _scale_and_shift(self) -> tuple[float, float]:
        """Return a and b, which undo what dropping does to mean 0 and variance 1."""
        variance = (1.0 - self.p) * (1.0 + self.p * SATURATION**2)
        scale = 1.0 / math.sqrt(variance)
        return scale, -scale * self.p * SATURATION

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; the range is that of what survives, is dropped, or just passes."""
        (x,) = inputs
        low, high = x.low, x.high
        if not self.is_silent:
            a, b = self._scale_and_shift()
            low = None if low is None else min(low, a * min(low, SATURATION) + b)
            high = None if high is None else max(high, a * max(high, SATURATION) + b)
        return (FieldSpec(x.shape, low=low, high=high),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on inputs without negative numbers, whose mean cannot be 0."""
        low = inputs[0].low
        if low is None or low < 0.0 or self.is_silent:
            return ()
        return (
            Advice(
                "x",
                "AlphaDropout is made for numbers around 0, as SELU gives, and here none is "
                "negative.",
                "Use Dropout behind other activations.",
                (Replace("Dropout", {"p": self.p}),),
            ),
        )

    def disturb(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Put α′ in place of what is dropped, then scale by a and shift by b."""
        a, b = self._scale_and_shift()
        survives = rng.random(x.shape, dtype=np.float32) >= np.float32(self.p)
        y = np.where(survives, a * x + b, a * SATURATION + b)
        return y, survives * x.dtype.type(a)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.AlphaDropout``."""
        return TorchForm("{module}({x})", f"nn.AlphaDropout({self.p!r})")
