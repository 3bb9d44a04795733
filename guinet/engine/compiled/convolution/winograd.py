"""Convolution of 3 x 3 with fewer products: Winograd's way along the rows of an image."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from guinet.core.types import Array
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.convolution.products import block_count
from guinet.engine.compiled.convolution.tiles import Tile, tiles
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["WinogradCorrelation"]


class WinogradCorrelation(Correlation):
    """Four rows of the result at a time with six products of a third of the kernel each.

    That is half the arithmetic of twelve. The transforms mix whole rows, so each is one product
    of a 6 x 6 or 4 x 6 matrix with long rows, and between them the window slides along the mixed
    rows as it would along those of an image: (3 C, N) matrices that need no copy. What four does
    not divide ends in a tile of two rows, or of one.

    In float32 the error is about 2e-6 of the largest number where that of the sum of products is
    1e-6.

    Parameters
    ----------
    memory
        For what is mixed.
    problem
        Kernels of 3 x 3, one group, stride and dilation 1.
    unit
        Pieces are multiples of so many rows.
    """

    def __init__(self, memory: Memory, problem: SlidingProblem, unit: int = 1) -> None:
        self._problem = problem
        rows, columns = problem.slides
        self.height = self.step = rows.count
        self._tiles = dict(tiles(rows.count))
        self._unit = unit
        _, self._out, part, _, _ = problem.weight.shape
        self._memory = memory
        self._blocks = block_count(self._out, 3 * part * problem.count)
        self._packed = memory.scratch((3, self._out, 3, part))
        self._kernels: dict[Tile, Array] = {}
        most = max(tile.products for tile in self._tiles.values())
        self._mixed = memory.scratch((most, columns.count + 2, part, problem.count))
        self._products = memory.scratch((most, columns.count, self._out, problem.count))
        for tile in set(self._tiles.values()):
            shape = (tile.products, self._out, 3 * part)
            self._kernels[tile] = memory.scratch(shape)
        self._matrices = {
            tile: (memory.matrix(tile.image), memory.matrix(tile.result)) for tile in self._kernels
        }

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Yield whole tiles, as few as make the unit."""
        begin = 0
        for start, tile in self._tiles.items():
            end = start + tile.results
            if end % self._unit == 0 or end == self.height:
                yield begin, end
                begin = end

    def prepare(self, tape: Tape) -> None:
        """Mix the rows of the kernels, (kH, O, kW · C) to (m + 2, O, kW · C)."""
        tape(np.copyto, self._packed, self._problem.weight[0].transpose(2, 0, 3, 1))
        for tile, kernels in self._kernels.items():
            mix = self._memory.matrix(tile.kernel)
            flat = viewed(kernels, tile.products, -1)
            tape(np.dot, mix, viewed(self._packed, 3, -1), flat)

    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Mix rows of the image, slide, and unmix the result."""
        while start < end:
            tile = self._tiles[start]
            self._tile(tape, tile, start, into[: tile.results])
            into, start = into[tile.results :], start + tile.results

    def _tile(self, tape: Tape, tile: Tile, start: int, into: Array) -> None:
        size = tile.products
        mix, unmix = self._matrices[tile]
        _, columns = self._problem.slides
        image = self._problem.image[start : start + size, : columns.count + 2]
        mixed, products = self._mixed[:size], self._products[:size]
        part, count = mixed.shape[2:]
        row, column, channel, sample = mixed.strides
        windows = as_strided(
            mixed, (size, columns.count, 3 * part, count), (row, column, channel, sample)
        )
        tape(np.matmul, mix, viewed(image, size, -1), viewed(mixed, size, -1))
        blocks = (self._blocks, self._out // self._blocks)
        kernels = viewed(self._kernels[tile], size, 1, *blocks, 3 * part)
        into_blocks = viewed(products, size, columns.count, *blocks, count)
        tape(np.matmul, kernels, windows[:, :, None], into_blocks)
        tape(np.matmul, unmix, viewed(products, size, -1), viewed(into, tile.results, -1))
