"""AvgPool2d: sums of what the windows see, scaled."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.slides import slides_of
from guinet.engine.compiled.convolution.taps import are_few, lie_apart, taps
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["AvgPool2dKernel"]


class AvgPool2dKernel(Kernel):
    """y = Σ x / M over each window; every x of a window gets dy / M.

    M is one number, or one for each window where some count fewer values than others.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._slides = slides_of(site.call)
        rows, columns = (1.0 / self.module.counts(slide, slide.before) for slide in self._slides)
        shares = np.multiply.outer(rows, columns)
        alike = bool((shares == shares.flat[0]).all())
        self._share: Array = (
            site.memory.constant(shares.flat[0])
            if alike
            else site.memory.matrix(shares)[:, :, None, None]
        )

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Windows that are not too large."""
        return are_few(slides_of(call))

    def forward(self, tape: Tape) -> None:
        """Add up and scale."""
        x, y = self.site.inputs[0].body, self.site.outputs[0].body
        tape(np.copyto, y, self.site.memory.constant(0.0))
        for tap in taps(self._slides):
            sums = y[tap.stops]
            tape(np.add, sums, x[tap.places], sums)
        tape(np.multiply, y, self._share, y)

    def backward(self, tape: Tape) -> None:
        """Give every value its share."""
        dx = self.site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            memory, dy, into = self.site.memory, self.site.dy, dx.whole
            share = memory.scratch(dy.shape)
            tape(np.multiply, dy, self._share, share)
            tape(np.copyto, into, memory.constant(0.0))
            for tap in taps(self._slides):
                place = into[tap.places]
                if lie_apart(self._slides):
                    tape(np.copyto, place, share[tap.stops])
                else:
                    tape(np.add, place, share[tap.stops], place)
