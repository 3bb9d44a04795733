"""LayerNorm and RMSNorm: every sample, or every position, by itself."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.learned import put
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_matrix, viewed

__all__ = ["LayerNormKernel", "RMSNormKernel"]


class _SampleNormKernel(Kernel):
    """y = γ x̂ + β with x̂ = (x - μ) r and r = 1 / √(mean((x - μ)²) + ε), μ = 0 for RMSNorm.

    What is normalised together are the K numbers of a column, so means are products with a
    vector of 1/K. The way back, dx = r (γ dy - mean(γ dy) - x̂ mean(γ dy x̂)), takes both means
    as products with γ/K, of dy and of dy x̂, which dγ needs anyway.

    Attributes
    ----------
    centres
        Whether the mean is taken away first.
    """

    needs_output = False
    centres: ClassVar[bool]

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        x, memory = site.inputs[0], site.memory
        self._height = x.spec.size if x.layout.kind == "image" else x.body_shape[0]
        self._columns = x.layout.size // self._height
        # Where x may be overwritten it is read by nobody else, so no border is in the way.
        overwrites = site.spare[0] and x.body.flags.c_contiguous
        self._normal = x.body if overwrites else memory.saved(x.body_shape)
        self._inverse = memory.saved((self._columns,))

    def forward(self, tape: Tape) -> None:
        """Normalise the columns, then scale and shift the rows."""
        self._normalise(tape)
        site, normal = self.site, self._normal
        weight, bias = self._beside_rows(tape, "weight"), self._beside_rows(tape, "bias")
        for start, end in site.pieces(site.outputs[0], site.unit):
            y, rows = site.output_rows(start, end), normal[start:end]
            if weight is None:
                tape(np.copyto, y, rows)
            else:
                tape(np.multiply, rows, weight[start:end], y)
            if bias is not None:
                tape(np.add, y, bias[start:end], y)
            site.finished(tape, start, end)

    def _normalise(self, tape: Tape) -> None:
        memory, normal, inverse = self.site.memory, self._normal, self._inverse
        share = memory.filled((self._height,), 1.0 / self._height)
        source = self.site.inputs[0].body
        if self.centres:
            mean, first = memory.scratch(inverse.shape), memory.scratch(inverse.shape)
            # Without the first number before, equal ones would leave the rounding of their mean.
            tape(np.copyto, first, self._first(source))
            tape(np.subtract, source, first, normal)
            tape(np.dot, share, as_matrix(normal, self._height), mean)
            tape(np.subtract, normal, mean, normal)
            source = normal
        squares = memory.scratch(normal.shape)
        tape(np.multiply, source, source, squares)
        tape(np.dot, share, as_matrix(squares, self._height), inverse)
        tape(np.add, inverse, memory.constant(self.module.eps), inverse)
        tape(np.sqrt, inverse, inverse)
        tape(np.reciprocal, inverse, inverse)
        tape(np.multiply, source, inverse, normal)

    @staticmethod
    def _first(x: Array) -> Array:
        """Return the first number of every column."""
        first: Array = x[(0,) * (x.ndim - 1)]
        return first

    def _beside_rows(self, tape: Tape, name: str) -> Array | None:
        """Return a weight in the order of the rows, a number for each; None without it."""
        if name not in self.module.weights(self.site.call.specs):
            return None
        weight = self._as_rows(self.site.learned.weight(name))
        if weight.ndim == 1:
            return weight[:, None]
        ordered = self.site.memory.scratch(weight.shape)
        tape(np.copyto, ordered, weight)
        return ordered[..., None]

    @staticmethod
    def _as_rows(weight: Array) -> Array:
        """Return a weight (C, H, W) of an image as (H, W, C), others as they are."""
        return weight.transpose(1, 2, 0) if weight.ndim == 3 else weight

    def backward(self, tape: Tape) -> None:
        """Sum for the weights and for the means, then walk over dy once."""
        site, memory, normal = self.site, self.site.memory, self._normal
        dy, along = site.dy, memory.scratch(normal.shape)
        tape(np.multiply, dy, normal, along)
        names = self.module.weights(site.call.specs)
        for name, summed in (("bias", dy), ("weight", along)):
            if name in names:
                self._give_sums(tape, name, as_matrix(summed, self._height))
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            weight = self._beside_rows(tape, "weight")
            share = self._share(tape, weight)
            means = memory.scratch((2, self._columns))
            tape(np.dot, share, as_matrix(along, self._height), means[0])
            if self.centres:
                tape(np.dot, share, as_matrix(dy, self._height), means[1])
            for start, end in site.pieces(site.inputs[0]):
                rows, room = dx.rows(start, end), along[start:end]
                error = dy[start:end]
                tape(np.multiply, normal[start:end], means[0], room)
                if self.centres:
                    tape(np.add, room, means[1], room)
                if weight is not None:
                    tape(np.multiply, error, weight[start:end], rows)
                    error = rows
                tape(np.subtract, error, room, rows)
                tape(np.multiply, rows, self._inverse, rows)
                dx.done(start, end)

    def _share(self, tape: Tape, weight: Array | None) -> Array:
        """Return γ/K."""
        memory, part = self.site.memory, 1.0 / self._height
        if weight is None:
            return memory.filled((self._height,), part)
        share = memory.scratch((self._height,))
        tape(np.multiply, weight, memory.constant(part), viewed(share, *weight.shape))
        return share

    def _give_sums(self, tape: Tape, name: str, matrix: Array) -> None:
        """Sum over the columns, as a product with ones, for the gradient of a weight."""
        memory = self.site.memory
        sums = memory.scratch((self._height,))
        tape(np.dot, matrix, memory.ones(self._columns), sums)
        total, adds = self.site.learned.gradient(name)
        total = self._as_rows(total)
        put(tape, total, viewed(sums, *total.shape), adds)


class LayerNormKernel(_SampleNormKernel):
    """Takes the mean away, and divides by the deviation."""

    centres = True


class RMSNormKernel(_SampleNormKernel):
    """Divides by the root mean square."""

    centres = False
