"""Upsample: pixels repeated, or mixed from their neighbours."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import as_matrix, viewed
from guinet.engine.program import Call

__all__ = ["UpsampleKernel"]


class UpsampleKernel(Kernel):
    """y = R x Cᵀ and dx = Rᵀ dy C; pixels that are all repeated equally often are copied.

    R multiplies the image as a matrix of H rows, C each row of the result as one of W columns;
    the numbers (C, N) of a pixel stay together. Zeros around the image meet zeros in the
    matrices. Where pixels are repeated, the way back adds the errors of the copies.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        old, new = site.inputs[0].body_shape[:2], site.outputs[0].body_shape[:2]
        self._times = new[0] // old[0], new[1] // old[1]
        even = new == (old[0] * self._times[0], old[1] * self._times[1])
        self._repeats = self.module.mode == "nearest" and even

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Images with a batch axis."""
        return call.specs[0].batched and len(call.specs[0].shape) == 3

    def forward(self, tape: Tape) -> None:
        """Copy, or mix."""
        (self._repeat if self._repeats else self._mix)(tape)

    def _repeat(self, tape: Tape) -> None:
        site, down = self.site, self._times[0]
        x = site.inputs[0].body
        for start, end in site.pieces(site.outputs[0], int(np.lcm(down, site.unit))):
            y = self._apart(site.output_rows(start, end))
            tape(np.copyto, y, x[start // down : end // down, None, :, None])
            site.finished(tape, start, end)

    def _mix(self, tape: Tape) -> None:
        """Mix the rows, then the columns, some rows of the result at a time."""
        site = self.site
        x, y = site.inputs[0], site.outputs[0]
        rows, columns = self._matrices(x.layout.border)
        height, width = x.storage.shape[:2]
        matrix, pieces = as_matrix(x.storage, height), list(site.pieces(y, site.unit))
        longest = max(end - start for start, end in pieces)
        room = site.memory.scratch((longest, width, x.storage[0, 0].size))
        for start, end in pieces:
            mixed = room[: end - start]
            tape(np.dot, rows[start:end], matrix, as_matrix(mixed, end - start))
            tape(np.matmul, columns, mixed, _pixels(site.output_rows(start, end)))
            site.finished(tape, start, end)

    def _matrices(self, border: int = 0) -> tuple[Array, Array]:
        """Return R and C, for images with so many zeros around them."""
        rows, columns = self.module.matrices(self.site.call.specs[0].shape[1:])
        edge = ((0, 0), (border, border))
        dtype = self.site.dtype
        return np.pad(rows.astype(dtype), edge), np.pad(columns.astype(dtype), edge)

    def backward(self, tape: Tape) -> None:
        """Add, or mix."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                (self._add if self._repeats else self._mix_back)(tape, dx)

    def _add(self, tape: Tape, dx: Contribution) -> None:
        down, right = self._times
        dy = self._apart(self.site.dy)
        copies = [(u, v) for u in range(down) for v in range(right)]
        for start, end in self.site.pieces(self.site.inputs[0]):
            rows, so_far = dx.rows(start, end), dy[start:end, 0, :, 0]
            for u, v in copies[1:]:
                tape(np.add, so_far, dy[start:end, u, :, v], rows)
                so_far = rows
            if len(copies) == 1:
                tape(np.copyto, rows, so_far)
            dx.done(start, end)

    def _mix_back(self, tape: Tape, dx: Contribution) -> None:
        """Mix by the transposes, the columns first."""
        site = self.site
        rows, columns = (matrix.T for matrix in self._matrices())
        dy = _pixels(site.dy)
        mixed = site.memory.scratch((len(dy), len(columns), dy.shape[2]))
        tape(np.matmul, columns, dy, mixed)
        matrix = as_matrix(mixed, len(mixed))
        for start, end in site.pieces(site.inputs[0]):
            into = as_matrix(dx.rows(start, end), end - start)
            tape(np.matmul, rows[start:end], matrix, into)
            dx.done(start, end)

    def _apart(self, y: Array) -> Array:
        """Return rows of the output as (H, down, W, right, C, N), by the pixels they repeat."""
        down, right = self._times
        return viewed(y, len(y) // down, down, -1, right, *y.shape[2:])


def _pixels(image: Array) -> Array:
    """Return (H, W, C, N) as (H, W, C·N), a view."""
    return viewed(image, *image.shape[:2], -1)
