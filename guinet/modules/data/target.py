"""Target: what the network should answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.advice import Change
from guinet.core.encoding import binary, numbers, one_hot, one_hot_index
from guinet.core.errors import ShapeError
from guinet.core.fields import ChoiceField, TextField, shortened
from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs, class_axis, class_axis_of
from guinet.core.types import Array

__all__ = ["Target"]

_MOST = 65536
"""Classes; one-hot, every label takes as many numbers."""


class Target(Source):
    """Brings the right answers into the graph, for a loss to compare with.

    Numbers come as they are. A class arrives one-hot, a row with a 1 at its place, as
    CrossEntropyLoss and CategoricalCrossEntropy want it; two classes can also arrive as one
    number, 0 or 1, for a network with a single output and BCEWithLogitsLoss. Whole numbers
    (an index field) are classes, too, one for each position: so a sequence can be given its
    next character everywhere.

    Shapes: the field's, with the batch in front; labels (N,) of K classes become (N, K), or
    (N, 1) with the binary encoding. Whole numbers from 0 to K - 1 become one-hot likewise:
    (N,) to (N, K), sequences (N, T) to (N, T, K), maps (N, H, W) to (N, K, H, W); with the
    binary encoding K is 2 and becomes 1.
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
        Example((FieldSpec((5,), "index", low=0, high=3),), {"field": "next"}),
        Example((FieldSpec((4,), "index", low=0, high=1),), {"encoding": "binary"}),
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
        if spec.kind == "index":
            return (self._infer_index(spec),)
        if spec.kind != "class":
            return (spec,)
        if self.encoding == "one-hot":
            encoded = spec.one_hot() if spec.is_label else spec
        else:
            classes = spec.classes or ()
            if len(classes) != 2 or spec.shape not in ((), (1,), (2,)):
                raise self._not_binary(len(classes))
            encoded = replace(spec, shape=(1,))
        return (replace(encoded, low=0.0, high=1.0),)

    def _infer_index(self, spec: FieldSpec) -> FieldSpec:
        count = spec.index_count
        if count is None or (spec.low is not None and spec.low < 0):
            raise ShapeError(
                "y",
                f"The field {self.field} holds whole numbers, and it does not say that they are "
                "classes, numbered from 0 to a highest one.",
                "Give the field low 0 and as high the number of its classes less 1.",
            )
        if count > _MOST:
            raise ShapeError(
                "y",
                f"The field {self.field} tells {shortened(count)} classes apart, and Target "
                f"encodes {_MOST} at most.",
                "Number the classes in the data one after the other, from 0.",
            )
        encoded = spec.one_hot_index()
        if self.encoding == "one-hot":
            return encoded
        if count != 2:
            raise self._not_binary(count)
        place = class_axis(encoded) - 1
        return replace(encoded, shape=(*encoded.shape[:place], 1, *encoded.shape[place + 1 :]))

    def _not_binary(self, classes: int) -> ShapeError:
        return ShapeError(
            "y",
            f"Target encodes two classes as binary, and the field {self.field} has {classes}.",
            "Use the one-hot encoding.",
            (Change("encoding", "one-hot"),),
        )

    def encode(self, values: Array, spec: FieldSpec, dtype: DTypeLike) -> Array:
        """Return floats, classes and whole numbers in the chosen encoding."""
        if spec.kind == "index":
            rows = one_hot_index(values, spec, dtype, self.field)
            if self.encoding == "one-hot":
                return rows
            # Of two classes the share of the second one says all.
            return np.take(rows, [1], axis=class_axis_of(rows.ndim))
        if spec.kind == "class" and self.encoding == "binary":
            return binary(values, spec, dtype, self.field)
        if spec.is_label:
            return one_hot(values, spec, dtype, self.field)
        return numbers(values, spec, dtype, self.field)
