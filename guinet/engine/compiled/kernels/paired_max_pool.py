"""MaxPool2d with the usual window of 2 x 2."""

from __future__ import annotations

from typing import Any

from guinet.core.types import Array
from guinet.engine.compiled.convolution.paired_maxima import PairedMaxima
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["PairedMaxPoolKernel", "pools_pairs"]


def pools_pairs(call: Call) -> bool:
    """Whether a MaxPool2d has windows of 2 x 2 side by side, all of them inside the image."""
    module: Any = call.module
    slides = module.slides(call.specs[0].shape[1:])
    return all(
        (slide.kernel, slide.stride, slide.dilation, slide.before, slide.after) == (2, 2, 1, 0, 0)
        for slide in slides
    )


class PairedMaxPoolKernel(RowKernel):
    """y = max of four; dx is dy at the place of the maximum."""

    in_place = False
    gradient_in_place = False
    needs_inputs = False
    needs_output = False
    unit = 2

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.maxima = PairedMaxima(site.memory, site.outputs[0].body_shape, site.is_read(0))

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Windows of 2 x 2 side by side."""
        return pools_pairs(call)

    def output_rows(self, start: int, end: int) -> tuple[int, int]:
        """Return half of them; a last odd row leads nowhere."""
        return start // 2, end // 2

    def input_rows(self, start: int, end: int) -> tuple[int, int]:
        """Return twice as many, with the last ones a last odd row."""
        last = self.site.outputs[0].row_count
        return 2 * start, self.site.inputs[0].row_count if end == last else 2 * end

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the maxima."""
        first, last = self.output_rows(start, end)
        if first < last:
            x, y = self.site.inputs[0].rows(start, end), self.site.outputs[0].rows(first, last)
            self.maxima.take(tape, x, first, y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Send each error to where the maximum was."""
        self.maxima.give_back(tape, dy, start, dx)
