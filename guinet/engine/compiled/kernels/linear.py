"""Linear: one product, the bias included."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["LinearKernel", "take_weight_gradient"]

_SMALL = 1 << 16
"""Products of fewer multiplications go by the bias as well: a third of the time to start."""


class LinearKernel(Kernel):
    """y = W x with the samples (or the positions of all samples) as columns.

    The storage of x ends in a row of ones and that of the weights in the column of the bias,
    so ``[W | b] [x; 1]`` is all of the forward pass, and on the way back ``dy [x; 1]ᵀ`` gives
    both gradients. `np.dot` starts twice as fast as `np.matmul`, which is for operands that
    `np.dot` would copy.
    """

    needs_output = False
    takes_any_order = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._block = site.learned.block("weight", "bias") if self.module.bias else None

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Features and sequences, whose storage is a matrix."""
        return len(call.specs[0].shape) in (1, 2)

    def forward(self, tape: Tape) -> None:
        """Multiply."""
        x, y = self.site.inputs[0], self.site.outputs[0]
        if self._block is not None:
            tape(np.dot, self._block, x.storage, y.body)
        else:
            tape(np.dot, self.site.learned.weight("weight"), x.body, y.body)

    def backward(self, tape: Tape) -> None:
        """Multiply by the transposes."""
        site, dy = self.site, self.site.dy
        x = site.inputs[0]
        if self._block is not None:
            take_weight_gradient(tape, site, dy, x.storage, "weight", "bias")
        else:
            take_weight_gradient(tape, site, dy, x.body, "weight")
        dx = site.contribution(tape, 0)
        if dx is not None:
            with dx:
                self._give_back(tape, dy, dx)

    def _give_back(self, tape: Tape, dy: Array, dx: Contribution) -> None:
        into = dx.whole_with_ones
        if self._block is not None and into is not None and self._block.size * dy.shape[1] < _SMALL:
            tape(np.dot, self._block.T, dy, into)
        else:
            tape(np.matmul, self.site.learned.weight("weight").T, dy, dx.whole)


def take_weight_gradient(
    tape: Tape, site: Site, dy: Array, x: Array, weight: str, bias: str | None = None
) -> None:
    """Take down ``dy xᵀ``, the gradient of W, or of [W | b] where x ends in a row of ones.

    Parameters
    ----------
    dy, x
        With the samples, or positions, as columns.
    weight, bias
        Names of W and b; without b x has no ones.
    """
    learned = site.learned
    total, adds = learned.block_gradient(weight, bias) if bias else learned.gradient(weight)
    part = site.memory.scratch(total.shape) if adds else total
    tape(np.dot, dy, x.T, part)
    if adds:
        tape(np.add, total, part, total)
