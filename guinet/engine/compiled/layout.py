"""How the values of an output lie in memory: the samples innermost.

With the batch as the last axis, one instruction of the processor works on several samples, a
row of the storage is long even where a module is narrow, and the rows can be handed from call
to call while they are in the cache. Modules and people see the *canonical* array, (N, F),
(N, C, H, W) or (N, T, D): a transposed view of the same memory, free of charge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from guinet.core.spec import FieldSpec
from guinet.core.types import Array

__all__ = ["Layout", "layout_of"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one output for one batch size.

    Attributes
    ----------
    kind
        ``"features"``: storage (F + 1, N), the last row all ones, so that a bias can be a
        column of the weights. ``"image"``: (H + 2b, W + 2b, C, N) with a border b of zeros,
        so that a convolution reads windows of it. ``"sequence"``: (D + 1, N·T), sample after
        sample, the last row ones. ``"plain"``: the canonical array itself.
    shape
        Of one sample; of everything where there is no batch axis.
    count
        Samples; None where there is no batch axis.
    border
        Of an image.
    """

    kind: str
    shape: tuple[int, ...]
    count: int | None
    border: int = 0

    @property
    def storage_shape(self) -> tuple[int, ...]:
        """Shape of what is allocated."""
        count = self.count or 1
        if self.kind == "features":
            return (self.shape[0] + 1, count)
        if self.kind == "sequence":
            steps, width = self.shape
            return (width + 1, count * steps)
        if self.kind == "image":
            channels, height, width = self.shape
            return (height + 2 * self.border, width + 2 * self.border, channels, count)
        return self.shape if self.count is None else (count, *self.shape)

    @property
    def size(self) -> int:
        """Numbers of the canonical array."""
        return math.prod(self.shape) * (1 if self.count is None else self.count)

    @property
    def has_ones(self) -> bool:
        """Whether the last row of the storage is a row of ones."""
        return self.kind in ("features", "sequence")

    def body(self, storage: Array) -> Array:
        """Return the storage without border and ones; its first axis are the *rows*."""
        if self.kind == "image":
            edge = self.border
            return storage[edge : edge + self.shape[1], edge : edge + self.shape[2]]
        return storage[:-1] if self.has_ones else storage

    def canonical(self, body: Array) -> Array:
        """Return the body as modules and people see it, the batch axis first; a view."""
        if self.kind == "features":
            return body.T
        if self.kind == "image":
            return body.transpose(3, 2, 0, 1)
        if self.kind == "sequence":
            steps, width = self.shape
            return body.reshape(width, self.count or 1, steps).transpose(1, 2, 0)
        return body


def layout_of(spec: FieldSpec, count: int, border: int = 0) -> Layout:
    """Return the layout of an output.

    Parameters
    ----------
    spec
        What flows.
    count
        Samples in a batch.
    border
        Zeros around an image.
    """
    if not spec.batched:
        return Layout("plain", spec.shape, None)
    if spec.kind == "index":
        return Layout("plain", spec.shape, count)
    kind = {1: "features", 2: "sequence", 3: "image"}.get(len(spec.shape), "plain")
    return Layout(kind, spec.shape, count, border if kind == "image" else 0)
