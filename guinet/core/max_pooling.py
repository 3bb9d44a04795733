"""The base of MaxPool1d and MaxPool2d."""

from __future__ import annotations

import numpy as np

from guinet.core.context import Context
from guinet.core.forms import OnnxForm, OnnxNode, TorchForm
from guinet.core.maxima import maxima, seen_places, to_places
from guinet.core.pooling import Pooling
from guinet.core.spatial import sizes_code
from guinet.core.spec import Specs
from guinet.core.tuple_fields import SizesField
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.windows import image_slides

__all__ = ["MaxPooling"]


class MaxPooling(Pooling):
    """Base of MaxPool1d and MaxPool2d: the largest value that each window sees."""

    dilation = SizesField(1, count=2, minimum=1, doc="Distance between neighbours in the window.")

    @property
    def dilations(self) -> tuple[int, ...]:
        """Distance between neighbours in the window, for each axis."""
        return self.dilation

    def infer(self, inputs: Specs) -> Specs:
        """Replace the size by the number of stops; the range stays."""
        (x,) = inputs
        channels, slides = self.fitting_slides(x)
        return (x.reshaped(self.shaped(channels, [slide.count for slide in slides])),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Take the largest; on the way back only its place gets a gradient."""
        x = self.as_image(inputs[0])
        rows, columns = image_slides(self.slides(x.shape[4 - self.axes :]))
        y, places = maxima(x, seen_places(rows), seen_places(columns))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            dx = to_places(self.as_image(dy), places, (rows.size, columns.size))
            return (self.from_image(dx),), {}

        return (self.from_image(y),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.MaxPool1d`` or ``nn.MaxPool2d``."""
        return self.torch_module(
            f"nn.{self.type_name()}({sizes_code(self.kernel_size)}, "
            f"stride={sizes_code(self.strides)}, padding={sizes_code(self.padding)}, "
            f"dilation={sizes_code(self.dilation)}, ceil_mode={self.ceil_mode})"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return MaxPool after a Pad with what no maximum is: runtimes differ on ceil_mode."""
        _, sizes = self.read(inputs[0])
        slides = self.slides(sizes)
        pads = [
            *(0, 0), *(slide.before for slide in slides),
            *(0, 0), *(slide.after for slide in slides),
        ]  # fmt: skip
        attributes = {
            "kernel_shape": list(self.kernel_size),
            "strides": list(self.strides),
            "dilations": list(self.dilation),
        }
        if not any(pads):
            return OnnxForm(self.onnx_nodes([OnnxNode("MaxPool", ("x",), ("y",), attributes)]))
        nodes = [
            OnnxNode("Pad", ("x", "pads", "lowest"), ("padded",)),
            OnnxNode("MaxPool", ("padded",), ("y",), attributes),
        ]
        constants: dict[str, Array] = {
            "pads": np.asarray(pads, np.int64),
            "lowest": np.asarray(np.finfo(np.float32).min, np.float32),
        }
        return OnnxForm(self.onnx_nodes(nodes), constants)
