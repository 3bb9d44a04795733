"""What the kernels of losses have in common."""

from __future__ import annotations

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.program import Call

__all__ = ["LossKernel"]


class LossKernel(Kernel):
    """A loss of a prediction and a target, both of one shape and with the batch innermost.

    The mean is taken over the whole batch, so that the parts which several processes compute
    add up to the loss.

    Attributes
    ----------
    prediction, target
        Their values, (K, M): classes or features by samples (or positions of all samples).
    loss
        Where the scalar goes.
    positions, size
        Columns, and numbers, of the whole batch.
    weight
        Factor of this loss in the total.
    """

    needs_inputs = True
    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.prediction: Array = site.inputs[0].body
        self.target: Array = site.inputs[1].body
        self.loss: Array = site.outputs[0].storage
        share = site.total / site.count
        self.positions: float = self.prediction.shape[-1] * share
        self.size: float = self.prediction.size * share
        self.weight: float = self.module.loss_weight

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Features and sequences."""
        prediction, target = call.specs
        return len(prediction.shape) in (1, 2) and prediction.batched and target.batched
