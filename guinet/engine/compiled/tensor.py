"""An output of a node, as a plan holds it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.compiled.layout import Layout

__all__ = ["Tensor", "pieces", "rows_of", "trimmed"]

_CACHE_BYTES = 1 << 17
"""What several passes over a piece find again in the cache nearest to the core."""


class Tensor:
    """Where the value of an output lies, and its gradient while there is one.

    Attributes
    ----------
    slot
        Number of the output in the program.
    spec, layout
        What it is, and how it lies.
    storage, body, canonical
        The value: as allocated, without border and ones, and as people see it; views of one
        memory. A *virtual* tensor has none: only the rows being computed exist.
    gradient
        Of the total loss, shaped like the body; None before the first contribution has been
        laid out, and again when it has been used.
    gradient_storage
        The same with its border, or with a last row that stands for the ones and means nothing.
    contributions_left
        How many consumers have not yet given their part of the gradient.
    """

    def __init__(self, slot: int, spec: FieldSpec, layout: Layout, storage: Array | None) -> None:
        self.slot = slot
        self.spec = spec
        self.layout = layout
        self._storage = storage
        self._lent: tuple[int, Array] | None = None
        self.gradient: Array | None = None
        self.gradient_storage: Array | None = None
        self.contributions_left = 0

    @property
    def virtual(self) -> bool:
        """Whether the value is never stored as a whole."""
        return self._storage is None

    @property
    def storage(self) -> Array:
        """The value as allocated, with border or ones."""
        if self._storage is None:
            raise AssertionError(f"the output in slot {self.slot} is not stored")
        return self._storage

    @property
    def body(self) -> Array:
        """The value without border and ones."""
        return self.layout.body(self.storage)

    @property
    def canonical(self) -> Array:
        """The value as people see it, the batch axis first."""
        return self.layout.canonical(self.body)

    @property
    def body_shape(self) -> tuple[int, ...]:
        """Shape of value and gradient without border and ones."""
        border, shape = self.layout.border, self.layout.storage_shape
        if self.layout.kind == "image":
            return (shape[0] - 2 * border, shape[1] - 2 * border, *shape[2:])
        return (shape[0] - 1, *shape[1:]) if self.layout.has_ones else shape

    @property
    def row_count(self) -> int:
        """Rows of the body; 1 for a single number."""
        return self.body_shape[0] if self.body_shape else 1

    def rows(self, start: int, end: int) -> Array:
        """Return some rows of the value."""
        if self._lent is not None:
            first, lent = self._lent
            return lent[start - first : end - first]
        return rows_of(self.body, start, end)

    def rows_lent(self, count: int) -> Array | None:
        """Return the array last lent if it has so many rows, to serve again."""
        if self._lent is None or len(self._lent[1]) < count:
            return None
        return self._lent[1]

    def lend_rows(self, start: int, rows: Array) -> None:
        """Say where rows of a virtual tensor lie just now."""
        self._lent = (start, rows)


def pieces(tensor: Tensor, start: int, end: int, unit: int = 1) -> Iterator[tuple[int, int]]:
    """Yield rows of a tensor in pieces that stay in the cache, multiples of a unit of rows.

    They are measured in float32, in which networks are trained; so float64, which checks the
    arithmetic, cuts at the same places.
    """
    row_bytes = 4 * math.prod(tensor.body_shape[1:])
    step = max(unit, _CACHE_BYTES // max(row_bytes, 1) // unit * unit)
    for first in range(start, end, step):
        yield first, min(end, first + step)


def rows_of(array: Array, start: int, end: int) -> Array:
    """Return some rows of an array shaped like a body; a single number is its own row."""
    rows: Array = array[start:end] if array.ndim else array
    return rows


def trimmed(image: Array, edge: int) -> Array:
    """Return an image (H, W, C, N) without so many rows and columns at each side."""
    return image[edge:-edge, edge:-edge] if edge else image
