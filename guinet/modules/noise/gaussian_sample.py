"""GaussianSample: draws from a normal distribution whose mean and variance were predicted."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Resize
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.log_variance import HIGHEST, LOWEST
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["GaussianSample"]


class GaussianSample(Module):
    """Draws from the normal distribution that an encoder predicts; the heart of a VAE.

    The noise ε comes from outside and is stretched and shifted as predicted. So the sample is
    a differentiable function of mean and log-variance, and both receive a gradient through
    the draw: the reparameterisation trick of variational autoencoders. In evaluation the mean
    passes unchanged.

    Shapes: mean and log_variance alike, (N, ...) to (N, ...). The logarithm of the variance is
    predicted because it may have either sign; it is cut to −30 … 20, that is σ between 3e-7
    and 22026, against overflow, and has no gradient beyond. The noise is drawn from the seed,
    the node and the step, and is the same in float32 and float64.
    Source: Kingma and Welling (2014), Auto-Encoding Variational Bayes.
    """

    category = Category.NOISE
    formula = Formula(
        forward=(r"y = \mu + \sigma \odot \varepsilon", r"\sigma = e^{v / 2}"),
        backward=(
            r"\frac{\partial L}{\partial \mu} = \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial v} ="
                r" \frac{1}{2}\, \sigma \odot \varepsilon \odot \frac{\partial L}{\partial y}"
            ),
        ),
    )
    inputs = (
        Port("mean", doc="centre of the distribution, μ"),
        Port("log_variance", doc="logarithm of its variance, v = log σ²"),
    )
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((3, 2)), FieldSpec((3, 2)))),
        Example((FieldSpec((2, 3, 3), low=-1.0, high=1.0), FieldSpec((2, 3, 3), high=0.0))),
    )

    @property
    def draws(self) -> bool:
        """One number for each number of the mean."""
        return True

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal shapes; a sample may lie anywhere."""
        mean, log_variance = inputs
        if mean.shape != log_variance.shape:
            resize = (Resize("log_variance", mean.size),) if len(mean.shape) == 1 else ()
            raise ShapeError(
                "log_variance",
                f"GaussianSample needs equal shapes: mean is {mean.text()} and log_variance is "
                f"{log_variance.text()}.",
                f"Give log_variance the shape {mean.text()}, with a module of its own beside that "
                "of the mean.",
                resize if len(log_variance.shape) == 1 else (),
            )
        return (FieldSpec(mean.shape),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a log-variance that cannot be negative."""
        low = inputs[1].low
        if low is None or low < 0.0:
            return ()
        return (
            Advice(
                "log_variance",
                "The log-variance cannot become negative, so the variance never falls below 1.",
                "Predict it with a Linear that no activation follows.",
            ),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Draw around the mean while training; in evaluation return the mean."""
        mean, log_variance = inputs
        if not ctx.training:

            def passing(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
                (dy,) = gradients
                return (dy, None if dy is None else np.zeros_like(log_variance)), {}

            return (mean,), passing, {}
        deviation = np.exp(np.clip(log_variance, LOWEST, HIGHEST) / 2)
        noise = ctx.rng.standard_normal(mean.shape, dtype=np.float32).astype(mean.dtype)
        offset = deviation * noise

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None, None), {}
            inside = (log_variance >= LOWEST) & (log_variance <= HIGHEST)
            return (dy, dy * offset * inside / 2), {}

        return (mean + offset,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the arithmetic with ``torch.randn_like`` while training."""
        deviation = f"torch.exp({{log_variance}}.clamp({LOWEST!r}, {HIGHEST!r}) / 2)"
        sample = f"{{mean}} + {deviation} * torch.randn_like({{mean}})"
        return TorchForm(f"({sample} if {{training}} else {{mean}})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Identity of the mean: in evaluation nothing is drawn."""
        return OnnxForm((OnnxNode("Identity", ("mean",), ("y",)),))
