"""AdaptiveAvgPool2d: the image in a given number of parts, and the mean of each."""

from __future__ import annotations

from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spatial.adaptive_pooling import AdaptivePooling, parts
from guinet.core.spatial.layout import sizes_code
from guinet.core.spatial.resampling import as_onnx, mixture, resample
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["AdaptiveAvgPool2d"]


class AdaptiveAvgPool2d(AdaptivePooling):
    """Divides an image of any size into a given number of parts and takes the mean of each.

    With ``output_size`` 1 this is global average pooling: one number per channel, how much of
    its pattern is in the image. Followed by Flatten and Linear it ends many a classifier, with
    far fewer weights than a Linear on the flattened image.

    Shapes: x (N, C, H, W) to y (N, C, H', W') with H', W' = output_size. Part i reaches from row
    ⌊i H / H'⌋ to before ⌈(i + 1) H / H'⌉; where H' does not divide H, neighbouring parts overlap,
    and where it is larger, rows are repeated. M is the number of values in a part.
    Source: Lin et al. (2014), Network In Network, for one part; as
    ``torch.nn.AdaptiveAvgPool2d``.
    """

    formula = Formula(
        forward=(
            (
                r"y_{c,i,j} = \frac{1}{M_{i,j}} \sum_{h=\lfloor i H / H' \rfloor}"
                r"^{\lceil (i+1) H / H' \rceil - 1} \sum_{l=\lfloor j W / W' \rfloor}"
                r"^{\lceil (j+1) W / W' \rceil - 1} x_{c,h,l}"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{c,h,l}} = \sum_{i,j:\, (h,l) \in (i,j)}"
                r" \frac{1}{M_{i,j}} \frac{\partial L}{\partial y_{c,i,j}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3, 4, 5)),)),
        Example((FieldSpec((2, 4, 6), low=0.0, high=1.0),), {"output_size": (2, 3)}),
        Example((FieldSpec((2, 5, 4)),), {"output_size": (3, 6)}),
    )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Take the means, as one mixture of the rows and one of the columns."""
        (x,) = inputs
        y, back = resample(x, *self._means(x.shape[2:]))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else back(dy),), {}

        return (y,), backward, {}

    def _means(self, sizes: tuple[int, ...]) -> tuple[Array, Array]:
        rows, columns = (
            mixture(places, inside / inside.sum(axis=1, keepdims=True), size)
            for size, (places, inside) in zip(
                sizes, map(parts, sizes, self.output_size), strict=True
            )
        )
        return rows, columns

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.AdaptiveAvgPool2d``."""
        return self.torch_module(f"nn.AdaptiveAvgPool2d({sizes_code(self.output_size)})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return AveragePool where all parts are of one size, else two MatMul."""
        _, sizes = self.read(inputs[0])
        if not self.uniform(sizes):
            return as_onnx(*self._means(sizes))
        kernel = [size // count for size, count in zip(sizes, self.output_size, strict=True)]
        attributes = {"kernel_shape": kernel, "strides": kernel}
        return OnnxForm((OnnxNode("AveragePool", ("x",), ("y",), attributes),))
