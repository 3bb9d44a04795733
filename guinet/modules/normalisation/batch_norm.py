"""BatchNorm: mean 0 and deviation 1 for each feature, measured on the batch."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Insert
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField, FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs, class_axis, class_axis_of
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import StateSpec, WeightSpec

__all__ = ["BatchNorm"]


class BatchNorm(Module):
    """Brings each feature to mean 0 and deviation 1, then scales and shifts it as learned.

    While training, mean and variance are those of the batch, so what follows always sees
    values of the same size, saturates less and bears a higher learning rate. On the side it
    keeps running averages of both (its state), and uses those in evaluation, where the answer
    to a sample must not depend on its neighbours.

    Shapes: (N, F) and images (N, C, H, W) as PyTorch's BatchNorm1d and BatchNorm2d, sequences
    (N, T, D) per feature D; unchanged. Weight and bias, running_mean and running_var: (F,).
    A batch that holds a single value per feature has no variance: it is normalised by the
    running averages and leaves them as they are (PyTorch refuses it).
    Source: Ioffe and Szegedy (2015), Batch Normalization. The running variance is the
    unbiased one, as in PyTorch.
    """

    category = Category.NORMALISATION
    formula = Formula(
        forward=(
            r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
            r"y = \gamma \hat{x} + \beta",
        ),
        backward=(
            r"g = \gamma \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \left( g"
                r" - \overline{g} - \hat{x}\, \overline{g \hat{x}} \right)"
            ),
            (
                r"\frac{\partial L}{\partial \gamma} = \sum_n \frac{\partial L}{\partial y_n}"
                r" \hat{x}_n"
            ),
            r"\frac{\partial L}{\partial \beta} = \sum_n \frac{\partial L}{\partial y_n}",
        ),
    )
    examples = (
        Example((FieldSpec((3,)),)),
        Example((FieldSpec((4, 3)),), {"momentum": 0.3}),
        Example((FieldSpec((2, 3, 3)),), {"eps": 1e-3}),
        Example((FieldSpec((4,)),), {"affine": False}),
    )

    momentum = FloatField(
        0.1,
        minimum=0.0,
        maximum=1.0,
        doc="Part of the batch's mean and variance in the running averages.",
    )
    eps = FloatField(
        1e-5,
        minimum=1e-12,
        maximum=1.0,
        logarithmic=True,
        doc="Added to the variance, so that a constant feature does not divide by 0.",
    )
    affine = BoolField(True, doc="Whether a scale and a shift per feature are learned.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        (x,) = inputs
        if len(x.shape) not in (1, 2, 3):
            raise ShapeError(
                "x",
                f"BatchNorm reads features, sequences or images at x and gets {x.text()}.",
                "Connect N × F, N × T × D or N × C × H × W.",
                (Insert("x", "Flatten"),),
            )
        return (FieldSpec(x.shape),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the scale, beginning at 1, and the shift, beginning at 0."""
        if not self.affine:
            return {}
        count = _channels(inputs[0])
        return {"weight": WeightSpec((count,), "ones"), "bias": WeightSpec((count,), "zeros")}

    def state(self, inputs: Specs) -> dict[str, StateSpec]:
        """Return the running averages."""
        count = _channels(inputs[0])
        return {"running_mean": StateSpec((count,), 0.0), "running_var": StateSpec((count,), 1.0)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Normalise over every axis but that of the features, then scale and shift."""
        (x,) = inputs
        axis = class_axis_of(x.ndim)
        others = tuple(place for place in range(x.ndim) if place != axis)
        aligned = tuple(-1 if place == axis else 1 for place in range(x.ndim))
        count = x.size // x.shape[axis]
        by_batch = ctx.training and count > 1
        new_state: dict[str, Array] = {}
        if by_batch:
            mean = x.mean(axis=others)
            centred = x - mean.reshape(aligned)
            variance = (centred * centred).mean(axis=others)
            keep, take = 1.0 - self.momentum, self.momentum
            unbiased = variance * (count / (count - 1))
            new_state["running_mean"] = keep * state["running_mean"] + take * mean
            new_state["running_var"] = keep * state["running_var"] + take * unbiased
        else:
            centred = x - state["running_mean"].reshape(aligned)
            variance = state["running_var"]
        inverse = (1.0 / np.sqrt(variance + self.eps)).reshape(aligned)
        normalised = centred * inverse
        y = normalised
        if self.affine:
            y = normalised * weights["weight"].reshape(aligned) + weights["bias"].reshape(aligned)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            d_weights: dict[str, Array] = {}
            g = dy
            if self.affine:
                d_weights["weight"] = (dy * normalised).sum(axis=others)
                d_weights["bias"] = dy.sum(axis=others)
                g = dy * weights["weight"].reshape(aligned)
            if by_batch:
                # The batch's mean and variance depend on x as well.
                along = (g * normalised).mean(axis=others, keepdims=True)
                g = g - g.mean(axis=others, keepdims=True) - normalised * along
            return (g * inverse,), d_weights

        return (y,), backward, new_state

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.BatchNorm2d`` for images, else ``nn.BatchNorm1d``."""
        (x,) = inputs
        kind = "nn.BatchNorm2d" if len(x.shape) == 3 else "nn.BatchNorm1d"
        constructor = (
            f"{kind}({_channels(x)}, eps={self.eps!r}, momentum={self.momentum!r}, "
            f"affine={self.affine})"
        )
        # PyTorch has the features of a sequence in axis 1.
        sequence = "{module}({x}.transpose(1, 2)).transpose(1, 2)"
        call = sequence if len(x.shape) == 2 else "{module}({x})"
        names = (*self.weights(inputs), *self.state(inputs))
        return TorchForm(call, constructor, {name: name for name in names})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return BatchNormalization; sequences are transposed around it."""
        (x,) = inputs
        constants: dict[str, Array] = {}
        if not self.affine:
            constants["weight"] = np.ones(_channels(x), np.float32)
            constants["bias"] = np.zeros(_channels(x), np.float32)
        sequence = len(x.shape) == 2
        source, result = ("channels", "normalised") if sequence else ("x", "y")
        nodes = [
            OnnxNode(
                "BatchNormalization",
                (source, "weight", "bias", "running_mean", "running_var"),
                (result,),
                {"epsilon": self.eps},
            )
        ]
        if sequence:
            turn = {"perm": [0, 2, 1]}
            nodes.insert(0, OnnxNode("Transpose", ("x",), ("channels",), turn))
            nodes.append(OnnxNode("Transpose", ("normalised",), ("y",), turn))
        return OnnxForm(tuple(nodes), constants)


def _channels(spec: FieldSpec) -> int:
    return spec.shape[class_axis(spec) - 1]
