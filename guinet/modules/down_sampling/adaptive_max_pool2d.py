"""AdaptiveMaxPool2d: the image in a given number of parts, and the largest value of each."""

from __future__ import annotations

import numpy as np

from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.module import Example
from guinet.core.spatial.adaptive_pooling import AdaptivePooling, parts
from guinet.core.spatial.layout import sizes_code
from guinet.core.spatial.maxima import maxima, to_places
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["AdaptiveMaxPool2d"]


class AdaptiveMaxPool2d(AdaptivePooling):
    """Divides an image of any size into a given number of parts and takes the largest of each.

    With ``output_size`` 1 this is global max pooling: one number per channel, how clearly its
    pattern shows at the best place of the image. On the way back the whole gradient goes to the
    place of the maximum, and nothing to the others.

    Shapes: x (N, C, H, W) to y (N, C, H', W') with H', W' = output_size. Part i reaches from row
    ⌊i H / H'⌋ to before ⌈(i + 1) H / H'⌉; where H' does not divide H, neighbouring parts overlap,
    and where it is larger, rows are repeated. Among equal values the first one, row by row, gets
    the gradient.
    Source: Oquab et al. (2015), Is Object Localization for Free?, for one part; as
    ``torch.nn.AdaptiveMaxPool2d``.
    """

    formula = Formula(
        forward=(
            r"y_{c,i,j} = \max_{h,l} x_{c,h,l}",
            r"\lfloor i H / H' \rfloor \le h < \lceil (i+1) H / H' \rceil",
            r"(h, l)_{c,i,j} = \text{place of the maximum}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{c,h,l}} = \sum_{i,j:\, (h,l)_{c,i,j} = (h,l)}"
                r" \frac{\partial L}{\partial y_{c,i,j}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((3, 4, 5)),)),
        Example((FieldSpec((2, 4, 6), low=0.0, high=1.0),), {"output_size": (2, 3)}),
        Example((FieldSpec((2, 5, 4)),), {"output_size": (3, 6)}),
    )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Take the largest; on the way back only its place gets a gradient."""
        (x,) = inputs
        y, places = maxima(x, *self._seen(x.shape[2:]))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else to_places(dy, places, x.shape),), {}

        return (y,), backward, {}

    def _seen(self, sizes: tuple[int, ...]) -> tuple[Array, Array]:
        # A shorter part sees its last place once more, which changes no maximum.
        rows, columns = (
            np.minimum(places, places[:, :1] + inside.sum(axis=1, keepdims=True) - 1)
            for places, inside in map(parts, sizes, self.output_size)
        )
        return rows, columns

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.AdaptiveMaxPool2d``."""
        return self.torch_module(f"nn.AdaptiveMaxPool2d({sizes_code(self.output_size)})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return MaxPool; parts of several sizes are laid out side by side before it."""
        _, sizes = self.read(inputs[0])
        rows, columns = self._seen(sizes)
        kernel = [rows.shape[1], columns.shape[1]]
        attributes = {"kernel_shape": kernel, "strides": kernel}
        if self.uniform(sizes):
            return OnnxForm((OnnxNode("MaxPool", ("x",), ("y",), attributes),))
        nodes = (
            OnnxNode("Gather", ("x", "rows"), ("high",), {"axis": 2}),
            OnnxNode("Gather", ("high", "columns"), ("laid",), {"axis": 3}),
            OnnxNode("MaxPool", ("laid",), ("y",), attributes),
        )
        return OnnxForm(nodes, {"rows": rows.ravel(), "columns": columns.ravel()})
