"""LayerNorm: mean 0 and deviation 1 over the features of each sample."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example
from guinet.core.normalising.normalise import Normalised, eps_field, standardise
from guinet.core.normalising.sample_norm import SampleNorm
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["LayerNorm"]


class LayerNorm(SampleNorm):
    """Brings the features of each sample to mean 0 and deviation 1, then scales and shifts.

    Where BatchNorm compares a feature with the same one of other samples, LayerNorm compares
    it with the other features of the same sample. So it works alike for a batch of one, in
    training and in evaluation: the normalisation of transformers and recurrent networks.

    Shapes: features (N, F) and sequences (N, T, D) over the last axis, images (N, C, H, W) over
    C, H and W together, as ``nn.LayerNorm([C, H, W])``; unchanged. Weight and bias: (F,) or
    (C, H, W). Equal features give 0; a single one is refused, for it would always be 0.
    Source: Ba, Kiros and Hinton (2016), Layer Normalization.
    """

    formula = Formula(
        forward=(
            r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}",
            r"y = \when{elementwise_affine}{\gamma \hat{x} \when{bias}{+ \beta}}{\hat{x}}",
        ),
        backward=(
            r"g = \when{elementwise_affine}{\gamma} \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \left( g"
                r" - \overline{g} - \hat{x}\, \overline{g \hat{x}} \right)"
            ),
            (
                r"\when{elementwise_affine}{\frac{\partial L}{\partial \gamma} ="
                r" \sum_n \frac{\partial L}{\partial y_n} \hat{x}_n}"
            ),
            (
                r"\when{elementwise_affine}{\when{bias}{\frac{\partial L}{\partial \beta} ="
                r" \sum_n \frac{\partial L}{\partial y_n}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"eps": 1e-3}),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((6,)),), {"bias": False}),
        Example((FieldSpec((2, 5)),), {"elementwise_affine": False}),
    )

    eps = eps_field(1e-5, "Added to the variance, so that equal features do not divide by 0.")
    elementwise_affine = BoolField(True, doc="Whether a scale per feature is learned.")
    bias = BoolField(True, doc="Whether a shift per feature is learned too, where the scale is.")
    weight_init = initializer_field("ones", doc="How the scale begins.")
    bias_init = initializer_field("zeros", doc="How the shift begins.")

    def normalise(self, x: Array, axes: tuple[int, ...]) -> Normalised:
        """Standardise."""
        return standardise(x, axes, self.eps)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the scale and the shift, one number per feature."""
        shape = self.normalised_shape(inputs)
        weights = {}
        if self.elementwise_affine:
            weights["weight"] = WeightSpec(shape, self.weight_init)
            if self.bias:
                weights["bias"] = WeightSpec(shape, self.bias_init)
        return weights

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.LayerNorm``."""
        shape = list(self.normalised_shape(inputs))
        constructor = (
            f"nn.LayerNorm({shape}, eps={self.eps!r}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias})"
        )
        return TorchForm("{module}({x})", constructor, {n: n for n in self.weights(inputs)})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return LayerNormalization."""
        shape = self.normalised_shape(inputs)
        names = tuple(self.weights(inputs)) or ("weight",)
        constants = {} if self.elementwise_affine else {"weight": np.ones(shape, np.float32)}
        attributes = {"axis": -len(shape), "epsilon": self.eps}
        node = OnnxNode("LayerNormalization", ("x", *names), ("y",), attributes)
        return OnnxForm((node,), constants)
