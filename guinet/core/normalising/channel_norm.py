"""The base of normalisations per channel that may keep running averages."""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np

from guinet.core.category import Category
from guinet.core.channels import (
    aligned_with_channels,
    onnx_channels_first,
    torch_channels_first,
)
from guinet.core.context import Context
from guinet.core.fields import BoolField, FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Module
from guinet.core.normalising.normalise import eps_field, standardise
from guinet.core.normalising.scaling import scale, scale_back
from guinet.core.spec import FieldSpec, Specs, channels
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import StateSpec, WeightSpec

__all__ = ["ChannelNorm"]


class ChannelNorm(Module):
    """Standardises each channel over some of the other axes, which `measured_axes` names.

    With ``track_running_stats`` the averages of mean and variance over the batches are kept,
    and used in evaluation, and wherever a single value has no variance.
    """

    category = Category.NORMALISATION
    formula = Formula(
        forward=(
            r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}",
            r"y = \when{affine}{\gamma} \hat{x} \when{affine}{+ \beta}",
        ),
        backward=(
            r"g = \when{affine}{\gamma} \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \left( g"
                r" - \overline{g} - \hat{x}\, \overline{g \hat{x}} \right)"
                r" \when{track_running_stats}{\quad \text{(measured)}}"
            ),
            (
                r"\when{track_running_stats}{\frac{\partial L}{\partial x} ="
                r" \frac{g}{\sqrt{\sigma^2 + \varepsilon}} \quad \text{(by running averages)}}"
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

    momentum = FloatField(
        0.1,
        minimum=0.0,
        maximum=1.0,
        doc="Part of the new mean and variance in the running averages.",
    )
    eps = eps_field(1e-5, "Added to the variance, so that a constant channel does not divide by 0.")
    affine = BoolField(True, doc="Whether a scale and a shift per channel are learned.")
    track_running_stats = BoolField(
        True,
        doc="Whether running averages are kept for evaluation; without them it measures anew.",
    )
    weight_init = initializer_field("ones", doc="How the scale begins.")
    bias_init = initializer_field("zeros", doc="How the shift begins.")

    @property
    def couples_samples(self) -> bool:
        """Running averages are taken over the batch, whatever the samples are standardised by."""
        return self.track_running_stats

    @abstractmethod
    def measured_axes(self, rank: int) -> tuple[int, ...]:
        """Return the axes of a batched array over which mean and variance are taken."""

    @abstractmethod
    def measured_onnx(self, x: FieldSpec) -> OnnxForm:
        """Return the ONNX form without running averages; it reads ``weight`` and ``bias``."""

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        return (FieldSpec(inputs[0].shape),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the scale, beginning at 1, and the shift, beginning at 0."""
        if not self.affine:
            return {}
        shape = (channels(inputs[0]),)
        return {
            "weight": WeightSpec(shape, self.weight_init),
            "bias": WeightSpec(shape, self.bias_init),
        }

    def state(self, inputs: Specs) -> dict[str, StateSpec]:
        """Return the running averages."""
        if not self.track_running_stats:
            return {}
        shape = (channels(inputs[0]),)
        return {"running_mean": StateSpec(shape, 0.0), "running_var": StateSpec(shape, 1.0)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Standardise by what is measured, or by the running averages; then scale and shift."""
        (x,) = inputs
        aligned = aligned_with_channels(x.ndim)
        others = tuple(axis for axis, size in enumerate(aligned) if size == 1)
        axes = self.measured_axes(x.ndim)
        count = math.prod(x.shape[axis] for axis in axes)
        found = None
        new_state: dict[str, Array] = {}
        if not self.track_running_stats or (ctx.training and count > 1):
            found = standardise(x, axes, self.eps)
            values, inverse = found.values, found.inverse
        else:
            inverse = (1.0 / np.sqrt(state["running_var"] + self.eps)).reshape(aligned)
            values = (x - state["running_mean"].reshape(aligned)) * inverse
        if found is not None and found.mean is not None and self.track_running_stats:
            keep, take = 1.0 - self.momentum, self.momentum
            mean = found.mean.mean(axis=others)
            unbiased = found.square.mean(axis=others) * (count / (count - 1))
            new_state["running_mean"] = keep * state["running_mean"] + take * mean
            new_state["running_var"] = keep * state["running_var"] + take * unbiased

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            g, d_weights = scale_back(dy, values, weights, aligned)
            return (g * inverse if found is None else found.back(g),), d_weights

        return (scale(values, weights, aligned),), backward, new_state

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return PyTorch's class of the same name for images, or for all else."""
        (x,) = inputs
        constructor = (
            f"nn.{self.type_name()}{2 if len(x.shape) == 3 else 1}d({channels(x)}, "
            f"eps={self.eps!r}, momentum={self.momentum!r}, affine={self.affine}, "
            f"track_running_stats={self.track_running_stats})"
        )
        call = torch_channels_first(sequence=len(x.shape) == 2)
        names = (*self.weights(inputs), *self.state(inputs))
        return TorchForm(call, constructor, {name: name for name in names})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return BatchNormalization by the running averages, else what measures."""
        (x,) = inputs
        constants: dict[str, Array] = {}
        if not self.affine:
            constants["weight"] = np.ones(channels(x), np.float32)
            constants["bias"] = np.zeros(channels(x), np.float32)
        if not self.track_running_stats:
            form = self.measured_onnx(x)
            return OnnxForm(form.nodes, {**constants, **form.constants})
        names = ("x", "weight", "bias", "running_mean", "running_var")
        node = OnnxNode("BatchNormalization", names, ("y",), {"epsilon": self.eps})
        return OnnxForm(onnx_channels_first([node], sequence=len(x.shape) == 2), constants)
