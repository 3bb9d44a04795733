"""MaxPool2d and AdaptiveMaxPool2d with windows of any kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.spatial.adaptive_pooling import AdaptivePooling
from guinet.core.spatial.windows import Slide, Slides, image_slides
from guinet.engine.compiled.convolution.taps import are_few, lie_apart, taps
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.paired_max_pool import PairedMaxPoolKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["MaxPool2dKernel"]


class MaxPool2dKernel(Kernel):
    """A tournament: the values of all windows meet the largest so far, one tap after the other.

    Only what is larger than all before takes the place, so that of equal values the first one
    gets the gradient. What the window sees beyond the image does not take part.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._slides = _slides(site.call)
        rows, columns = self._slides
        kind = np.min_scalar_type(rows.kernel * columns.kernel)
        self._winner = site.memory.saved(site.outputs[0].body_shape, kind)

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Windows all alike, and not too large."""
        module: Any = call.module
        sizes = call.specs[0].shape[1:]
        alike = not isinstance(module, AdaptivePooling) or module.uniform(sizes)
        return alike and are_few(_slides(call))

    @classmethod
    def variant(cls, call: Call) -> type[Kernel]:
        """Leave windows of 2 x 2 to the kernel that works on rows."""
        return PairedMaxPoolKernel if PairedMaxPoolKernel.serves(call) else cls

    def forward(self, tape: Tape) -> None:
        """Let each tap challenge the largest so far."""
        site = self.site
        x, y, winner = site.inputs[0].body, site.outputs[0].body, self._winner
        lowest = site.memory.constant(-np.inf)
        tape(np.copyto, y, lowest)
        tape(winner.fill, 0)
        for tap in taps(self._slides):
            mark = site.memory.mark()
            seen, largest = x[tap.places], y[tap.stops]
            wins = site.memory.scratch(largest.shape, np.bool_)
            tape(np.greater, seen, largest, wins)
            tape(np.copyto, winner[tap.stops], winner.dtype.type(tap.number), where=wins)
            tape(np.maximum, largest, seen, out=largest)
            site.memory.release(mark)

    def backward(self, tape: Tape) -> None:
        """Send each error to the winner."""
        dx = self.site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            memory, dy, into = self.site.memory, self.site.dy, dx.whole
            apart = lie_apart(self._slides)
            tape(np.copyto, into, memory.constant(0.0))
            for tap in taps(self._slides):
                mark = memory.mark()
                error, place = dy[tap.stops], into[tap.places]
                won = memory.scratch(error.shape, np.bool_)
                tape(np.equal, self._winner[tap.stops], self._winner.dtype.type(tap.number), won)
                share = place if apart else memory.scratch(error.shape)
                tape(np.multiply, error, won, share)
                if not apart:
                    tape(np.add, place, share, place)
                memory.release(mark)


def _slides(call: Call) -> Slides:
    module: Any = call.module
    sizes = call.specs[0].shape[1:]
    if not isinstance(module, AdaptivePooling):
        return image_slides(module.slides(sizes))
    parts = [size // count for size, count in zip(sizes, module.output_size, strict=True)]
    rows, columns = (
        Slide(size, part, part, 1, 0, size // part) for size, part in zip(sizes, parts, strict=True)
    )
    return rows, columns
