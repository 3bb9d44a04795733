"""Conv2d: kernels that slide over images with the samples innermost."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.spatial.windows import Slides, image_slides
from guinet.core.types import Array
from guinet.engine.compiled.convolution.adjoint import adjoint, adjoint_border
from guinet.engine.compiled.convolution.bias import add_bias_gradient, bias_rows
from guinet.engine.compiled.convolution.choice import correlation, kernel_gradient
from guinet.engine.compiled.convolution.problem import SlidingProblem, border_of, viewed
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["Conv2dKernel"]


class Conv2dKernel(Kernel):
    """y = w ⋆ x + b by whichever algorithm suits the sizes (`convolution.choice`).

    The image has the zeros of the padding around it, and so has the gradient of the output, over
    which the kernels slide turned around on the way back.
    """

    needs_inputs = True
    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._slides = _slides(site.call)
        groups, weight = self.module.groups, site.learned.weight("weight")
        self._weight = viewed(weight, groups, len(weight) // groups, *weight.shape[1:])

    @classmethod
    def input_border(cls, call: Call) -> int:
        """Return the padding of the side that has most."""
        return border_of(_slides(call))

    @classmethod
    def gradient_border(cls, call: Call) -> int:
        """Return how far the kernels, turned around, reach beyond the errors."""
        return adjoint_border(_slides(call))

    @property
    def _problem(self) -> SlidingProblem:
        border = border_of(self._slides)
        return SlidingProblem.over(
            self.site.input_storage(border), border, self._weight, self._slides
        )

    @property
    def _adds_bias(self) -> bool:
        return bool(self.module.bias) and not self.site.bias_comes_later

    def forward(self, tape: Tape) -> None:
        """Slide, add the bias, and let who follows have each piece while it is in the cache."""
        site = self.site
        slid = correlation(site.memory, self._problem, site.unit)
        slid.prepare(tape)
        bias: Array | None = None
        if self._adds_bias:
            bias = bias_rows(tape, site.memory, site.learned.weight("bias"), site.count)
        for start, end in slid.pieces():
            y = site.output_rows(start, end)
            slid.rows(tape, start, end, y)
            if bias is not None:
                tape(np.add, y, bias, y)
            site.finished(tape, start, end)

    def backward(self, tape: Tape) -> None:
        """Sum up the gradients of the weights; slide back over the errors."""
        site = self.site
        dy = site.dy
        if self._adds_bias:
            errors = site.outputs[0].gradient_storage
            assert errors is not None
            add_bias_gradient(tape, site, errors)
        total, adds = site.learned.gradient("weight")
        kernel_gradient(site.memory, self._problem, dy).write(tape, total, adds)
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            border = adjoint_border(self._slides)
            errors = site.gradient_storage(border)
            back = adjoint(site.memory, errors, border, self._weight, self._slides)
            back.prepare(tape)
            for start, end in back.pieces():
                back.rows(tape, start, end, dx.rows(start, end))
                dx.done(start, end)


def _slides(call: Call) -> Slides:
    module: Any = call.module
    return image_slides(module.slides(call.specs[0].shape[1:]))
