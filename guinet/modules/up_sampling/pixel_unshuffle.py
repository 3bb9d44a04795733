"""PixelUnshuffle: an image becomes smaller, with its pixels as channels."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.advice import Change
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.pixels import to_channels, to_pixels
from guinet.core.spatial import Spatial
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["PixelUnshuffle"]


class PixelUnshuffle(Spatial):
    """Gathers pixels as channels: each r × r pixels become r² channels of one pixel.

    Nothing is computed and nothing is lost, values only move: the image becomes smaller as by a
    pooling, but what follows still sees every value. The way back from PixelShuffle.

    Shapes: x (N, C, H r, W r) to y (N, C r², H, W) with r = downscale_factor, which must divide
    height and width.
    Source: as ``torch.nn.PixelUnshuffle``, the inverse of Shi et al. (2016).
    """

    category = Category.UP_SAMPLING
    formula = Formula(
        forward=(r"y_{c r^2 + r u + v,\, h,\, l} = x_{c,\, r h + u,\, r l + v}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{c,\, r h + u,\, r l + v}} ="
                r" \frac{\partial L}{\partial y_{c r^2 + r u + v,\, h,\, l}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((1, 4, 6)),)),
        Example((FieldSpec((2, 2, 4), low=0.0, high=1.0),)),
        Example((FieldSpec((2, 3, 6)),), {"downscale_factor": 3}),
    )

    downscale_factor = IntField(
        2, minimum=1, maximum=32, doc="How many times as high and wide the input is."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Multiply the channels by r², divide height and width by r."""
        (x,) = inputs
        channels, (height, width) = self.read(x)
        factor = self.downscale_factor
        if height % factor or width % factor:
            common = math.gcd(height, width)
            fitting = max(n for n in range(1, min(common, factor) + 1) if common % n == 0)
            raise ShapeError(
                "x",
                f"PixelUnshuffle has downscale_factor {factor}, which must divide height and "
                f"width, and gets {x.text()}.",
                f"Use downscale_factor {fitting}, or images of another size.",
                (Change("downscale_factor", fitting),),
            )
        return (x.reshaped((channels * factor * factor, height // factor, width // factor)),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Gather the pixels; on the way back lay them out again."""
        (x,) = inputs

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else to_pixels(dy, self.downscale_factor),), {}

        return (to_channels(x, self.downscale_factor),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.PixelUnshuffle``."""
        return self.torch_module(f"nn.PixelUnshuffle({self.downscale_factor})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Reshape, Transpose, Reshape: SpaceToDepth has another order of channels."""
        channels, (height, width) = self.read(inputs[0])
        factor = self.downscale_factor
        small = height // factor, width // factor
        nodes = (
            OnnxNode("Reshape", ("x", "parts"), ("apart",)),
            OnnxNode("Transpose", ("apart",), ("turned",), {"perm": [0, 1, 3, 5, 2, 4]}),
            OnnxNode("Reshape", ("turned", "shape"), ("y",)),
        )
        parts = (-1, channels, small[0], factor, small[1], factor)
        shape = (-1, channels * factor * factor, *small)
        constants = {"parts": np.asarray(parts, np.int64), "shape": np.asarray(shape, np.int64)}
        return OnnxForm(nodes, constants)
