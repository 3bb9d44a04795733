"""ELU, SELU and CELU: lines that bend towards a floor."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.activations.self_normalising import ALPHA, SCALE
from guinet.core.types import Array
from guinet.engine.compiled.kernels.with_slope import WithSlope
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["CELUKernel", "ELUKernel", "SELUKernel"]


class _ExponentialUnit(WithSlope):
    """y = s (max(x, 0) + d (eᵐ - 1)) with m = min(x, 0) / w; y' = s d eᵐ / w, above 0 it is s."""

    def __init__(self, site: Site, depth: float, width: float, scale: float) -> None:
        super().__init__(site)
        self._depth, self._width, self._scale = depth, width, scale

    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take the bend, then the line; the exponential is taken of nothing positive."""
        memory = self.site.memory
        zeros = memory.filled(x.shape, 0.0)
        bend = memory.scratch(x.shape)
        tape(np.minimum, x, zeros, out=bend)
        if self._width != 1.0:
            tape(np.multiply, bend, memory.constant(1.0 / self._width), bend)
        tape(np.expm1, bend, bend)
        steepness = self._scale * self._depth / self._width
        if slope is not None:
            tape(np.multiply, bend, memory.constant(steepness), slope)
            tape(np.add, slope, memory.constant(steepness), slope)
            if steepness != self._scale:
                is_above, more = memory.scratch(x.shape, np.bool_), memory.scratch(x.shape)
                tape(np.greater, x, memory.constant(0.0), is_above)
                tape(np.multiply, is_above, memory.constant(self._scale - steepness), more)
                tape(np.add, slope, more, slope)
        tape(np.multiply, bend, memory.constant(self._depth), bend)
        tape(np.maximum, x, zeros, out=y)
        tape(np.add, y, bend, y)
        if self._scale != 1.0:
            tape(np.multiply, y, memory.constant(self._scale), y)


class ELUKernel(_ExponentialUnit):
    """x above 0, α (eˣ - 1) below."""

    def __init__(self, site: Site) -> None:
        module: Any = site.call.module
        super().__init__(site, module.alpha, 1.0, 1.0)


class SELUKernel(_ExponentialUnit):
    """The ELU that keeps mean 0 and variance 1."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, ALPHA, 1.0, SCALE)


class CELUKernel(_ExponentialUnit):
    """x above 0, α (e^(x/α) - 1) below."""

    def __init__(self, site: Site) -> None:
        module: Any = site.call.module
        super().__init__(site, module.alpha, module.alpha, 1.0)
