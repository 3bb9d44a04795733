"""What is done to the gradients before the optimizer sees them."""

from __future__ import annotations

from functools import partial

import numpy as np

from guinet.core.configured import Configured
from guinet.core.fields import FloatField
from guinet.core.types import Array
from guinet.optim.base import Call, scalar

__all__ = ["Regularisation"]

_MOST = 1e6


class Regularisation(Configured):
    """Gradients are clipped, then penalties are added; 0 leaves a part out.

    First the plain gradient is clipped by its norm, then by value, as
    ``torch.nn.utils.clip_grad_norm_`` and ``clip_grad_value_`` do; then the penalties are
    added, because PyTorch's ``weight_decay`` stands inside the optimizer. All learned arrays
    are penalised, biases included, as there. The loss that is shown is that of the data alone.
    """

    l1 = FloatField(
        0.0,
        minimum=0.0,
        maximum=_MOST,
        logarithmic=True,
        doc="L1 penalty: adds this times the sign of each weight; makes many weights nearly 0.",
    )
    l2 = FloatField(
        0.0,
        minimum=0.0,
        maximum=_MOST,
        logarithmic=True,
        doc="L2 penalty: adds this times each weight to its gradient; keeps weights small.",
    )
    clip_norm = FloatField(
        0.0,
        minimum=0.0,
        maximum=_MOST,
        zero="no limit",
        doc="Longest gradient, all weights together; longer ones are shortened. 0: no limit.",
    )
    clip_value = FloatField(
        0.0,
        minimum=0.0,
        maximum=_MOST,
        zero="no limit",
        doc="Largest element of a gradient; larger ones are cut to it. 0: no limit.",
    )

    def calls(
        self,
        weights: Array,
        gradients: Array,
        spare: Array,
        scratch: Array,
        shortening: Array | None,
    ) -> tuple[list[Call], Array]:
        """Return the calls, and the gradients that the optimizer shall use.

        Parameters
        ----------
        weights, gradients
            A chunk; neither is changed.
        spare, scratch
            Arrays as long: for the changed gradients, and for anything.
        shortening
            What clipping by norm multiplies with, see `GradientNorm`; None: nothing.
        """
        calls: list[Call] = []
        found = gradients
        if shortening is not None:
            calls.append(partial(np.multiply, found, shortening, spare))
            found = spare
        if self.clip_value:
            most = scalar(self.clip_value, weights)
            calls += [
                partial(np.minimum, found, most, out=spare),
                partial(np.maximum, spare, np.negative(most), out=spare),
            ]
            found = spare
        if self.l2:
            calls += [
                partial(np.multiply, weights, scalar(self.l2, weights), scratch),
                partial(np.add, found, scratch, spare),
            ]
            found = spare
        if self.l1:
            calls += [
                partial(np.sign, weights, scratch),
                partial(np.multiply, scratch, scalar(self.l1, weights), scratch),
                partial(np.add, found, scratch, spare),
            ]
            found = spare
        return calls, found
