"""The base of modules that only choose and order the numbers of each sample."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Rearrangement"]


class Rearrangement(Module):
    """Another shape for the same numbers, integers too; nothing is computed.

    A subclass gives the shape; one that does not keep the numbers in their order overrides
    `arrange` and `restore` as well.
    """

    category = Category.MERGE
    inputs = (Port("x", ("float", "index", "class")),)

    @abstractmethod
    def shape_after(self, x: FieldSpec) -> tuple[int, ...]:
        """Return the shape of one sample afterwards.

        Raises
        ------
        ShapeError
            If it cannot be done.
        """

    def arrange(self, x: Array) -> Array:
        """Return a batch in its new arrangement."""
        return x.reshape((len(x), *self.shape_after(FieldSpec(x.shape[1:]))))

    def restore(self, dy: Array, x: Array) -> Array:
        """Return the gradient in the arrangement of ``x``; what was left out has none."""
        return dy.reshape(x.shape)

    def infer(self, inputs: Specs) -> Specs:
        """Change the shape and keep the range; integers stay integers."""
        (x,) = inputs
        shape = self.shape_after(x)
        return (replace(x, shape=shape) if x.kind == "index" else x.reshaped(shape),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Rearrange; on the way back, put every gradient where its number came from."""
        (x,) = inputs
        has_gradient = x.dtype.kind == "f"

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None or not has_gradient:
                return (None,), {}
            return (self.restore(dy, x),), {}

        return (self.arrange(x),), backward, {}
