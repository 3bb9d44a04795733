"""Reshape: the numbers of a sample in another shape."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.advice import Change
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.rearrangement import Rearrangement
from guinet.core.spec import FieldSpec, Specs, shape_text
from guinet.core.tuple_fields import IntegersField

__all__ = ["Reshape"]


class Reshape(Rearrangement):
    """Writes the numbers of a sample into another shape, in the order in which they stand.

    From features to an image for a decoder, from an image to a sequence of rows. The last axis
    runs fastest, before and after. To exchange axes is another thing, see Permute.

    Shapes: x (N, ...) to (N, *shape), with as many numbers. One length may be -1: it is worked
    out from the others.
    Source: as ``torch.reshape``.
    """

    formula = Formula(
        forward=(r"y = \mathrm{reshape}(x)",),
        backward=(
            (
                r"\frac{\partial L}{\partial x} = "
                r"\mathrm{reshape}^{-1} \left( \frac{\partial L}{\partial y} \right)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((6,)),), {"shape": [2, 3]}),
        Example((FieldSpec((4, 3), low=0.0, high=1.0),), {"shape": [-1]}),
        Example((FieldSpec((2, 3, 4)),), {"shape": [-1, 4]}),
        Example((FieldSpec((8,), "index", low=0, high=9),), {"shape": [2, 2, -1]}),
    )

    shape = IntegersField(
        (-1,),
        minimum=1,
        maximum=65536,
        least=1,
        wildcard=True,
        doc="Shape of one sample afterwards, without the batch; one length may be -1: the rest.",
    )

    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Work out the length that is left open; the number of elements must agree."""
        given = math.prod(length for length in self.shape if length > 0)
        rest = x.size // given if -1 in self.shape else 1
        if given * rest != x.size:
            wanted = shape_text(self.shape).replace("-1", "?")
            asked = f"a multiple of {given}" if -1 in self.shape else f"{given}"
            raise ShapeError(
                "x",
                f"Reshape cannot write {x.text()} as {wanted}: a sample of it has {x.size} "
                f"numbers, and that shape asks for {asked}.",
                f"Use lengths whose product is {x.size}; one of them may be -1.",
                (Change("shape", (-1,)),),
            )
        return tuple(rest if length == -1 else length for length in self.shape)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the tensor's ``reshape``."""
        lengths = ", ".join(map(str, self.shape))
        return TorchForm(f"{{x}}.reshape(len({{x}}), {lengths})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Reshape; a length of 0 stands for that of the batch."""
        shape = np.asarray((0, *self.shape_after(inputs[0])), np.int64)
        return OnnxForm((OnnxNode("Reshape", ("x", "shape"), ("y",)),), {"shape": shape})
