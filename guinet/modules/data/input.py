"""Input: what the network looks at."""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import DTypeLike

from guinet.core.encoding import integers, numbers, one_hot
from guinet.core.fields import TextField
from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array

__all__ = ["Input"]


class Input(Source):
    """Brings a field of the data into the graph; every path begins here.

    Numbers come as they are, whole numbers for an embedding stay whole, and a class arrives
    one-hot: a row with a 1 at its place and zeros elsewhere. A graph may have several inputs,
    each with a field of its own.

    Shapes: the field's, with the batch in front; labels (N,) of K classes become (N, K).
    Source: the data of the project, a batch at a time.
    """

    formula = Formula(
        forward=(r"y = x",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((4,)),)),
        Example((FieldSpec((3, 5)),), {"field": "words"}),
        Example((FieldSpec((1, 8, 8), low=0.0, high=1.0),), {"field": "image"}),
        Example((FieldSpec((), "class", ("setosa", "versicolor", "virginica")),)),
        Example((FieldSpec((6,), "index", low=0, high=9),)),
    )

    field = TextField("x", role="field", doc="Which field of the data enters here.")

    def infer(self, inputs: Specs) -> Specs:
        """Keep the field's spec, labels made one-hot."""
        return (_encoded(inputs[0]),)

    def encode(self, values: Array, spec: FieldSpec, dtype: DTypeLike) -> Array:
        """Return floats; labels one-hot; an index field stays whole numbers."""
        if spec.kind == "index":
            return integers(values, spec, self.field)
        if spec.is_label:
            return one_hot(values, spec, dtype, self.field)
        return numbers(values, spec, dtype, self.field)


def _encoded(spec: FieldSpec) -> FieldSpec:
    if spec.kind == "class" and not spec.is_label:
        return replace(spec, low=0.0, high=1.0)
    return spec.one_hot()
