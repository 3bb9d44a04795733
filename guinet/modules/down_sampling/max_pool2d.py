"""MaxPool2d: the largest value of each window of an image."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.max_pooling import MaxPooling
from guinet.core.module import Example
from guinet.core.spec import FieldSpec

__all__ = ["MaxPool2d"]


class MaxPool2d(MaxPooling):
    """Keeps the largest value of each window: whether a pattern was anywhere nearby.

    With the usual window of 2 × 2 the image becomes half as high and wide, so that what follows
    is cheaper and sees further, and a small shift of the image changes little. Usual after a
    convolution and its activation. On the way back the whole gradient goes to the place of the
    maximum, and nothing to the others.

    Shapes: x (N, C, H, W) to y (N, C, H', W'), each channel by itself; H' = ⌊(H + 2 padding −
    dilation (kernel − 1) − 1) / stride⌋ + 1, rounded up with ``ceil_mode``, whose last window
    must begin before the padding at the end. Padding never is the maximum. Among equal values the
    first one, row by row, gets the gradient. A sequence (N, T, D) is refused: use MaxPool1d.
    Source: Ranzato et al. (2007), Unsupervised Learning of Invariant Feature Hierarchies; as
    ``torch.nn.MaxPool2d``.
    """

    counterpart = "MaxPool1d"
    formula = Formula(
        forward=(
            r"y_{c,i,j} = \max_{u,v} x_{c,\, s i + d u - p,\, s j + d v - p}",
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
        Example((FieldSpec((2, 4, 4)),)),
        Example((FieldSpec((2, 5, 6)),), {"kernel_size": 3, "stride": 2, "padding": 1}),
        Example((FieldSpec((1, 5, 7)),), {"kernel_size": (2, 3), "dilation": 2, "stride": (1, 2)}),
        Example(
            (FieldSpec((2, 5, 5), low=-1.0, high=1.0),),
            {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
        ),
    )
