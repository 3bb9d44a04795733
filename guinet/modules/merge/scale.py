"""Scale: a learned factor, and a learned shift if wanted."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.channels import aligned_with_channels, per_channel_count
from guinet.core.context import Context
from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example, Module
from guinet.core.normalising.scaling import scale, scale_back
from guinet.core.spec import FieldSpec, Specs, class_axis
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Scale"]


class Scale(Module):
    """Multiplies by a factor that is learned, one for all or one per channel.

    At the end of a residual branch, with a factor that begins at 0 or near it, every block
    starts as the identity and takes part as far as it helps, so that very deep networks train
    from the start. With a shift it is what follows the normalisation in BatchNorm.

    Shapes: any, unchanged. Weight and bias: (1,), or (C,) with C the features, the channels of
    images, the features of sequences.
    Source: Touvron et al. (2021), Going Deeper with Image Transformers (LayerScale);
    Bachlechner et al. (2021), ReZero is All You Need (a single factor that begins at 0).
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = \gamma x \when{bias}{+ \beta}",),
        backward=(
            r"\frac{\partial L}{\partial x} = \gamma \frac{\partial L}{\partial y}",
            r"\frac{\partial L}{\partial \gamma} = \sum_n x_n \frac{\partial L}{\partial y_n}",
            (
                r"\when{bias}{\frac{\partial L}{\partial \beta} ="
                r" \sum_n \frac{\partial L}{\partial y_n}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4,)),)),
        Example((FieldSpec((4, 3)),), {"per_channel": True}),
        Example((FieldSpec((2, 3, 3)),), {"per_channel": True, "bias": True}),
        Example((FieldSpec((2, 3, 3)),), {"bias": True}),
    )

    per_channel = BoolField(False, doc="Whether each channel or feature has a factor of its own.")
    bias = BoolField(False, doc="Whether a shift is learned as well.")
    weight_init = initializer_field("ones", doc="How the factor begins.")
    bias_init = initializer_field("zeros", doc="How the shift begins.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape."""
        (x,) = inputs
        self._count(x)
        return (FieldSpec(x.shape),)

    def _count(self, x: FieldSpec) -> int:
        return per_channel_count(self.type_name(), x, self.per_channel)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the factor, and the shift if there is one."""
        shape = (self._count(inputs[0]),)
        found = {"weight": WeightSpec(shape, self.weight_init)}
        if self.bias:
            found["bias"] = WeightSpec(shape, self.bias_init)
        return found

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Multiply and add; each factor's gradient is the error times its input, summed."""
        (x,) = inputs
        aligned = aligned_with_channels(x.ndim, self.per_channel)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            dx, d_weights = scale_back(dy, x, weights, aligned)
            return (dx,), d_weights

        return (scale(x, weights, aligned),), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one per element."""
        return inputs[0].size

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the product with a parameter."""
        (x,) = inputs
        names = tuple(self.weights(inputs))
        fresh = {"weight": "torch.ones", "bias": "torch.zeros"}
        items = ", ".join(f"'{name}': {fresh[name]}({self._count(x)})" for name in names)
        behind = self._axes_behind(x)
        view = f".view(-1{', 1' * behind})" if behind else ""
        shift = f" + {{module}}['bias']{view}" if self.bias else ""
        call = f"{{x}} * {{module}}['weight']{view}{shift}"
        return TorchForm(call, f"nn.ParameterDict({{{items}}})", {name: name for name in names})

    def _axes_behind(self, x: FieldSpec) -> int:
        """Return how many axes stand behind that of the channels."""
        return len(x.shape) - class_axis(x) if self.per_channel else 0

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Mul and Add, of weights that have their axis in its place."""
        names = tuple(self.weights(inputs))
        behind = self._axes_behind(inputs[0])
        aligned = np.asarray([-1, *[1] * behind], np.int64)
        nodes = [OnnxNode("Reshape", (name, "aligned"), (f"{name}_aligned",)) for name in names]
        product = "product" if self.bias else "y"
        nodes.append(OnnxNode("Mul", ("x", "weight_aligned"), (product,)))
        if self.bias:
            nodes.append(OnnxNode("Add", (product, "bias_aligned"), ("y",)))
        return OnnxForm(tuple(nodes), {"aligned": aligned})
