"""Target: what the network should answer."""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import DTypeLike

from guinet.core.advice import Change
from guinet.core.encoding import binary, integers, numbers, one_hot
from guinet.core.errors import ShapeError
from guinet.core.fields import ChoiceField, TextField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["Target"]


class Target(Source):
    """Brings the right answers into the graph, for a loss to compare with.

    Numbers come as they are. A class arrives one-hot, a row with a 1 at its place, as
    CrossEntropyLoss and CategoricalCrossEntropy want it; two classes can also arrive as one
    number, 0 or 1, for a network with a single output and BCEWithLogitsLoss.

    Shapes: the field's, with the batch in front; labels (N,) of K classes become (N, K), or
    (N, 1) with the binary encoding.
    Source: the data of the project, a batch at a time.
    """

    formula = Formula(
        forward=(r"y = t",),
        backward=(r"\frac{\partial L}{\partial t} = \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((1,)),)),
        Example((FieldSpec((), "class", ("no", "yes")),)),
        Example((FieldSpec((), "class", ("no", "yes")),), {"encoding": "binary"}),
        Example((FieldSpec((2,), "class", ("no", "yes")),), {"encoding": "binary"}),
        Example((FieldSpec((3,), "class"),), {"field": "species"}),
    )

    takes_gradient = False

    field = TextField("y", role="field", doc="Which field of the data is to be predicted.")
    encoding = ChoiceField(
        "one-hot",
        ("one-hot", "binary"),
        doc="How a class is written: one number per class, or one number for two classes.",
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the field's spec, classes encoded."""
        (spec,) = inputs
        if spec.kind != "class":
            return (spec,)
        if self.encoding == "one-hot":
            encoded = spec.one_hot() if spec.is_label else spec
        else:
            classes = spec.classes or ()
            if len(classes) != 2 or spec.shape not in ((), (1,), (2,)):
                raise ShapeError(
                    "y",
                    f"The binary encoding is for two classes, and the field {self.field} has "
                    f"{len(classes)}.",
                    "Use the one-hot encoding.",
                    (Change("encoding", "one-hot"),),
                )
            encoded = replace(spec, shape=(1,))
        return (replace(encoded, low=0.0, high=1.0),)

    def encode(self, values: Array, spec: FieldSpec, dtype: DTypeLike) -> Array:
        """Return floats, classes in the chosen encoding; index fields stay whole numbers."""
        if spec.kind == "index":
            return integers(values, spec, self.field)
        if spec.kind == "class" and self.encoding == "binary":
            return binary(values, spec, dtype, self.field)
        if spec.is_label:
            return one_hot(values, spec, dtype, self.field)
        return numbers(values, spec, dtype, self.field)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the field, encoded."""
        return TorchForm("{x}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the field, encoded."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
