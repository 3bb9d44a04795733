"""MaxPool1d: the largest value of each window of a sequence."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.max_pooling import MaxPooling
from guinet.core.module import Example
from guinet.core.spec import FieldSpec
from guinet.core.tuple_fields import OptionalSizesField, SizesField

__all__ = ["MaxPool1d"]


class MaxPool1d(MaxPooling):
    """Keeps the largest value of each window along a sequence, feature by feature.

    With the usual window of 2 the sequence becomes half as long, so that what follows is cheaper
    and sees further, and a small delay changes little. Usual after Conv1d and its activation. On
    the way back the whole gradient goes to the position of the maximum, and nothing to the others.

    Shapes: x (N, T, D) to y (N, T', D): the window slides along T, the features are last. T' =
    ⌊(T + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1, rounded up with ``ceil_mode``,
    whose last window must begin before the padding at the end. Padding never is the maximum. Among
    equal values the first one gets the gradient. An image is refused: use MaxPool2d.
    Source: Ranzato et al. (2007), Unsupervised Learning of Invariant Feature Hierarchies; as
    ``torch.nn.MaxPool1d``, which has the features in axis 1.
    """

    axes = 1
    counterpart = "MaxPool2d"
    formula = Formula(
        forward=(
            r"y_{t,c} = \max_u x_{s t + d u - p,\, c}",
            r"h_{t,c} = \text{place of the maximum}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{h,c}} = \sum_{t:\, h_{t,c} = h}"
                r" \frac{\partial L}{\partial y_{t,c}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4, 3)),)),
        Example((FieldSpec((6, 2)),), {"kernel_size": 3, "stride": 2, "padding": 1}),
        Example((FieldSpec((7, 2), low=0.0, high=1.0),), {"dilation": 2, "stride": 1}),
        Example(
            (FieldSpec((5, 3)),),
            {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
        ),
    )

    kernel_size = SizesField(2, count=1, minimum=1, unit="positions", doc="Length of the window.")
    stride = OptionalSizesField(
        count=1,
        minimum=1,
        unit="positions",
        doc="How far the window moves at each step; none: as its length.",
    )
    padding = SizesField(
        0,
        count=1,
        unit="positions",
        doc="Places added at both ends; at most half of kernel_size.",
    )
    dilation = SizesField(
        1, count=1, minimum=1, unit="positions", doc="Distance between neighbours in the window."
    )
