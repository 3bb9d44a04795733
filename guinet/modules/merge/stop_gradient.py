"""StopGradient: values pass, gradients do not."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["StopGradient"]


class StopGradient(Module):
    """Passes everything on unchanged, and lets no gradient back.

    To all that stands before it, what comes out counts as a constant. So one branch can serve
    as the target of another without following it (two views of a picture that must agree), or
    a part that is trained already can stay as it is. Weights from which every way to a loss
    leads through it do not learn.

    Shapes: any, unchanged. No gradient arrives at x, whatever the derivative of the values.
    Source: Chen and He (2021), Exploring Simple Siamese Representation Learning; as
    ``torch.Tensor.detach``.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"y = x",),
        backward=(r"\frac{\partial L}{\partial x} \leftarrow 0",),
    )
    inputs = (Port("x", constant=True),)
    detaches = True
    examples = (
        Example((FieldSpec((4,)),)),
        Example((FieldSpec((3, 2), low=0.0, high=1.0),)),
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((), batched=False),)),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep shape and range."""
        (x,) = inputs
        return (FieldSpec(x.shape, low=x.low, high=x.high, batched=x.batched),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Pass the values on; on the way back, nothing."""

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return (None,), {}

        return inputs, backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's ``detach``."""
        return TorchForm("{x}.detach()")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Identity: the file knows no way back."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
