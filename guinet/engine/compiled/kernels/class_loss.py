"""What the kernels of losses over classes have in common."""

from __future__ import annotations

from guinet.core.spec import channels
from guinet.core.types import Array
from guinet.engine.compiled.kernels.loss_kernel import LossKernel
from guinet.engine.compiled.site import Site
from guinet.engine.program import Call

__all__ = ["ClassLossKernel"]


class ClassLossKernel(LossKernel):
    """A loss over matrices (K, M) of classes by samples, or by positions of all samples.

    Sums over the classes are products with a row of ones.

    Attributes
    ----------
    positions
        Columns of the whole batch.
    class_ones
        One for each class.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        classes = channels(site.call.specs[0])
        self.positions: int = self.size // classes
        self.class_ones: Array = site.memory.ones(classes)

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Features and sequences, without class weights and label smoothing."""
        weighs = getattr(call.module, "class_weight", ()) or getattr(
            call.module, "label_smoothing", 0.0
        )
        return not weighs and super().serves(call) and len(call.specs[0].shape) in (1, 2)
