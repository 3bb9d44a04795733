"""Identity: what comes in goes out."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Identity"]


class Identity(Module):
    """The linear activation: passes everything on unchanged.

    Its gradient is 1 everywhere, so nothing saturates and errors pass at full strength; but
    linear modules with nothing else between them amount to a single linear module.

    Shapes: any, unchanged.
    Source: the linear activation R(z) = z, with R′(z) = 1.
    """

    category = Category.ACTIVATION
    formula = Formula(
        forward=(r"y = x",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}",),
    )
    inputs = (Port("x", ("float", "index", "class"), constant=True),)
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((3, 4)),)),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((4,), "index", low=0, high=9),)),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep everything that is known."""
        return inputs

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Pass the values on; on the way back, the gradient (whole numbers have none)."""
        has_gradient = inputs[0].dtype.kind == "f"

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return (gradients if has_gradient else (None,)), {}

        return inputs, backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the value itself."""
        return TorchForm("{x}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Identity."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
