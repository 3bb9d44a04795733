"""PixelShuffle: channels become a larger image."""

from __future__ import annotations

from guinet.core.advice import Resize
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

__all__ = ["PixelShuffle"]


class PixelShuffle(Spatial):
    """Lays channels out as pixels: r × r channels become one channel, r times as high and wide.

    Nothing is computed, values only move. After a convolution with r² times the channels it is a
    learned way to a larger image (sub-pixel convolution) that costs little, since the convolution
    works on the small one.

    Shapes: x (N, C r², H, W) to y (N, C, H r, W r) with r = upscale_factor; the number of channels
    must be divisible by r². PixelUnshuffle is the way back.
    Source: Shi et al. (2016), Real-Time Single Image and Video Super-Resolution Using an Efficient
    Sub-Pixel Convolutional Neural Network; as ``torch.nn.PixelShuffle``.
    """

    category = Category.UP_SAMPLING
    formula = Formula(
        forward=(r"y_{c,\, r h + u,\, r l + v} = x_{c r^2 + r u + v,\, h,\, l}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{c r^2 + r u + v,\, h,\, l}} ="
                r" \frac{\partial L}{\partial y_{c,\, r h + u,\, r l + v}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4, 2, 3)),)),
        Example((FieldSpec((8, 2, 2), low=0.0, high=1.0),)),
        Example((FieldSpec((9, 1, 2)),), {"upscale_factor": 3}),
    )

    upscale_factor = IntField(
        2, minimum=1, maximum=32, doc="How many times as high and wide the output is."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Divide the channels by r², multiply height and width by r."""
        (x,) = inputs
        channels, (height, width) = self.read(x)
        factor = self.upscale_factor
        area = factor * factor
        if channels % area:
            more = -(-channels // area) * area
            raise ShapeError(
                "x",
                f"PixelShuffle with upscale_factor {factor} makes one channel of {area}, and "
                f"{x.text()} has {channels}, which {area} does not divide.",
                f"Give it {more} channels.",
                (Resize("x", more),),
            )
        return (x.reshaped((channels // area, height * factor, width * factor)),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Lay the channels out; on the way back gather the pixels again."""
        (x,) = inputs

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else to_channels(dy, self.upscale_factor),), {}

        return (to_pixels(x, self.upscale_factor),), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.PixelShuffle``."""
        return self.torch_module(f"nn.PixelShuffle({self.upscale_factor})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return DepthToSpace with the channels of one pixel side by side."""
        attributes = {"blocksize": self.upscale_factor, "mode": "CRD"}
        return OnnxForm((OnnxNode("DepthToSpace", ("x",), ("y",), attributes),))
