"""Softmax: any numbers become a distribution over classes."""

from __future__ import annotations

from guinet.core.advice import Advice, Replace
from guinet.core.axis import array_axis, dim_field, spec_axis
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import softmax
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Softmax"]


class Softmax(Module):
    """Turns the scores of the classes into probabilities: positive, and together 1.

    The larger a score, the larger its share; only differences between scores count. The usual
    output of a classifier, read by CategoricalCrossEntropy. CrossEntropyLoss has it built in
    and wants the raw scores instead.

    Shapes: any of at least (N, K), unchanged. Works along axis 1, on sequences (N, T, D) along
    the last one, or along ``dim``. The maximum is subtracted first, so that it never overflows.
    Source: Bridle (1990), Probabilistic Interpretation of Feedforward Classification Network
    Outputs.
    """

    category = Category.ACTIVATION
    formula = Formula(
        forward=(r"y_k = \frac{e^{x_k}}{\sum_j e^{x_j}}",),
        backward=(
            r"s = \sum_j \frac{\partial L}{\partial y_j} y_j",
            (
                r"\frac{\partial L}{\partial x_k} ="
                r" y_k \left( \frac{\partial L}{\partial y_k} - s \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),)),
        Example((FieldSpec((3, 2, 2)),)),
        Example((FieldSpec((3, 2, 2)),), {"dim": 3}),
    )

    dim = dim_field("Axis along which the outputs sum to 1.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; the values are probabilities."""
        (x,) = inputs
        spec_axis(self.type_name(), "x", x, self.dim)
        return (FieldSpec(x.shape, low=0.0, high=1.0),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a single class, whose probability is always 1."""
        (x,) = inputs
        axis = spec_axis(self.type_name(), "x", x, self.dim)
        if x.shape[axis - 1] > 1:
            return ()
        return (
            Advice(
                "x",
                "Softmax over a single class always answers 1.",
                "Use Sigmoid for one output, or one output per class.",
                (Replace("Sigmoid"),),
            ),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the shares; each output depends on every score."""
        (x,) = inputs
        axis = array_axis(self.dim, x.ndim)
        y = softmax(x, axis)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            return (y * (dy - (dy * y).sum(axis=axis, keepdims=True)),), {}

        return (y,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.softmax``."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        return TorchForm(f"F.softmax({{x}}, dim={axis})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Softmax."""
        axis = spec_axis(self.type_name(), "x", inputs[0], self.dim)
        return OnnxForm((OnnxNode("Softmax", ("x",), ("y",), {"axis": axis}),))
