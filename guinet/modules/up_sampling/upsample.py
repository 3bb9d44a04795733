"""Upsample: a larger image, by repeating pixels or by interpolating between them."""

from __future__ import annotations

import numpy as np

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.fields import BoolField, ChoiceField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spatial.layout import Spatial, sizes_code
from guinet.core.spatial.resampling import as_onnx, interpolation, mixture, resample
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import OptionalSizesField, SizesField
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Upsample"]


class Upsample(Spatial):
    """Makes an image larger, by repeating its pixels or by interpolating between them.

    ``nearest`` repeats each pixel, ``bilinear`` mixes the two nearest rows and the two nearest
    columns, which is smoother. Nothing is learned; followed by a convolution it is the even
    alternative to ConvTranspose2d, which may leave a checkerboard. The usual way up in
    autoencoders and in networks that label every pixel.

    Shapes: x (N, C, H, W) to y (N, C, H', W'), by ``scale_factor`` or to ``size``. Pixel i is read
    at the place p. ``nearest``: p = ⌊i H / H'⌋. ``bilinear``: p = (i + ½) H / H' − ½, at least 0
    and at most H − 1, so that the outer edges of both images meet; with ``align_corners``
    p = i (H − 1) / (H' − 1), so that the centres of their corner pixels do.
    Source: as ``torch.nn.Upsample``; Odena et al. (2016), Deconvolution and Checkerboard
    Artifacts, on its use.
    """

    category = Category.UP_SAMPLING
    formula = Formula(
        forward=(
            r"y_c = R\, x_c\, C^{\top}",
            (
                r"\when{mode=bilinear}{R_{i,h} = \max(0, 1 - |p_i - h|)}"
                r"{R_{i,h} = [h = p_i]}"
            ),
        ),
        backward=(
            r"\frac{\partial L}{\partial x_c} = R^{\top} \frac{\partial L}{\partial y_c}\, C",
        ),
    )
    examples = (
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((2, 2, 3)),), {"mode": "bilinear", "scale_factor": (3, 2)}),
        Example((FieldSpec((1, 3, 4)),), {"mode": "bilinear", "align_corners": True}),
        Example((FieldSpec((2, 3, 4), low=0.0, high=1.0),), {"size": (5, 7)}),
        Example((FieldSpec((2, 3, 5)),), {"mode": "bilinear", "size": (7, 4)}),
    )

    scale_factor = SizesField(
        2, count=2, minimum=1, maximum=64, doc="How many times as high and wide the output is."
    )
    size = OptionalSizesField(
        count=2,
        minimum=1,
        maximum=4096,
        unit="pixels",
        doc="Height and width of the output; none: by scale_factor.",
    )
    mode = ChoiceField("nearest", ("nearest", "bilinear"), doc="Whether to repeat or to mix.")
    align_corners = BoolField(
        False, doc="For bilinear: whether the corner pixels keep their exact values."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace height and width; the range stays."""
        (x,) = inputs
        channels, sizes = self.read(x)
        return (x.reshaped((channels, *self._sizes(sizes))),)

    def _sizes(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        if self.size is not None:
            return self.size
        return tuple(old * factor for old, factor in zip(sizes, self.scale_factor, strict=True))

    def matrices(self, sizes: tuple[int, ...]) -> tuple[Array, Array]:
        """Return R and C for images of a height and width."""
        rows, columns = map(self._matrix, sizes, self._sizes(sizes))
        return rows, columns

    def _matrix(self, old: int, new: int) -> Array:
        pixels = np.arange(new)
        if self.mode == "nearest":
            places = pixels[:, None] * old // new
            return mixture(places, np.ones(places.shape), old)
        if self.align_corners:
            return interpolation(pixels * ((old - 1) / max(new - 1, 1)), old)
        return interpolation(np.maximum((pixels + 0.5) * (old / new) - 0.5, 0.0), old)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Read each pixel at its place, as one mixture of the rows and one of the columns."""
        (x,) = inputs
        y, back = resample(x, *self.matrices(x.shape[2:]))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else back(dy),), {}

        return (y,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Upsample``."""
        how = f"scale_factor={sizes_code(self.scale_factor)}"
        if self.size is not None:
            how = f"size={self.size}"
        corners = f", align_corners={self.align_corners}" if self.mode == "bilinear" else ""
        return self.torch_module(f"nn.Upsample({how}, mode={self.mode!r}{corners})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Resize by whole factors; to a size, which would name the batch's, two MatMul."""
        _, sizes = self.read(inputs[0])
        if self.size is not None:
            return as_onnx(*self.matrices(sizes))
        attributes = {"mode": "nearest", "nearest_mode": "floor"}
        places = "asymmetric"
        if self.mode == "bilinear":
            attributes = {"mode": "linear"}
            places = "align_corners" if self.align_corners else "half_pixel"
        attributes["coordinate_transformation_mode"] = places
        constants: dict[str, Array] = {
            "region": np.zeros(0, np.float32),
            "scales": np.asarray((1, 1, *self.scale_factor), np.float32),
        }
        node = OnnxNode("Resize", ("x", "region", "scales"), ("y",), attributes)
        return OnnxForm((node,), constants)
