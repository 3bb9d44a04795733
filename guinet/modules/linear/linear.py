"""Linear: every output is a weighted sum of all inputs."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.features.rows import require_rows
from guinet.core.fields import BoolField, IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Linear"]


class Linear(Module):
    """Weighted sums of the inputs, one per output unit, plus a bias.

    A unit with weights w answers with w·x + b: it measures how much the input looks like w.
    On a sequence the same weights are applied at every position. Elsewhere it is called a dense
    or fully connected layer.

    Shapes: x (N, I) or (N, T, I) to y (N, O) or (N, T, O); weight (O, I), bias (O,), as in
    PyTorch. An image (N, C, H, W) is refused: insert Flatten.
    Source: Rosenblatt (1958), The Perceptron, without its threshold.
    """

    category = Category.LINEAR
    formula = Formula(
        forward=(r"y = x W^{\top} \when{bias}{+ b}",),
        backward=(
            r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} W",
            r"\frac{\partial L}{\partial W} = \left(\frac{\partial L}{\partial y}\right)^{\top} x",
            r"\when{bias}{\frac{\partial L}{\partial b} = \sum_n \frac{\partial L}{\partial y_n}}",
        ),
    )
    width_field = "out_features"
    examples = (
        Example((FieldSpec((3,)),), {"out_features": 4}),
        Example((FieldSpec((3,)),), {"out_features": 1, "bias": False}),
        Example((FieldSpec((5, 3)),), {"out_features": 2}),
    )

    out_features = IntField(8, minimum=1, maximum=65536, unit="units", doc="Number of outputs.")
    bias = BoolField(True, doc="Whether a learned constant is added to each output.")
    weight_init = initializer_field(doc="How the weight matrix begins.")
    bias_init = initializer_field(doc="How the bias begins.")

    def infer(self, inputs: Specs) -> Specs:
        """Replace the last axis by the outputs; features and sequences only."""
        (x,) = inputs
        require_rows(self.type_name(), x)
        return (FieldSpec((*x.shape[:-1], self.out_features)),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the weight (O, I) and, if wanted, the bias (O,)."""
        fan_in, fan_out = inputs[0].shape[-1], self.out_features
        weights = {"weight": WeightSpec((fan_out, fan_in), self.weight_init, fan_in, fan_out)}
        if self.bias:
            weights["bias"] = WeightSpec((fan_out,), self.bias_init, fan_in, fan_out)
        return weights

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute y = x Wᵀ + b."""
        (x,) = inputs
        weight = weights["weight"]
        y = x @ weight.T
        if self.bias:
            y = y + weights["bias"]

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            # The gradient of a layer is the backpropagated error times the layer's input.
            rows, errors = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
            d_weights = {"weight": errors.T @ rows}
            if self.bias:
                d_weights["bias"] = errors.sum(axis=0)
            return (dy @ weight,), d_weights

        return (y,), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per weight and position."""
        return inputs[0].size * self.out_features

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Linear``."""
        constructor = f"nn.Linear({inputs[0].shape[-1]}, {self.out_features}, bias={self.bias})"
        names = {name: name for name in self.weights(inputs)}
        return TorchForm("{module}({x})", constructor, names)

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return MatMul with the transposed weight, then Add."""
        nodes = [
            OnnxNode("Transpose", ("weight",), ("columns",), {"perm": [1, 0]}),
            OnnxNode("MatMul", ("x", "columns"), ("product" if self.bias else "y",)),
        ]
        if self.bias:
            nodes.append(OnnxNode("Add", ("product", "bias"), ("y",)))
        return OnnxForm(tuple(nodes))
