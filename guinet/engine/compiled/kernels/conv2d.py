"""Conv2d: kernels that slide over images with the samples innermost."""

from __future__ import annotations

from guinet.engine.compiled.convolution.adjoint import adjoint, adjoint_border
from guinet.engine.compiled.convolution.choice import correlation, kernel_gradient
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.kernel_gradient import KernelGradient
from guinet.engine.compiled.convolution.problem import SlidingProblem, border_of
from guinet.engine.compiled.convolution.slides import slides_of
from guinet.engine.compiled.kernels.convolution_kernel import ConvolutionKernel
from guinet.engine.program import Call

__all__ = ["Conv2dKernel"]


class Conv2dKernel(ConvolutionKernel):
    """y = w ⋆ x + b.

    The image has the zeros of the padding around it, and so has the gradient of the output, over
    which the kernels slide turned around on the way back.
    """

    @classmethod
    def input_border(cls, call: Call) -> int:
        """Return the padding of the side that has most."""
        return border_of(slides_of(call))

    @classmethod
    def gradient_border(cls, call: Call) -> int:
        """Return how far the kernels, turned around, reach beyond the errors."""
        return adjoint_border(slides_of(call))

    def way_there(self) -> Correlation:
        """Slide over the image."""
        return correlation(self.site.memory, self._problem, self.site.unit)

    def way_back(self) -> Correlation:
        """Slide over the errors."""
        border = adjoint_border(self.slides)
        errors = self.site.gradient_storage(border)
        return adjoint(self.site.memory, errors, border, self.weight, self.slides)

    def kernel_gradient(self) -> KernelGradient:
        """Multiply the errors with what the windows of the image saw."""
        return kernel_gradient(self.site.memory, self._problem, self.site.dy)

    @property
    def _problem(self) -> SlidingProblem:
        border = border_of(self.slides)
        image = self.site.input_storage(border)
        return SlidingProblem.over(image, border, self.weight, self.slides)
