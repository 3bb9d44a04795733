"""Bilinear: every output is a weighted sum of all products of two inputs."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Insert
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.features.rows import require_rows
from guinet.core.fields import BoolField, IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import Initializer, initializer_field
from guinet.core.initializers.pytorch import Pytorch
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Bilinear"]


class Bilinear(Module):
    """Weighted sums of the products of every number of one input with every one of another.

    A Linear adds up what two inputs say; a Bilinear asks how they go together, so that one
    can gate, score or compare the other. Its cost and its weights grow with the product of
    both widths.

    Shapes: x1 (N, I) and x2 (N, J) to y (N, O), or (N, T, I) and (N, T, J) to (N, T, O) with
    the same T, per position; weight (O, I, J), bias (O,), as in PyTorch. Images are refused:
    insert Flatten. For initializers the I · J products are the inputs of an output; only
    ``pytorch`` counts I alone, as PyTorch does.
    Source: Tenenbaum and Freeman (2000), Separating Style and Content with Bilinear Models.
    """

    category = Category.LINEAR
    formula = Formula(
        forward=(r"y_o = x_1^{\top} W_o\, x_2 \when{bias}{+ b_o}",),
        backward=(
            r"\frac{\partial L}{\partial x_1} = \sum_o \frac{\partial L}{\partial y_o} W_o\, x_2",
            (
                r"\frac{\partial L}{\partial x_2} = \sum_o \frac{\partial L}{\partial y_o}"
                r" W_o^{\top} x_1"
            ),
            (
                r"\frac{\partial L}{\partial W_o} = \sum_n \frac{\partial L}{\partial y_{no}}"
                r" x_{1n}\, x_{2n}^{\top}"
            ),
            r"\when{bias}{\frac{\partial L}{\partial b} = \sum_n \frac{\partial L}{\partial y_n}}",
        ),
    )
    inputs = (Port("x1"), Port("x2"))
    width_field = "out_features"
    examples = (
        Example((FieldSpec((3,)), FieldSpec((4,))), {"out_features": 2}),
        Example((FieldSpec((3, 2)), FieldSpec((3, 4))), {"out_features": 3}),
        Example((FieldSpec((5,)), FieldSpec((2,))), {"out_features": 1, "bias": False}),
    )

    out_features = IntField(8, minimum=1, maximum=65536, unit="units", doc="Number of outputs.")
    bias = BoolField(True, doc="Whether a learned constant is added to each output.")
    weight_init = initializer_field(doc="How the weights begin.")
    bias_init = initializer_field(doc="How the bias begins.")

    def infer(self, inputs: Specs) -> Specs:
        """Replace the last axis by the outputs; both inputs alike but for that axis."""
        for port, x in zip(("x1", "x2"), inputs, strict=True):
            require_rows(self.type_name(), x, port)
        first, second = inputs
        if first.shape[:-1] != second.shape[:-1]:
            longer = "x2" if len(second.shape) >= len(first.shape) else "x1"
            raise ShapeError(
                longer,
                f"Bilinear pairs x1 with x2 position by position, and x1 is {first.text()} while "
                f"x2 is {second.text()}.",
                "Connect features with features, or sequences of the same length.",
                (Insert(longer, "Flatten"),) if len(first.shape) != len(second.shape) else (),
            )
        return (FieldSpec((*first.shape[:-1], self.out_features)),)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the weight (O, I, J) and, if wanted, the bias (O,)."""
        first, second = (x.shape[-1] for x in inputs)
        starts: dict[str, tuple[tuple[int, ...], Initializer]] = {
            "weight": ((self.out_features, first, second), self.weight_init)
        }
        if self.bias:
            starts["bias"] = ((self.out_features,), self.bias_init)
        return {
            name: WeightSpec(
                shape,
                init,
                # PyTorch's own start counts the first input alone.
                first if isinstance(init, Pytorch) else first * second,
                self.out_features * second,
            )
            for name, (shape, init) in starts.items()
        }

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Weigh all products, as Linear would weigh as many features."""
        x1, x2 = inputs
        weight = weights["weight"]
        flat = weight.reshape(len(weight), -1)
        products = (x1[..., :, None] * x2[..., None, :]).reshape(*x1.shape[:-1], -1)
        y = products @ flat.T
        if self.bias:
            y = y + weights["bias"]

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None, None), {}
            errors = dy.reshape(-1, dy.shape[-1])
            rows = products.reshape(-1, products.shape[-1])
            d_weights = {"weight": (errors.T @ rows).reshape(weight.shape)}
            if self.bias:
                d_weights["bias"] = errors.sum(axis=0)
            d_products = (dy @ flat).reshape(*x1.shape, x2.shape[-1])
            dx1 = (d_products @ x2[..., None])[..., 0]
            dx2 = (x1[..., None, :] @ d_products)[..., 0, :]
            return (dx1, dx2), d_weights

        return (y,), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per weight and one per product, at every position."""
        return inputs[0].size * inputs[1].shape[-1] * (self.out_features + 1)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Bilinear``."""
        constructor = (
            f"nn.Bilinear({inputs[0].shape[-1]}, {inputs[1].shape[-1]}, {self.out_features}, "
            f"bias={self.bias})"
        )
        names = {name: name for name in self.weights(inputs)}
        return TorchForm("{module}({x1}, {x2})", constructor, names)

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the products, then MatMul with the weights of each, then Add."""
        size = inputs[0].shape[-1] * inputs[1].shape[-1]
        nodes = [
            OnnxNode("Unsqueeze", ("x1", "last"), ("left",)),
            OnnxNode("Unsqueeze", ("x2", "last_but_one"), ("right",)),
            OnnxNode("Mul", ("left", "right"), ("pairs",)),
            OnnxNode("Reshape", ("pairs", "joined"), ("products",)),
            OnnxNode("Reshape", ("weight", "rows"), ("matrix",)),
            OnnxNode("Transpose", ("matrix",), ("columns",), {"perm": [1, 0]}),
            OnnxNode("MatMul", ("products", "columns"), ("sums" if self.bias else "y",)),
        ]
        if self.bias:
            nodes.append(OnnxNode("Add", ("sums", "bias"), ("y",)))
        constants = {
            "last": np.asarray([-1], np.int64),
            "last_but_one": np.asarray([-2], np.int64),
            "joined": np.asarray([-1, *inputs[0].shape[:-1], size], np.int64),
            "rows": np.asarray([self.out_features, size], np.int64),
        }
        return OnnxForm(tuple(nodes), constants)
