"""GaussianNoise: adds normal noise while training."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import FloatField
from guinet.core.forms import Formula, TorchForm
from guinet.core.module import Example
from guinet.core.noise import Noise
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["GaussianNoise"]


class GaussianNoise(Noise):
    """Adds normal noise to each number while training; nothing in evaluation.

    The network never sees exactly the same sample twice and so learns to ignore small changes,
    which works against overfitting. Behind the Input it blurs the data; fed with the clean
    data as target, an autoencoder learns to remove the noise.

    Shapes: any, unchanged. The noise is drawn from the seed, the node and the step, and is the
    same in float32 and float64. The gradient passes unchanged.
    Source: Bishop (1995), Training with Noise is Equivalent to Tikhonov Regularization.
    """

    formula = Formula(
        forward=(r"y = x + \sigma \varepsilon", r"\varepsilon_i \sim \mathcal{N}(0, 1)"),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((6,)),)),
        Example((FieldSpec((4, 3), low=0.0, high=1.0),), {"std": 0.5}),
        Example((FieldSpec((2, 3, 3), low=0.0, high=1.0),), {"std": 0.0}),
    )

    std = FloatField(
        0.1, minimum=0.0, maximum=1000.0, doc="Standard deviation σ of the noise; 0 is none."
    )

    @property
    def is_silent(self) -> bool:
        """Whether no noise is added."""
        return self.std == 0.0

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; noise has no bounds."""
        (x,) = inputs
        if self.is_silent:
            return (FieldSpec(x.shape, low=x.low, high=x.high),)
        return (FieldSpec(x.shape),)

    def disturb(self, x: Array, rng: np.random.Generator) -> tuple[Array, float]:
        """Add σ times normal numbers; y follows x with slope 1."""
        noise = rng.standard_normal(x.shape, dtype=np.float32).astype(x.dtype)
        y: Array = x + self.std * noise
        return y, 1.0

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the sum with ``torch.randn_like`` while training."""
        noisy = f"{{x}} + {self.std!r} * torch.randn_like({{x}})"
        return TorchForm(f"({noisy} if {{training}} else {{x}})")
