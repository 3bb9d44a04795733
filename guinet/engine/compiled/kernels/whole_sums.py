"""Mean and Sum over all positions, and global average pooling: one product with a vector."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.merging.reduction import Reduction
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_matrix, as_row, viewed
from guinet.engine.program import Call

__all__ = ["WholeSumsKernel"]


class WholeSumsKernel(Kernel):
    """y = f Σ x over the positions of images and sequences, or over features; dx = f dy.

    The sum is a product with a vector of f. Of an image the whole storage is summed, for the
    zeros around it add nothing and make it one matrix.
    """

    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Sums over height and width, over time, or over features; not over parts of an image."""
        (x,) = call.specs
        if not x.batched or x.kind == "index":
            return False
        if isinstance(call.module, Reduction):
            axes = set(call.module.dim) or set(range(1, len(x.shape) + 1))
            whole = {1: {1}, 2: {1}, 3: {2, 3}}.get(len(x.shape))
            # A sequence that keeps its axis is one of a single step, another layout.
            return axes == whole and not (call.module.keepdim and len(x.shape) == 2)
        return tuple(getattr(call.module, "output_size", ())) == (1, 1)

    @property
    def _terms(self) -> int:
        (x,) = self.site.call.specs
        return math.prod(x.shape[1:]) if len(x.shape) == 3 else x.shape[0]

    @property
    def _factor(self) -> float:
        averages = getattr(self.module, "averages", True)
        return 1.0 / self._terms if averages else 1.0

    def forward(self, tape: Tape) -> None:
        """Multiply with a vector of equal numbers."""
        site, factor = self.site, self._factor
        x, y = site.inputs[0], site.outputs[0]
        if x.layout.kind == "sequence":
            steps = as_matrix(x.body, y.body.size)
            tape(np.dot, steps, site.memory.filled((self._terms,), factor), as_row(y.body))
            return
        places = math.prod(x.storage.shape[:2]) if x.layout.kind == "image" else self._terms
        matrix = as_matrix(x.storage if x.layout.kind == "image" else x.body, places)
        tape(np.dot, site.memory.filled((places,), factor), matrix, as_matrix(y.body, 1)[0])

    def backward(self, tape: Tape) -> None:
        """Give every number that was summed the same gradient, piece by piece."""
        site = self.site
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            x = site.inputs[0]
            each = site.memory.scratch(site.dy.shape)
            tape(np.multiply, site.dy, site.memory.constant(self._factor), each)
            for start, end in site.pieces(x):
                rows = dx.rows(start, end)
                if x.layout.kind == "sequence":
                    by_step = viewed(rows, end - start, site.count, self._terms)
                    tape(np.copyto, by_step, each[start:end, :, None])
                else:
                    tape(np.copyto, rows, each)
                dx.done(start, end)
