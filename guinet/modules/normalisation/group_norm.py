"""GroupNorm: mean 0 and deviation 1 over groups of channels of each sample."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.channels import (
    aligned_with_channels,
    onnx_channels_first,
    torch_channels_first,
)
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField, IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example, Module
from guinet.core.normalising.normalise import eps_field, require_known_axes, standardise
from guinet.core.normalising.scaling import scale, scale_back
from guinet.core.spec import FieldSpec, Specs, channels
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["GroupNorm"]


class GroupNorm(Module):
    """Brings each group of channels of each sample to mean 0 and deviation 1, then scales.

    Between LayerNorm (one group) and InstanceNorm (as many groups as channels). It needs no
    other samples, so it takes the place of BatchNorm where batches must be small.

    Shapes: features (N, F), images (N, C, H, W) and sequences (N, T, D), unchanged; each group
    of neighbouring channels is measured over all positions together, as in PyTorch, which has
    the features of a sequence in axis 1. Weight and bias: (C,). ``num_groups`` must divide the
    channels. A group of a single number is refused, for it would always be 0.
    Source: Wu and He (2018), Group Normalization.
    """

    category = Category.NORMALISATION
    formula = Formula(
        forward=(
            r"\hat{x} = \frac{x - \mu_g}{\sqrt{\sigma_g^2 + \varepsilon}}",
            r"y = \when{affine}{\gamma} \hat{x} \when{affine}{+ \beta}",
        ),
        backward=(
            r"g = \when{affine}{\gamma} \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma_g^2 + \varepsilon}}"
                r" \left( g - \overline{g} - \hat{x}\, \overline{g \hat{x}} \right)"
            ),
            (
                r"\when{affine}{\frac{\partial L}{\partial \gamma} ="
                r" \sum_n \frac{\partial L}{\partial y_n} \hat{x}_n}"
            ),
            (
                r"\when{affine}{\frac{\partial L}{\partial \beta} ="
                r" \sum_n \frac{\partial L}{\partial y_n}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((6,)),), {"num_groups": 2}),
        Example((FieldSpec((3, 4)),), {"num_groups": 2}),
        Example((FieldSpec((4, 2, 3)),), {"num_groups": 4, "eps": 1e-3}),
        Example((FieldSpec((6, 2, 2)),), {"num_groups": 3, "affine": False}),
        Example((FieldSpec((5,)),), {"num_groups": 1}),
    )

    num_groups = IntField(
        2, minimum=1, maximum=65536, unit="groups", doc="Number of groups of equal size."
    )
    eps = eps_field(1e-5, "Added to the variance, so that a constant group does not divide by 0.")
    affine = BoolField(True, doc="Whether a scale and a shift per channel are learned.")
    weight_init = initializer_field("ones", doc="How the scale begins.")
    bias_init = initializer_field("zeros", doc="How the shift begins.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; the channels must be divisible into groups of several numbers."""
        (x,) = inputs
        require_known_axes(self.type_name(), x)
        count = channels(x)
        if count % self.num_groups:
            raise ShapeError(
                "x",
                f"GroupNorm cannot divide the {_channels_text(count)} of {x.text()} into "
                f"{self.num_groups} equal groups.",
                "Use a number of groups that divides the channels.",
                self._suggestions(x),
            )
        if x.size == self.num_groups:
            raise ShapeError(
                "x",
                f"GroupNorm with {self.num_groups} groups leaves a single number of {x.text()} "
                "in each, of which nothing would be left.",
                "Use fewer groups.",
                self._suggestions(x),
            )
        return (FieldSpec(x.shape),)

    def _suggestions(self, x: FieldSpec) -> tuple[Suggestion, ...]:
        count = channels(x)
        fitting = [n for n in range(1, count + 1) if count % n == 0 and x.size > n]
        if not fitting:
            return (Resize("x", 2 * self.num_groups),)
        return (Change("num_groups", min(fitting, key=lambda n: abs(n - self.num_groups))),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the scale and the shift, one number per channel."""
        if not self.affine:
            return {}
        shape = (channels(inputs[0]),)
        return {
            "weight": WeightSpec(shape, self.weight_init),
            "bias": WeightSpec(shape, self.bias_init),
        }

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Standardise each group, then scale and shift each channel."""
        (x,) = inputs
        # A group of channels lies together, except in a sequence, where it recurs at each position.
        sequence = x.ndim == 3
        groups = self.num_groups
        cut: tuple[int, ...]
        axes: tuple[int, ...]
        if sequence:
            cut, axes = (*x.shape[:2], groups, -1), (1, 3)
        else:
            cut, axes = (len(x), groups, -1), (2,)
        aligned = aligned_with_channels(x.ndim)
        found = standardise(x.reshape(cut), axes, self.eps)
        values = found.values.reshape(x.shape)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            g, d_weights = scale_back(dy, values, weights, aligned)
            return (found.back(g.reshape(cut)).reshape(x.shape),), d_weights

        return (scale(values, weights, aligned),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.GroupNorm``, which has the features of a sequence in axis 1."""
        (x,) = inputs
        constructor = (
            f"nn.GroupNorm({self.num_groups}, {channels(x)}, eps={self.eps!r}, "
            f"affine={self.affine})"
        )
        call = torch_channels_first(sequence=len(x.shape) == 2)
        return TorchForm(call, constructor, {name: name for name in self.weights(inputs)})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return InstanceNormalization of the groups as channels, then the scale and shift."""
        (x,) = inputs
        nodes = [
            OnnxNode("Shape", ("x",), ("shape",)),
            OnnxNode("Reshape", ("x", "grouped"), ("groups",)),
            OnnxNode(
                "InstanceNormalization",
                ("groups", "ones", "zeros"),
                ("standard",),
                {"epsilon": self.eps},
            ),
            OnnxNode("Reshape", ("standard", "shape"), ("normalised" if self.affine else "y",)),
        ]
        constants: dict[str, Array] = {
            "grouped": np.asarray([0, self.num_groups, -1], np.int64),
            "ones": np.ones(self.num_groups, np.float32),
            "zeros": np.zeros(self.num_groups, np.float32),
        }
        if self.affine:
            # One number per channel, before the positions.
            constants["per_channel"] = np.asarray([-1, *[1] * (len(x.shape) - 1)], np.int64)
            nodes += [
                OnnxNode("Reshape", ("weight", "per_channel"), ("gamma",)),
                OnnxNode("Reshape", ("bias", "per_channel"), ("beta",)),
                OnnxNode("Mul", ("normalised", "gamma"), ("scaled",)),
                OnnxNode("Add", ("scaled", "beta"), ("y",)),
            ]
        return OnnxForm(onnx_channels_first(nodes, sequence=len(x.shape) == 2), constants)


def _channels_text(count: int) -> str:
    return "1 channel" if count == 1 else f"{count} channels"
