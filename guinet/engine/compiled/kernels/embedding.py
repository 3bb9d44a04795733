"""Embedding: rows of a table, and sums over equal indices."""

from __future__ import annotations

import numpy as np

from guinet.core.features.table_rows import require_rows
from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.moving import copy_turned
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["EmbeddingKernel"]


class EmbeddingKernel(Kernel):
    """y = W[x]; the rows of dW are the sums of the errors at equal indices.

    To bring equal indices together, each is joined with its place into one number, and these
    are sorted where they lie: the lower bits then tell the order, the upper ones the index.
    Errors of one index are added in the order of the positions.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        width, self._count = site.outputs[0].body_shape
        self._table = site.learned.weight("weight")
        self._indices = viewed(site.inputs[0].storage, self._count)
        padding = self.module.padding_idx
        self._padding: int | None = padding
        memory = site.memory
        self._is_word = None if padding is None else memory.saved((self._count,), np.bool_)
        self._ones = memory.ones(self._count)
        self._rows = memory.saved((self._count, width))

    def forward(self, tape: Tape) -> None:
        """Look up, as rows, and turn them into columns."""
        y = self.site.outputs[0].body
        tape(require_rows, self._indices, len(self._table))
        tape(self._table.take, self._indices, 0, self._rows, "clip")
        if self._is_word is None:
            tape(np.copyto, y, self._rows.T)
        else:
            tape(np.not_equal, self._indices, self._padding, self._is_word)
            tape(np.multiply, self._rows.T, self._is_word, y)

    def backward(self, tape: Tape) -> None:
        """Bring equal indices together, and add up their errors."""
        memory = self.site.memory
        total, adds = self.site.learned.gradient("weight")
        if not adds:
            tape(total.fill, 0.0)
        places = (self._count - 1).bit_length()
        keys, order, read = (memory.scratch((self._count,), np.int64) for _ in range(3))
        tape(np.left_shift, self._indices, places, keys)
        tape(np.bitwise_or, keys, np.arange(self._count), keys)
        tape(keys.sort)
        tape(np.bitwise_and, keys, (1 << places) - 1, order)
        tape(np.right_shift, keys, places, read)
        copy_turned(tape, self._rows, self.site.dy.T)
        tape(self._add_up, read, order, total)

    def _add_up(self, read: Array, order: Array, total: Array) -> None:
        """Add the errors of equal indices to their rows of the table; none to the padding.

        The sums are a product with a sparse matrix of ones, a row for each index that was read.
        """
        from scipy.sparse import csr_array  # too slow to load at the top

        starts = np.flatnonzero(np.diff(read, prepend=-1))
        shape = (len(starts), self._count)
        ones = csr_array((self._ones, order, np.append(starts, self._count)), shape=shape)
        sums, rows = ones @ self._rows, read[starts]
        if self._padding is not None:
            sums[rows == self._padding] = 0
        total[rows] += sums
