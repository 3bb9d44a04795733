"""The gradient of kernels of 3 x 3 with fewer products, along the rows of an image."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.products import block_count
from guinet.engine.compiled.convolution.tiles import Tile, tiles
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["WinogradKernelGradient"]


class WinogradKernelGradient(KernelGradient):
    """dW = Gᵀ Σ (Aᵀ dy) (B x)ᵀ, the way back through `WinogradCorrelation`'s products.

    For each of the m + 2 mixed rows one product as in `SlidingKernelGradient`; the sum over the
    tiles is taken before G brings it back to three rows.
    """

    def accumulate(self, tape: Tape) -> Array:
        """Mix rows of the image and of the errors, multiply, add; unmix once."""
        memory = self.memory
        _, out, part, _, _ = self.problem.weight.shape
        sums: dict[Tile, Array] = {}
        total = memory.scratch((3, 3, part, out))
        for start, tile in tiles(self.problem.slides[0].count):
            first = tile not in sums
            if first:
                sums[tile] = memory.scratch((tile.products, 3, part, out))
            mark = memory.mark()
            into = sums[tile] if first else memory.scratch(sums[tile].shape)
            self._products(tape, tile, start, into)
            if not first:
                tape(np.add, sums[tile], into, sums[tile])
            memory.release(mark)
        for number, (tile, found) in enumerate(sums.items()):
            mix = memory.matrix(tile.kernel.T)
            into = memory.scratch(total.shape) if number else total
            tape(np.dot, mix, viewed(found, tile.products, -1), viewed(into, 3, -1))
            if number:
                tape(np.add, total, into, total)
        return total.transpose(3, 2, 0, 1)[None]

    def _products(self, tape: Tape, tile: Tile, start: int, into: Array) -> None:
        memory, columns = self.memory, self.problem.slides[1].count
        _, out, part, _, _ = self.problem.weight.shape
        size, count = tile.products, self.problem.count
        seen = self.problem.image[start : start + size, : columns + 2].transpose(0, 2, 1, 3)
        image, mixed = memory.scratch(seen.shape), memory.scratch(seen.shape)
        errors = memory.scratch((tile.results, out, columns, count))
        spread = memory.scratch((size, out, columns, count))
        turned = self.errors[start : start + tile.results].transpose(0, 2, 1, 3)
        tape(np.copyto, image, seen)
        tape(np.matmul, memory.matrix(tile.image), viewed(image, size, -1), viewed(mixed, size, -1))
        tape(np.copyto, errors, turned)
        flat = viewed(errors, tile.results, -1)
        tape(np.matmul, memory.matrix(tile.result.T), flat, viewed(spread, size, -1))
        row, channel, column, sample = mixed.strides
        length = columns * count
        blocks = block_count(part, length * out)
        windows = as_strided(
            mixed,
            (size, 3, blocks, part // blocks, length),
            (row, column, part // blocks * channel, channel, sample),
        )
        kernels = viewed(spread, size, 1, 1, out, length).swapaxes(3, 4)
        tape(np.matmul, windows, kernels, viewed(into, *windows.shape[:4], out))
