"""L2Normalise: columns of length 1."""

from __future__ import annotations

import numpy as np

from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["L2NormaliseKernel"]


class L2NormaliseKernel(Kernel):
    """y = x / n with n = max(|x|, ε); dx = (dy - y Σ dy y) / n, without the sum where |x| < ε."""

    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._height, columns = site.inputs[0].body_shape
        self._longest = site.memory.saved((columns,))
        self._is_long = site.memory.saved((columns,), np.bool_)

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Along the features, of samples and of the steps of a sequence."""
        (x,) = call.specs
        plain = x.batched and x.kind != "index" and len(x.shape) in (1, 2)
        return plain and getattr(call.module, "dim", 0) in (None, len(x.shape))

    def forward(self, tape: Tape) -> None:
        """Divide by the length."""
        site, length = self.site, self._longest
        x, y = site.inputs[0].body, site.outputs[0].body
        tape(np.multiply, x, x, y)
        tape(np.dot, site.memory.ones(self._height), y, length)
        tape(np.sqrt, length, length)
        shortest = site.memory.constant(self.module.eps)
        tape(np.greater_equal, length, shortest, self._is_long)
        tape(np.maximum, length, shortest, out=length)
        tape(np.divide, x, length, y)

    def backward(self, tape: Tape) -> None:
        """Take out the part along the column."""
        site, dy = self.site, self.site.dy
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            y, into = site.outputs[0].body, dx.whole
            part, along = site.memory.scratch(y.shape), site.memory.scratch(self._longest.shape)
            tape(np.multiply, dy, y, part)
            tape(np.dot, site.memory.ones(self._height), part, along)
            tape(np.multiply, along, self._is_long, along)
            tape(np.multiply, y, along, part)
            tape(np.subtract, dy, part, into)
            tape(np.divide, into, self._longest, into)
