"""MultiheadAttention: projections, heads, and the projection of what they found."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.heads import Heads
from guinet.engine.compiled.kernels.in_projection import InProjection
from guinet.engine.compiled.kernels.linear import take_weight_gradient
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["MultiheadAttentionKernel"]


class MultiheadAttentionKernel(Kernel):
    """Attention with positions as columns: every projection is one product.

    The second output, where each position looked, is computed only if somebody reads it.
    """

    needs_output = False
    takes_any_order = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        width, columns = site.outputs[0].body_shape
        self._bias: bool = self.module.bias
        self._joined = site.memory.saved((width + 1, columns))
        self._joined[-1] = 1
        self._projection = InProjection(site, self.module)
        q, k, v = self._projection.results
        self._heads = Heads(site, self.module, q, k, v, self._joined[:-1])

    def forward(self, tape: Tape) -> None:
        """Project, attend, project."""
        site = self.site
        self._projection.forward(tape)
        self._heads.forward(tape)
        tape(np.dot, self._out(), self._read(), site.outputs[0].body)
        if site.is_wanted(1):
            self._heads.average(tape, site.outputs[1].body)

    def backward(self, tape: Tape) -> None:
        """Go back the same way."""
        site, dy = self.site, self.site.dy
        d_attention = site.gradient(1) if site.gradient_arrives(1) else None
        bias = "out_proj_bias" if self._bias else None
        take_weight_gradient(tape, site, dy, self._read(), "out_proj_weight", bias)
        d_joined = site.memory.scratch(dy.shape)
        tape(np.matmul, site.learned.weight("out_proj_weight").T, dy, d_joined)
        self._heads.backward(tape, d_joined, d_attention, *self._projection.gradients)
        self._projection.backward(tape)

    def _out(self) -> Array:
        """Return [W | b] of the projection out, or W."""
        block = self.site.learned.block("out_proj_weight", "out_proj_bias")
        return self.site.learned.weight("out_proj_weight") if block is None else block

    def _read(self) -> Array:
        """Return what it multiplies, with ones for the bias."""
        return self._joined if self._bias else self._joined[:-1]
