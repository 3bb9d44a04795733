"""The base of Conv1d and Conv2d."""

from __future__ import annotations

import math

from guinet.core.advice import Advice, Change, Suggestion
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.spatial.columns import by_columns, columns_of, from_columns, from_errors
from guinet.core.spatial.kernels import Kernels
from guinet.core.spatial.layout import sizes_code, sizes_text
from guinet.core.spatial.windows import Slide, image_slides
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import PaddingField
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Convolution"]


class Convolution(Kernels):
    """Base of Conv1d and Conv2d."""

    padding = PaddingField(
        0,
        count=2,
        doc="Zeros around the input; same keeps its size, valid adds none.",
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace the channels by those of the output, the size by the number of stops."""
        (x,) = inputs
        channels, sizes = self.read(x)
        self.require_groups(x, channels)
        if self.padding == "same" and set(self.stride) != {1}:
            raise ShapeError(
                "x",
                f"{self.type_name()} keeps the size with padding same, which needs stride 1, and "
                f"its stride is {sizes_text(self.stride)}.",
                "Use stride 1, or a number as padding.",
                (Change("stride", 1), self._change_padding([k // 2 for k in self.kernel_size])),
            )
        slides = self.slides(sizes)
        if any(slide.count < 1 for slide in slides):
            raise self._too_large(x, slides)
        return (FieldSpec(self.shaped(self.out_channels, [s.count for s in slides])),)

    def slides(self, sizes: tuple[int, ...]) -> list[Slide]:
        """Return how the window slides along each axis."""
        kernels = zip(sizes, self.kernel_size, self.stride, self.dilation, strict=True)
        if self.padding == "same":
            return [Slide.same(size, kernel, dilation) for size, kernel, _, dilation in kernels]
        padding = (0,) * self.axes if isinstance(self.padding, str) else self.padding
        return [
            Slide.padded(*kernel, zeros) for kernel, zeros in zip(kernels, padding, strict=True)
        ]

    def _too_large(self, x: FieldSpec, slides: list[Slide]) -> ShapeError:
        whole = [slide.size + 2 * slide.before for slide in slides]
        fitting = [
            min(slide.kernel, (length - 1) // slide.dilation + 1)
            for slide, length in zip(slides, whole, strict=True)
        ]
        # A lone window of the size of the kernel needs this many zeros at both ends.
        zeros = [max(slide.before, -(-(slide.span - slide.size) // 2)) for slide in slides]
        field = type(self).kernel_size
        kernel = field.text(tuple(fitting))
        spread = " (spread by its dilation)" if set(self.dilation) != {1} else ""
        suggestions: list[Suggestion] = [Change("kernel_size", kernel)]
        if max(zeros) <= type(self).padding.maximum:
            suggestions.append(self._change_padding(zeros))
        return ShapeError(
            "x",
            f"The kernel of {self.type_name()}, {sizes_text(s.span for s in slides)}{spread}, is "
            f"larger than {x.text()}, which with its padding is {sizes_text(whole)}.",
            f"Use kernel_size {kernel} at most, or more padding.",
            suggestions,
        )

    def _change_padding(self, zeros: list[int]) -> Change:
        field = type(self).padding
        return Change("padding", field.text(tuple(min(z, field.maximum) for z in zeros)))

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the kernels (O, C/groups, ...) and, if wanted, the bias (O,)."""
        channels, _ = self.read(inputs[0])
        return self.kernel_weights(self.out_channels, channels // self.groups)

    def filters(self, weight: Array) -> Array:
        """Return the kernels as they are."""
        return weight

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Multiply the kernels with what each window sees."""
        x = self.as_image(inputs[0])
        slides = image_slides(self.slides(x.shape[4 - self.axes :]))
        weight = self.kernels_as_image(weights["weight"])
        columns = columns_of(x, slides, self.groups)
        y = by_columns(weight, columns, slides)
        if self.bias:
            y = y + weights["bias"][:, None, None]

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            errors = self.as_image(dy)
            d_weight = from_columns(errors, columns, weight)
            d_weights = {"weight": d_weight.reshape(weights["weight"].shape)}
            if self.bias:
                d_weights["bias"] = errors.sum(axis=(0, 2, 3))
            dx = from_errors(weight, errors, slides, self.groups)
            return (self.from_image(dx),), d_weights

        return (self.from_image(y),), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return the values that one window sees, for every kernel and stop."""
        channels, _ = self.read(inputs[0])
        seen = channels // self.groups * math.prod(self.kernel_size)
        return seen * self.infer(inputs)[0].size

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on channels that seem to come last, and on a window that leaps."""
        missed = any(s > k for s, k in zip(self.stride, self.kernel_size, strict=True))
        leap = Advice(
            "x",
            f"The stride of {self.type_name()} is larger than its kernel, so parts of the input "
            "are never seen.",
            "Use a stride of at most the kernel_size.",
            (
                Change(
                    "stride", type(self).stride.text(tuple(map(min, self.stride, self.kernel_size)))
                ),
            ),
        )
        return (*super().review(inputs), *((leap,) if missed else ()))

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Conv1d`` or ``nn.Conv2d``."""
        channels, _ = self.read(inputs[0])
        code = self.torch_code(channels, f"padding={sizes_code(self.padding)}")
        return self.torch_module(code, self.weights(inputs))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Conv with the zeros of each end written out."""
        _, sizes = self.read(inputs[0])
        slides = self.slides(sizes)
        attributes = {
            "kernel_shape": list(self.kernel_size),
            "strides": list(self.stride),
            "dilations": list(self.dilation),
            "pads": [*(slide.before for slide in slides), *(slide.after for slide in slides)],
            "group": self.groups,
        }
        names = ("x", *self.weights(inputs))
        return OnnxForm(self.onnx_nodes([OnnxNode("Conv", names, ("y",), attributes)]))
