"""L2Normalise: vectors of length 1 that keep their direction."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Resize
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.normalising.normalise import eps_field
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["L2Normalise"]


class L2Normalise(Module):
    """Gives each vector the length 1 and keeps its direction.

    The product of two such vectors is the cosine of the angle between them, so it stands where
    directions are compared: embeddings of faces or sentences, contrastive losses. The gradient
    that arrives at x has no part along x: moving along it would change nothing.

    Shapes: any of at least (N, F), unchanged. Works along axis 1, on sequences (N, T, D) along
    the last one, or along ``dim``, whose length must be at least 2. A vector shorter than
    ``eps`` is divided by ``eps`` instead, zeros stay 0, and the gradient then is that of the
    division; at exactly ``eps`` it is that of the length.
    Source: as ``torch.nn.functional.normalize`` with p = 2.
    """

    category = Category.NORMALISATION
    formula = Formula(
        forward=(
            r"\ell = \sqrt{\sum_k x_k^2}",
            r"n = \max(\ell, \varepsilon)",
            r"y = \frac{x}{n}",
        ),
        backward=(
            r"s = \sum_k \frac{\partial L}{\partial y_k} y_k",
            (
                r"\frac{\partial L}{\partial x} = \frac{1}{n}"
                r" \left( \frac{\partial L}{\partial y} - s\, y \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),)),
        Example((FieldSpec((3, 2, 2)),)),
        Example((FieldSpec((2, 3, 4)),), {"dim": 3, "eps": 0.5}),
    )

    dim = dim_field("Axis along which the vectors lie.")
    eps = eps_field(1e-12, "Shortest length that is divided by, so that zeros do not divide by 0.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; no component is longer than its vector."""
        (x,) = inputs
        axis = spec_axis(self.type_name(), "x", x, self.dim)
        if x.shape[axis - 1] == 1:
            raise ShapeError(
                "x",
                f"L2Normalise gets {x.text()}, vectors of a single number along axis {axis}, of "
                "which only the sign would be left.",
                "Give it vectors of at least two numbers.",
                (Resize("x", 2),) if self.dim is None else (),
            )
        low = 0.0 if x.low is not None and x.low >= 0 else -1.0
        return (FieldSpec(x.shape, low=low, high=1.0),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Divide by the length; on the way back, take out the part along the vector."""
        (x,) = inputs
        axis = array_axis(self.dim, x.ndim)
        length = np.sqrt((x * x).sum(axis=axis, keepdims=True))
        longest = np.maximum(length, self.eps)
        y = x / longest

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            along = np.where(length >= self.eps, (dy * y).sum(axis=axis, keepdims=True), 0)
            return ((dy - y * along) / longest,), {}

        return (y,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.normalize``."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        return TorchForm(f"F.normalize({{x}}, dim={axis}, eps={self.eps!r})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the arithmetic step by step; ONNX's LpNormalization knows no ``eps``."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        return OnnxForm(
            (
                OnnxNode("Mul", ("x", "x"), ("squares",)),
                OnnxNode("ReduceSum", ("squares", "axes"), ("sum",), {"keepdims": 1}),
                OnnxNode("Sqrt", ("sum",), ("length",)),
                OnnxNode("Max", ("length", "eps"), ("longest",)),
                OnnxNode("Div", ("x", "longest"), ("y",)),
            ),
            {
                "axes": np.asarray([axis], np.int64),
                "eps": np.asarray(self.eps, np.float32),
            },
        )
