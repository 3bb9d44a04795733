"""PixelShuffle and PixelUnshuffle: channels laid out as pixels, and gathered again."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.engine.program import Call

__all__ = ["PixelShuffleKernel", "PixelUnshuffleKernel"]


class PixelShuffleKernel(Kernel):
    """y[r h + u, r l + v, c] = x[h, l, c r² + r u + v]: one copy each way."""

    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Images with a batch axis."""
        return call.specs[0].batched and len(call.specs[0].shape) == 3

    def forward(self, tape: Tape) -> None:
        """Lay out, some rows of the output at a time."""
        site, factor = self.site, self.module.upscale_factor
        x = site.inputs[0].body
        for start, end in site.pieces(site.outputs[0], int(np.lcm(factor, site.unit))):
            y, rows = site.output_rows(start, end), x[start // factor : end // factor]
            tape(np.copyto, _as_channels(y, factor), _by_pixel(rows, factor))
            site.finished(tape, start, end)

    def backward(self, tape: Tape) -> None:
        """Gather the errors."""
        site, factor = self.site, self.module.upscale_factor
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            for start, end in site.pieces(site.inputs[0]):
                dy = site.dy[start * factor : end * factor]
                into = _by_pixel(dx.rows(start, end), factor)
                tape(np.copyto, into, _as_channels(dy, factor))
                dx.done(start, end)


class PixelUnshuffleKernel(PixelShuffleKernel):
    """The way back from PixelShuffle."""

    def forward(self, tape: Tape) -> None:
        """Gather, some rows of the output at a time."""
        site, factor = self.site, self.module.downscale_factor
        x = site.inputs[0].body
        for start, end in site.pieces(site.outputs[0], site.unit):
            y, rows = site.output_rows(start, end), x[start * factor : end * factor]
            tape(np.copyto, _by_pixel(y, factor), _as_channels(rows, factor))
            site.finished(tape, start, end)

    def backward(self, tape: Tape) -> None:
        """Lay the errors out."""
        site, factor = self.site, self.module.downscale_factor
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            for start, end in site.pieces(site.inputs[0], factor):
                dy = site.dy[start // factor : end // factor]
                into = _as_channels(dx.rows(start, end), factor)
                tape(np.copyto, into, _by_pixel(dy, factor))
                dx.done(start, end)


def _by_pixel(small: Array, factor: int) -> Array:
    """Return (H, W, C r², N) as (H, W, C, r, r, N)."""
    height, width, channels, count = small.shape
    return viewed(small, height, width, channels // factor**2, factor, factor, count)


def _as_channels(large: Array, factor: int) -> Array:
    """Return (H r, W r, C, N) in the order of `_by_pixel`."""
    height, width, channels, count = large.shape
    apart = viewed(large, height // factor, factor, width // factor, factor, channels, count)
    return apart.transpose(0, 2, 4, 1, 3, 5)
