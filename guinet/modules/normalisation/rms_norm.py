"""RMSNorm: each sample divided by the root mean square of its features."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example
from guinet.core.normalising.normalise import Normalised, divide_by_rms, eps_field
from guinet.core.normalising.sample_norm import SampleNorm
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["RMSNorm"]


class RMSNorm(SampleNorm):
    """Divides the features of each sample by their root mean square, then scales them.

    LayerNorm without its mean and its shift: the size of the sample is taken out, its
    direction stays. It costs less and trains transformers as well, and is what most large
    language models use now.

    Shapes: features (N, F) and sequences (N, T, D) over the last axis, images (N, C, H, W) over
    C, H and W together, as ``nn.RMSNorm([C, H, W])``; unchanged. Weight: (F,) or (C, H, W). All
    zeros stay 0; a single feature is refused, for only its sign would be left. ``eps`` is
    always a number here, where PyTorch's default is the resolution of the number format.
    Source: Zhang and Sennrich (2019), Root Mean Square Layer Normalization.
    """

    formula = Formula(
        forward=(
            r"r = \sqrt{\frac{1}{F} \sum_k x_k^2 + \varepsilon}",
            r"\hat{x} = \frac{x}{r}",
            r"y = \when{elementwise_affine}{\gamma} \hat{x}",
        ),
        backward=(
            r"g = \when{elementwise_affine}{\gamma} \frac{\partial L}{\partial y}",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{r} \left( g - \hat{x}\,"
                r" \overline{g \hat{x}} \right)"
            ),
            (
                r"\when{elementwise_affine}{\frac{\partial L}{\partial \gamma} ="
                r" \sum_n \frac{\partial L}{\partial y_n} \hat{x}_n}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),), {"eps": 1e-2}),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((4,)),), {"elementwise_affine": False}),
    )

    eps = eps_field(1e-6, "Added to the mean square, so that all zeros do not divide by 0.")
    elementwise_affine = BoolField(True, doc="Whether a scale per feature is learned.")
    weight_init = initializer_field("ones", doc="How the scale begins.")

    def normalise(self, x: Array, axes: tuple[int, ...]) -> Normalised:
        """Divide by the root mean square."""
        return divide_by_rms(x, axes, self.eps)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the scale, one number per feature."""
        if not self.elementwise_affine:
            return {}
        return {"weight": WeightSpec(self.normalised_shape(inputs), self.weight_init)}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.RMSNorm``."""
        shape = list(self.normalised_shape(inputs))
        constructor = (
            f"nn.RMSNorm({shape}, eps={self.eps!r}, elementwise_affine={self.elementwise_affine})"
        )
        return TorchForm("{module}({x})", constructor, {n: n for n in self.weights(inputs)})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the arithmetic step by step; ONNX has the operator only since opset 23."""
        shape = self.normalised_shape(inputs)
        result = "normalised" if self.elementwise_affine else "y"
        nodes = [
            OnnxNode("Mul", ("x", "x"), ("squares",)),
            OnnxNode("ReduceSum", ("squares", "axes"), ("sum",), {"keepdims": 1}),
            OnnxNode("Mul", ("sum", "share"), ("mean",)),
            OnnxNode("Add", ("mean", "eps"), ("positive",)),
            OnnxNode("Sqrt", ("positive",), ("root",)),
            OnnxNode("Div", ("x", "root"), (result,)),
        ]
        if self.elementwise_affine:
            nodes.append(OnnxNode("Mul", ("normalised", "weight"), ("y",)))
        constants: dict[str, Array] = {
            "axes": np.arange(-len(shape), 0, dtype=np.int64),
            "share": np.asarray(1.0 / np.prod(shape), np.float32),
            "eps": np.asarray(self.eps, np.float32),
        }
        return OnnxForm(tuple(nodes), constants)
