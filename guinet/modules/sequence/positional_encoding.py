"""PositionalEncoding: tells what follows where in the sequence it is."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.fields import ChoiceField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import InitializerField, initializers
from guinet.core.initializers.spread import Normal
from guinet.core.module import Example, Module
from guinet.core.sequences.sequence import require_sequence
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["PositionalEncoding", "waves"]


class PositionalEncoding(Module):
    """Adds to each position of a sequence a pattern that says which position it is.

    Attention treats a sequence as a set: without this it could not tell first from last. It
    stands before the first attention, behind whatever makes the features.

    ``sinusoidal`` takes waves of growing length, a sine and a cosine for each, which needs no
    learning and any length will do. ``learned`` has a weight per position and feature; it
    holds for one length only.

    Shapes: x (N, T, D), unchanged; weight (T, D) if learned, which begins small (normal, 0.02)
    as in BERT. Features 2i have the sine, 2i + 1 the cosine; with an odd D the last
    wave has its sine only. Positions count from 0.
    Source: Vaswani et al. (2017), Attention Is All You Need; learned: Gehring et al. (2017),
    Convolutional Sequence to Sequence Learning.
    """

    category = Category.SEQUENCE
    formula = Formula(
        forward=(
            r"y_t = x_t + p_t",
            r"\when{kind=sinusoidal}{p_{t,2i} = \sin\left( t \cdot 10000^{-2i/D} \right)}",
            r"\when{kind=sinusoidal}{p_{t,2i+1} = \cos\left( t \cdot 10000^{-2i/D} \right)}",
        ),
        backward=(
            r"\frac{\partial L}{\partial x_t} = \frac{\partial L}{\partial y_t}",
            (
                r"\when{kind=learned}{\frac{\partial L}{\partial p_t} ="
                r" \sum_n \frac{\partial L}{\partial y_{n,t}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5, 4)),)),
        Example((FieldSpec((4, 3), low=0.0, high=1.0),)),
        Example((FieldSpec((3, 5)),), {"kind": "learned"}),
    )

    kind = ChoiceField(
        "sinusoidal", ("sinusoidal", "learned"), doc="Fixed waves, or a learned weight."
    )
    weight_init = InitializerField(
        initializers, Normal(std=0.02), doc="How the learned weight begins."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; fixed waves widen a known range by 1 on both sides."""
        (x,) = inputs
        require_sequence(self.type_name(), "x", x)
        if self.kind == "learned":
            return (FieldSpec(x.shape),)
        low = None if x.low is None else x.low - 1.0
        high = None if x.high is None else x.high + 1.0
        return (FieldSpec(x.shape, low=low, high=high),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the weight (T, D) if it is learned."""
        if self.kind != "learned":
            return {}
        steps, width = inputs[0].shape
        return {"weight": WeightSpec((steps, width), self.weight_init, steps, width)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Add; the gradient passes, and the weight gets its sum over the batch."""
        (x,) = inputs
        learned = self.kind == "learned"
        positions = weights["weight"] if learned else waves(*x.shape[1:]).astype(x.dtype)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None or not learned:
                return (dy,), {}
            return (dy,), {"weight": dy.sum(axis=0)}

        return (x + positions,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the weight of ``nn.Embedding``, or the waves written out."""
        steps, width = inputs[0].shape
        if self.kind == "learned":
            return TorchForm(
                "{x} + {module}.weight", f"nn.Embedding({steps}, {width})", {"weight": "weight"}
            )
        frequencies = f"10000 ** (-torch.arange(0, {width}, 2, dtype=torch.float64) / {width})"
        return TorchForm(
            f"(lambda x, a: x + torch.stack((a.sin(), a.cos()), 2).flatten(1)[:, :{width}].to(x))"
            f"({{x}}, torch.outer(torch.arange({steps}, dtype=torch.float64), {frequencies}))"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Add of the weight, or of the waves as a constant."""
        if self.kind == "learned":
            return OnnxForm((OnnxNode("Add", ("x", "weight"), ("y",)),))
        nodes = (OnnxNode("Add", ("x", "waves"), ("y",)),)
        return OnnxForm(nodes, {"waves": waves(*inputs[0].shape)})


def waves(steps: int, width: int) -> Array:
    """Return sin and cos of t · 10000^(−2i/D) side by side, (T, D), in float64."""
    frequencies = 10000.0 ** (-np.arange(0, width, 2) / width)
    angles = np.outer(np.arange(steps), frequencies)
    pairs: Array = np.stack((np.sin(angles), np.cos(angles)), axis=2)
    return pairs.reshape(steps, -1)[:, :width]
