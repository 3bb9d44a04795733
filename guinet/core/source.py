"""Where data enter the graph."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from numpy.typing import DTypeLike

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.fields import TextField
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Source"]


class Source(Module):
    """A module without edges into it: an executor hands it a field of the data.

    To `infer` the field appears as the single input, and to `forward` what `encode` made of a
    batch of it; in the PyTorch and ONNX forms that is called ``x``.

    Attributes
    ----------
    takes_gradient
        Whether the gradient that arrives here is shown. That of the data says which of them
        matter; that of the right answers says nothing, for they are given.
    """

    category = Category.DATA
    inputs: ClassVar[tuple[Port, ...]] = ()
    takes_gradient: ClassVar[bool] = True
    field: TextField

    @abstractmethod
    def encode(self, values: Array, spec: FieldSpec, dtype: DTypeLike) -> Array:
        """Turn a batch as the data store it into what the graph computes with.

        Parameters
        ----------
        values
            Batch of the field, e.g. integer labels of shape (N,).
        spec
            The field's spec.
        dtype
            Floating-point type of the run.

        Raises
        ------
        DataError
            If the values do not agree with the spec.
        """

    @abstractmethod
    def infer(self, inputs: Specs) -> Specs:
        """Return the spec of what `encode` makes of the field."""

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Pass the encoded batch on; whole numbers have no gradient."""
        has_gradient = inputs[0].dtype.kind == "f"

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return (gradients if has_gradient else (None,)), {}

        return (inputs[0],), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the field, encoded."""
        return TorchForm("{x}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the field, encoded."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
