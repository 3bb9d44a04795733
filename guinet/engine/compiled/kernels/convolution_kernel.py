"""What Conv2d and ConvTranspose2d have in common."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.bias import add_bias_gradient, bias_rows
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.slides import slides_of
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["ConvolutionKernel"]


class ConvolutionKernel(Kernel):
    """A way there, a way back that is the other's way there, and the gradient of the kernels.

    Which algorithm each of them takes follows from the sizes, see `convolution.choice`.

    Attributes
    ----------
    slides
        How the window moves.
    weight
        (groups, first axis / groups, second axis, kH, kW).
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.slides = slides_of(site.call)
        groups, weight = self.module.groups, site.learned.weight("weight")
        self.weight: Array = viewed(weight, groups, len(weight) // groups, *weight.shape[1:])

    @abstractmethod
    def way_there(self) -> Correlation:
        """Return how the output is computed, in pieces that suit who follows."""

    @abstractmethod
    def way_back(self) -> Correlation:
        """Return how the gradient of the input is computed."""

    @abstractmethod
    def kernel_gradient(self) -> KernelGradient:
        """Return how the gradient of the kernels is computed."""

    @property
    def _adds_bias(self) -> bool:
        return bool(self.module.bias) and not self.site.fused.bias_comes_later

    def forward(self, tape: Tape) -> None:
        """Slide, add the bias, and let who follows have each piece while it is in the cache."""
        site = self.site
        way = self.way_there()
        way.prepare(tape)
        bias: Array | None = None
        if self._adds_bias:
            bias = bias_rows(tape, site.memory, site.learned.weight("bias"), site.count)
        for start, end in way.pieces():
            y = site.output_rows(start, end)
            way.rows(tape, start, end, y)
            if bias is not None:
                tape(np.add, y, bias, y)
            site.finished(tape, start, end)

    def backward(self, tape: Tape) -> None:
        """Sum up the gradients of the weights; slide back over the errors."""
        site = self.site
        errors = site.gradient_storage()
        if self._adds_bias:
            add_bias_gradient(tape, site, errors)
        total, adds = site.learned.gradient("weight")
        self.kernel_gradient().write(tape, total, adds)
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            way = self.way_back()
            way.prepare(tape)
            for start, end in way.pieces():
                way.rows(tape, start, end, dx.rows(start, end))
                dx.done(start, end)
