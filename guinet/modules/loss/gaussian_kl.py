"""GaussianKL: how far normal distributions are from the standard one."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Resize
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.log_variance import HIGHEST, LOWEST
from guinet.core.losses.penalty import Penalty
from guinet.core.module import Example, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["GaussianKL"]


class GaussianKL(Penalty):
    """Pulls the codes of a variational autoencoder towards the standard normal distribution.

    The encoder of such a VAE says a mean and the logarithm of a variance for each feature of
    the code; the Kullback-Leibler divergence of that normal distribution from the one with mean
    0 and variance 1 is what this loss adds to the error of the reconstruction. It has no target.
    Balance the two with ``loss_weight``: too much, and all codes become alike.

    Shapes: mean and log_variance (N, ...), equal; summed over each sample, mean over the N
    samples. The log-variance counts as at least -30 and at most 20, with gradient 0 beyond, so
    that its exponential stays finite.
    Source: Kingma and Welling (2014), Auto-Encoding Variational Bayes, appendix B.
    """

    formula = Formula(
        forward=(
            (
                r"L = \frac{1}{2 N} \sum_n \sum_k \left( \mu_{nk}^2 + e^{v_{nk}} - 1 - v_{nk}"
                r" \right)"
            ),
        ),
        backward=(
            r"\frac{\partial L}{\partial \mu_{nk}} = \frac{\mu_{nk}}{N}",
            r"\frac{\partial L}{\partial v_{nk}} = \frac{e^{v_{nk}} - 1}{2 N}",
        ),
    )
    inputs = (
        Port("mean", doc="means of the code"),
        Port("log_variance", doc="logarithms of their variances"),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)))),
        Example((FieldSpec((4, 2)), FieldSpec((4, 2), low=-1.0, high=1.0)), {"loss_weight": 0.1}),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 3, 3)))),
        Example((FieldSpec(()), FieldSpec((), high=0.0))),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Demand a variance for each mean; the loss is one number per batch."""
        mean, log_variance = inputs
        if mean.shape != log_variance.shape:
            flat = len(mean.shape) == len(log_variance.shape) == 1
            suggestions = (Resize("log_variance", mean.shape[0]),) if flat else ()
            raise ShapeError(
                "log_variance",
                f"GaussianKL needs a variance for each mean: mean is {mean.text()} and "
                f"log_variance is {log_variance.text()}.",
                f"Give the last module before log_variance an output of {mean.text()}.",
                suggestions,
            )
        return super().infer(inputs)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a log-variance that cannot be negative."""
        low = inputs[1].low
        if low is None or low < 0:
            return ()
        return (
            Advice(
                "log_variance",
                f"The log-variance cannot fall below {low:g}, so no code can be more certain "
                "than the standard normal distribution.",
                "Give it the output of a Linear that no activation follows.",
            ),
        )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return ½Σ(μ² + eᵛ − 1 − v)/N and the gradients μ/N and ½(eᵛ − 1)/N."""
        mean, log_variance = inputs
        count = len(mean)
        v = np.clip(log_variance, LOWEST, HIGHEST)
        excess = np.expm1(v)
        loss = np.sum(mean * mean + (excess - v)) * (0.5 / count)
        return loss, mean / count, excess * (v == log_variance) * (0.5 / count)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the sum over the number of samples."""
        v = f"{{log_variance}}.clamp({LOWEST}, {HIGHEST})"
        total = f"({{mean}}.square() + {v}.expm1() - {v}).sum()"
        return TorchForm(f"0.5 * {total} / {{mean}}.shape[0]")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean times half the numbers of a sample."""
        numbers = {
            "lowest": LOWEST,
            "highest": HIGHEST,
            "one": 1.0,
            "half_size": 0.5 * inputs[0].size,
        }
        return OnnxForm(
            (
                OnnxNode("Clip", ("log_variance", "lowest", "highest"), ("v",)),
                OnnxNode("Exp", ("v",), ("variance",)),
                OnnxNode("Sub", ("variance", "one"), ("excess",)),
                OnnxNode("Sub", ("excess", "v"), ("spread",)),
                OnnxNode("Mul", ("mean", "mean"), ("square",)),
                OnnxNode("Add", ("square", "spread"), ("terms",)),
                OnnxNode("ReduceMean", ("terms",), ("average",), {"keepdims": 0}),
                OnnxNode("Mul", ("average", "half_size"), ("loss",)),
            ),
            {name: np.asarray(number, np.float32) for name, number in numbers.items()},
        )
