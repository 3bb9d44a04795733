"""Scaled dot-product attention, all heads of all samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernels.survival import Survival
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.modules.sequence.multihead_attention import MultiheadAttention

__all__ = ["Heads"]

_CACHE_BYTES = 1 << 18
"""Scores that are still in the second cache when the next call reads them."""


class Heads:
    """o = v A with the shares A = exp(kᵀ q) / Σ exp(kᵀ q), summed over the keys.

    Scores lie with the keys outside, (heads, S, N, T), so that softmax runs over an outer axis,
    row by row. The division by the sums is left to the results, which are smaller; likewise on
    the way back. With E = exp(kᵀ q), its sums Z, g = do / Z:

        dv = g Eᵀ,   δ = E (vᵀ g - Σ g o),   dq = k δ,   dk = q δᵀ

    where the sum over the features of g o is that of A vᵀ g over the keys.

    Parameters
    ----------
    site, module
        Of the attention.
    q, k, v
        Features by positions of all samples, (E, N·T) and (E, N·S); q is divided by √d.
    mixed
        Where o goes, (E, N·T).
    """

    def __init__(
        self, site: Site, module: MultiheadAttention, q: Array, k: Array, v: Array, mixed: Array
    ) -> None:
        self._site = site
        self._heads = heads = module.num_heads
        self._steps, self._seen = site.inputs[0].layout.shape[0], site.inputs[1].layout.shape[0]
        self._columns = site.count * self._steps
        self._q, self._k, self._v = (self._by_sample(x) for x in (q, k, v))
        self._o = mixed
        memory = site.memory
        shape = (heads, self._seen, self._columns)
        self._exponential = memory.saved(shape)
        self._inverse = memory.saved((heads, self._columns))
        self._survival, self._dropped = None, self._exponential
        if site.training and module.dropout > 0.0:
            # Drawn as (N, heads, T, S).
            pairs = (heads, self._steps, self._seen)
            self._survival = Survival(site, module.dropout, pairs, (1, 3, 0, 2))
            self._dropped = memory.saved(shape)
        self._hidden = self._hide_future() if module.causal else None
        self._at_once = max(1, min(heads, _CACHE_BYTES // max(1, self._exponential[0].nbytes)))

    def forward(self, tape: Tape) -> None:
        """Compute the shares and the means, some heads at a time."""
        memory = self._site.memory
        keys = memory.ones(self._seen)
        highest = memory.scratch(self._inverse.shape)
        if self._survival is not None:
            self._survival.draw(tape)
        for part in self._pieces():
            scores, top, inverse = self._exponential[part], highest[part], self._inverse[part]
            mixed = self._by_head(self._o)[part]
            tape(np.matmul, self._k[part].swapaxes(2, 3), self._q[part], self._pairs(scores))
            if self._hidden is not None:
                by_step = viewed(scores, -1, self._seen, self._site.count, self._steps)
                tape(np.add, by_step, self._hidden, by_step)
            tape(np.maximum.reduce, scores, 1, None, top)
            tape(np.subtract, scores, top[:, np.newaxis], scores)
            tape(np.exp, scores, scores)
            tape(np.matmul, keys, scores, inverse)
            tape(np.reciprocal, inverse, inverse)
            if self._survival is not None:
                factors = viewed(self._survival.factors, *self._dropped.shape)
                tape(np.multiply, scores, factors[part], self._dropped[part])
            seen = self._pairs(self._dropped[part])
            tape(np.matmul, self._v[part], seen, self._by_sample(self._o)[part])
            tape(np.multiply, mixed, inverse[:, np.newaxis], mixed)

    def average(self, tape: Tape, attention: Array) -> None:
        """Take the mean of the shares over the heads, (S, N·T)."""
        shares = self._site.memory.scratch(self._dropped.shape)
        tape(np.multiply, self._dropped, self._inverse[:, np.newaxis], shares)
        tape(np.add.reduce, shares, 0, None, attention)
        tape(np.multiply, attention, self._site.memory.constant(1.0 / self._heads), attention)

    def backward(
        self, tape: Tape, do: Array, d_attention: Array | None, dq: Array, dk: Array, dv: Array
    ) -> None:
        """Go back to q, k and v.

        Parameters
        ----------
        do
            Gradient of o; overwritten.
        d_attention
            Gradient of the mean of the shares, or None.
        dq, dk, dv
            Where the results go.
        """
        scratch = self._site.memory.scratch
        products, sums = scratch(do.shape), scratch(self._inverse.shape)
        of_head = self._by_head(do)
        tape(np.multiply, of_head, self._inverse[:, np.newaxis], of_head)
        tape(np.multiply, do, self._o, products)
        tape(np.add.reduce, self._by_head(products), 1, None, sums)
        direct = None if d_attention is None else self._through_average(tape, d_attention, sums)
        q, k, v, g = self._q, self._k, self._v, self._by_sample(do)
        dq, dk, dv = (self._by_sample(d) for d in (dq, dk, dv))
        room = scratch(self._exponential[: self._at_once].shape)
        for part in self._pieces():
            exponential, shares = self._exponential[part], self._pairs(self._dropped[part])
            d = room[: len(exponential)]
            pairs = self._pairs(d)
            tape(np.matmul, g[part], shares.swapaxes(2, 3), dv[part])
            tape(np.matmul, v[part].swapaxes(2, 3), g[part], pairs)
            if direct is not None:
                tape(np.add, d, direct[part], d)
            if self._survival is not None:
                factors = viewed(self._survival.factors, *self._dropped.shape)
                tape(np.multiply, d, factors[part], d)
            tape(np.subtract, d, sums[part][:, np.newaxis], d)
            tape(np.multiply, d, exponential, d)
            tape(np.matmul, k[part], pairs, dq[part])
            tape(np.matmul, q[part], pairs.swapaxes(2, 3), dk[part])

    def _through_average(self, tape: Tape, d_attention: Array, sums: Array) -> Array:
        """Return what the average gives back to each share, over Z; add its part of the sums."""
        memory = self._site.memory
        gradient, products = (memory.scratch(self._dropped.shape) for _ in range(2))
        part = memory.scratch(sums.shape)
        tape(np.multiply, self._inverse[:, np.newaxis], d_attention, gradient)
        tape(np.multiply, gradient, memory.constant(1.0 / self._heads), gradient)
        tape(np.multiply, gradient, self._dropped, products)
        tape(np.add.reduce, products, 1, None, part)
        tape(np.multiply, part, self._inverse, part)
        tape(np.add, sums, part, sums)
        return gradient

    def _pieces(self) -> Iterator[slice]:
        """Yield the heads whose scores are in the cache together."""
        for first in range(0, self._heads, self._at_once):
            yield slice(first, min(self._heads, first + self._at_once))

    def _by_head(self, x: Array) -> Array:
        """Return (E, N·T) as (heads, E / heads, N·T)."""
        return viewed(x, self._heads, -1, x.shape[1])

    def _by_sample(self, x: Array) -> Array:
        """Return (E, N·T) as (heads, N, E / heads, T)."""
        steps = x.shape[1] // self._site.count
        by_head = viewed(x, self._heads, -1, self._site.count, steps)
        return by_head.transpose(0, 2, 1, 3)

    def _pairs(self, scores: Array) -> Array:
        """Return (heads, S, N·T) as (heads, N, S, T)."""
        shape = (len(scores), self._seen, self._site.count, self._steps)
        return viewed(scores, *shape).transpose(0, 2, 1, 3)

    def _hide_future(self) -> Array:
        """Return what is added to the scores, (S, 1, T): -inf where the key comes later."""
        hidden = self._site.memory.saved((self._seen, 1, self._steps))
        later = np.tri(self._seen, self._steps, -1, dtype=bool)
        hidden[:, 0][later] = -np.inf
        return hidden
