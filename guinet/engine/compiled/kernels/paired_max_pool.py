"""MaxPool2d with the usual window of 2 x 2."""

from __future__ import annotations

from guinet.core.types import Array
from guinet.engine.compiled.convolution.paired_maxima import PairedMaxima
from guinet.engine.compiled.convolution.slides import slides_of
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call
from guinet.modules.down_sampling.max_pool2d import MaxPool2d

__all__ = ["PairedMaxPoolKernel"]


class PairedMaxPoolKernel(RowKernel):
    """y = max of four; dx is dy at the place of the maximum."""

    in_place = False
    gradient_in_place = False
    needs_inputs = False
    needs_output = False
    unit = 2

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.maxima = PairedMaxima(
            site.memory, site.outputs[0].body_shape, site.gradient_arrives(0)
        )

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Windows of 2 x 2 side by side, all of them inside the image."""
        return isinstance(call.module, MaxPool2d) and all(
            (slide.kernel, slide.stride, slide.dilation, slide.before, slide.after)
            == (2, 2, 1, 0, 0)
            for slide in slides_of(call)
        )

    def output_range(self, start: int, end: int) -> tuple[int, int]:
        """Return half of them; a last odd row leads nowhere."""
        return start // 2, end // 2

    def input_range(self, start: int, end: int) -> tuple[int, int]:
        """Return twice as many, with the last ones a last odd row."""
        last = self.site.outputs[0].row_count
        return 2 * start, self.site.inputs[0].row_count if end == last else 2 * end

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the maxima."""
        first, last = self.output_range(start, end)
        if first < last:
            x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(first, last)
            self.maxima.take(tape, x, first, y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Send each error to where the maximum was."""
        self.maxima.give_back(tape, dy, start, dx)
