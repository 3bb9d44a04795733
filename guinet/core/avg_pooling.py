"""The base of AvgPool1d and AvgPool2d."""

from __future__ import annotations

import numpy as np

from guinet.core.context import Context
from guinet.core.fields import BoolField
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.pooling import Pooling
from guinet.core.resampling import mixture, resample
from guinet.core.spatial import sizes_code
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.windows import Slide, image_slides

__all__ = ["AvgPooling"]


class AvgPooling(Pooling):
    """Base of AvgPool1d and AvgPool2d: the mean of what each window sees."""

    count_include_pad = BoolField(
        True, doc="Whether the zeros of the padding count as values of the mean."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace the size by the number of stops; zeros that count widen the range."""
        (x,) = inputs
        channels, slides = self.fitting_slides(x)
        shape = self.shaped(channels, [slide.count for slide in slides])
        low, high = x.low, x.high
        if self.count_include_pad and any(self.padding):
            low = None if low is None else min(low, 0.0)
            high = None if high is None else max(high, 0.0)
        return (FieldSpec(shape, low=low, high=high),)

    def counts(self, slide: Slide, padding: int) -> Array:
        """Return how many values each window takes the mean of; what ceil_mode adds never is."""
        counted = slide.inside(padding if self.count_include_pad else 0)
        number: Array = counted.sum(axis=1)
        return number

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Take the means, as one mixture of the rows and one of the columns."""
        x = self.as_image(inputs[0])
        slides = image_slides(self.slides(x.shape[4 - self.axes :]))
        rows, columns = (self._means(slide) for slide in slides)
        y, back = resample(x, rows, columns)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            return (self.from_image(back(self.as_image(dy))),), {}

        return (self.from_image(y),), backward, {}

    def _means(self, slide: Slide) -> Array:
        taps = slide.taps()
        shares = np.broadcast_to(1.0 / self.counts(slide, slide.before)[:, None], taps.shape)
        return mixture(taps, shares, slide.size)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.AvgPool1d`` or ``nn.AvgPool2d``."""
        return self.torch_module(
            f"nn.{self.type_name()}({sizes_code(self.kernel_size)}, "
            f"stride={sizes_code(self.strides)}, padding={sizes_code(self.padding)}, "
            f"ceil_mode={self.ceil_mode}, count_include_pad={self.count_include_pad})"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return AveragePool over all zeros; a factor corrects the means that take fewer."""
        _, sizes = self.read(inputs[0])
        slides = self.slides(sizes)
        attributes = {
            "kernel_shape": list(self.kernel_size),
            "strides": list(self.strides),
            "pads": [*(slide.before for slide in slides), *(slide.after for slide in slides)],
            "count_include_pad": 1,
        }
        factors = np.ones((1,))
        for slide in slides:
            factors = factors[..., None] * (slide.kernel / self.counts(slide, slide.before))
        if (factors == 1).all():
            return OnnxForm(self.onnx_nodes([OnnxNode("AveragePool", ("x",), ("y",), attributes)]))
        nodes = [
            OnnxNode("AveragePool", ("x",), ("means",), attributes),
            OnnxNode("Mul", ("means", "factors"), ("y",)),
        ]
        return OnnxForm(self.onnx_nodes(nodes), {"factors": factors.astype(np.float32)})
