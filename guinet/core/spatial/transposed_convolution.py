"""The base of ConvTranspose1d and ConvTranspose2d."""

from __future__ import annotations

import math

from guinet.core.advice import Advice, Change
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.spatial.columns import by_columns, columns_of, from_columns, from_errors
from guinet.core.spatial.kernels import Kernels
from guinet.core.spatial.layout import sizes_code, sizes_text
from guinet.core.spatial.windows import Slide, image_slides
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import SizesField
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["TransposedConvolution"]


class TransposedConvolution(Kernels):
    """Base of ConvTranspose1d and ConvTranspose2d: the way back of a convolution, as a way there.

    Its windows slide over the output, one stop per value of the input.
    """

    padding = SizesField(0, count=2, doc="How much is cut off at each end of the output.")
    output_padding = SizesField(
        0,
        count=2,
        doc="Added to the size of the output at its end; must be below the stride.",
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace the channels by those of the output, and spread the size by the stride."""
        (x,) = inputs
        channels, sizes = self.read(x)
        self.require_groups(x, channels)
        if any(more >= s for more, s in zip(self.output_padding, self.stride, strict=True)):
            fitting = tuple(map(min, self.output_padding, (s - 1 for s in self.stride)))
            text = type(self).output_padding.text(fitting)
            raise ShapeError(
                "x",
                f"{self.type_name()} has output_padding {sizes_text(self.output_padding)}, which "
                f"must be below its stride, {sizes_text(self.stride)}.",
                f"Use output_padding {text}, or a larger stride.",
                (Change("output_padding", text),),
            )
        slides = self.slides(sizes)
        if any(slide.size < 1 for slide in slides):
            cut = [min(s.before, s.before + (s.size - 1) // 2) for s in slides]
            text = type(self).padding.text(tuple(cut))
            raise ShapeError(
                "x",
                f"{self.type_name()} cuts off {sizes_text(self.padding)} at each end, and nothing "
                f"would remain of what it makes of {x.text()}.",
                f"Use padding {text} at most.",
                (Change("padding", text),),
            )
        return (FieldSpec(self.shaped(self.out_channels, [s.size for s in slides])),)

    def slides(self, sizes: tuple[int, ...]) -> list[Slide]:
        """Return how the window slides along each axis of the output."""
        slides = []
        for size, kernel, stride, dilation, cut, more in zip(
            sizes,
            self.kernel_size,
            self.stride,
            self.dilation,
            self.padding,
            self.output_padding,
            strict=True,
        ):
            length = (size - 1) * stride + dilation * (kernel - 1) + 1 - 2 * cut + more
            slides.append(Slide(length, kernel, stride, dilation, cut, size))
        return slides

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the kernels (I, O/groups, ...) and, if wanted, the bias (O,)."""
        channels, _ = self.read(inputs[0])
        return self.kernel_weights(channels, self.out_channels // self.groups)

    def filters(self, weight: Array) -> Array:
        """Return the kernels with the outputs first, group after group."""
        channels, made, *window = weight.shape
        parts = weight.reshape(self.groups, channels // self.groups, made, *window)
        return parts.swapaxes(1, 2).reshape(-1, channels // self.groups, *window)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Add up the kernels, each times the value of the input at its stop."""
        x = self.as_image(inputs[0])
        slides = image_slides(self.slides(x.shape[4 - self.axes :]))
        weight = self.kernels_as_image(weights["weight"])
        y = from_errors(weight, x, slides, self.groups)
        if self.bias:
            y = y + weights["bias"][:, None, None]

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            errors = self.as_image(dy)
            columns = columns_of(errors, slides, self.groups)
            d_weight = from_columns(x, columns, weight)
            d_weights = {"weight": d_weight.reshape(weights["weight"].shape)}
            if self.bias:
                d_weights["bias"] = errors.sum(axis=(0, 2, 3))
            return (self.from_image(by_columns(weight, columns, slides)),), d_weights

        return (self.from_image(y),), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return the values of a kernel, for every value of the input and channel they reach."""
        return inputs[0].size * (self.out_channels // self.groups) * math.prod(self.kernel_size)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on channels that seem to come last, and on kernels that overlap unevenly."""
        found = super().review(inputs)
        if not any(k % s for k, s in zip(self.kernel_size, self.stride, strict=True)):
            return found
        even = tuple(
            min(-(-k // s) * s, type(self).kernel_size.maximum)
            for k, s in zip(self.kernel_size, self.stride, strict=True)
        )
        text = type(self).kernel_size.text(even)
        uneven = Advice(
            "x",
            f"The stride of {self.type_name()} does not divide its kernel_size, so that some "
            "places of the output get more contributions than others: a checkerboard pattern.",
            f"Use kernel_size {text}, or Upsample and a convolution with stride 1.",
            (Change("kernel_size", text),),
        )
        return (*found, uneven)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.ConvTranspose1d`` or ``nn.ConvTranspose2d``."""
        channels, _ = self.read(inputs[0])
        others = (
            f"padding={sizes_code(self.padding)}, output_padding={sizes_code(self.output_padding)}"
        )
        return self.torch_module(self.torch_code(channels, others), self.weights(inputs))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return ConvTranspose."""
        attributes = {
            "kernel_shape": list(self.kernel_size),
            "strides": list(self.stride),
            "dilations": list(self.dilation),
            "pads": [*self.padding, *self.padding],
            "output_padding": list(self.output_padding),
            "group": self.groups,
        }
        names = ("x", *self.weights(inputs))
        return OnnxForm(self.onnx_nodes([OnnxNode("ConvTranspose", names, ("y",), attributes)]))
