"""What the kernels of losses have in common."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_row
from guinet.engine.program import Call

__all__ = ["LossKernel"]


class LossKernel(Kernel):
    """A loss over tensors of one shape, each with the samples innermost.

    The mean is taken over the whole batch, so that the parts which several processes compute
    add up to the loss.

    Attributes
    ----------
    prediction
        Value of the first input.
    loss
        Where the scalar goes.
    samples, size
        Of the whole batch, and how many numbers they are.
    weight
        Factor of this loss in the total.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.prediction: Array = site.inputs[0].body
        self.loss: Array = site.outputs[0].storage
        self.samples: int = site.total
        self.size: int = site.call.specs[0].size * site.total
        self.weight: float = self.module.loss_weight

    @property
    def target(self) -> Array:
        """Value of the second input."""
        return self.site.inputs[1].body

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Tensors with a batch axis."""
        return all(spec.batched and spec.kind != "index" for spec in call.specs)

    def take_sum(self, tape: Tape, terms: Array, factor: float) -> None:
        """Take down the loss as the sum of terms times a factor: a product with equal numbers."""
        tape(np.dot, as_row(terms), self.site.memory.filled((terms.size,), factor), self.loss)
