"""ConvTranspose2d: the way back of a convolution, as a way there."""

from __future__ import annotations

from guinet.engine.compiled.convolution.adjoint import adjoint, adjoint_border
from guinet.engine.compiled.convolution.choice import correlation, kernel_gradient
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.problem import SlidingProblem, border_of
from guinet.engine.compiled.convolution.slides import slides_of
from guinet.engine.compiled.kernels.convolution_kernel import ConvolutionKernel
from guinet.engine.program import Call

__all__ = ["ConvTranspose2dKernel"]


class ConvTranspose2dKernel(ConvolutionKernel):
    """What Conv2d does with errors is done with the image, and the reverse.

    The windows slide over the output, one stop for each place of the input.
    """

    @classmethod
    def input_border(cls, call: Call) -> int:
        """Return how far the kernels, turned around, reach beyond the image."""
        return adjoint_border(slides_of(call))

    @classmethod
    def gradient_border(cls, call: Call) -> int:
        """Return how much of the windows is cut off at most."""
        return border_of(slides_of(call))

    def way_there(self) -> Correlation:
        """Slide over the image."""
        border = adjoint_border(self.slides)
        image, memory = self.site.input_storage(border), self.site.memory
        return adjoint(memory, image, border, self.weight, self.slides, self.site.unit)

    def way_back(self) -> Correlation:
        """Slide over the errors."""
        return correlation(self.site.memory, self._problem)

    def kernel_gradient(self) -> KernelGradient:
        """Multiply the image with what the windows of the errors see."""
        image = self.site.inputs[0].body
        return kernel_gradient(self.site.memory, self._problem, image)

    @property
    def _problem(self) -> SlidingProblem:
        border = border_of(self.slides)
        errors = self.site.gradient_storage(border)
        return SlidingProblem.over(errors, border, self.weight, self.slides)
