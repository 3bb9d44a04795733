"""AvgPool2d: the mean of each window of an image."""

from __future__ import annotations

from guinet.core.avg_pooling import AvgPooling
from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spec import FieldSpec

__all__ = ["AvgPool2d"]


class AvgPool2d(AvgPooling):
    """Replaces each window of an image by its mean: a smaller, smoother image.

    With the usual window of 2 × 2 the image becomes half as high and wide. Milder than MaxPool2d:
    every value has its part, and on the way back every value of a window gets an equal share of
    the gradient.

    Shapes: x (N, C, H, W) to y (N, C, H', W'), each channel by itself; H' = ⌊(H + 2 padding −
    kernel) / stride⌋ + 1, rounded up with ``ceil_mode``, whose last window must begin before the
    padding at the end. M is the number of values in the window: the zeros of the padding count
    unless ``count_include_pad`` is off; what lies beyond the padding never does. A sequence
    (N, T, D) is refused: use AvgPool1d.
    Source: LeCun et al. (1998), Gradient-Based Learning Applied to Document Recognition, without
    its weights; as ``torch.nn.AvgPool2d``.
    """

    counterpart = "AvgPool1d"
    formula = Formula(
        forward=(
            r"h = s i + u - p, \quad l = s j + v - p",
            r"y_{c,i,j} = \frac{1}{M_{i,j}} \sum_{u,v} x_{c,h,l}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{c,h,l}} = \sum_{i,j,u,v}"
                r" \frac{1}{M_{i,j}} \frac{\partial L}{\partial y_{c,i,j}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 4, 4)),)),
        Example((FieldSpec((2, 5, 6)),), {"kernel_size": 3, "stride": (2, 1), "padding": 1}),
        Example(
            (FieldSpec((1, 5, 4), low=1.0, high=2.0),),
            {"kernel_size": (3, 2), "padding": (1, 0), "count_include_pad": False},
        ),
        Example(
            (FieldSpec((2, 5, 5), low=1.0, high=2.0),),
            {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True},
        ),
    )
