"""AvgPool1d: the mean of each window of a sequence."""

from __future__ import annotations

from guinet.core.avg_pooling import AvgPooling
from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spec import FieldSpec
from guinet.core.tuple_fields import OptionalSizesField, SizesField

__all__ = ["AvgPool1d"]


class AvgPool1d(AvgPooling):
    """Replaces each window along a sequence by its mean, feature by feature: a moving average.

    With the usual window of 2 the sequence becomes half as long and smoother. Milder than
    MaxPool1d: every value has its part, and on the way back every value of a window gets an equal
    share of the gradient.

    Shapes: x (N, T, D) to y (N, T', D): the window slides along T, the features are last. T' =
    ⌊(T + 2 padding − kernel) / stride⌋ + 1, rounded up with ``ceil_mode``, whose last window must
    begin before the padding at the end. M is the number of values in the window: the zeros of the
    padding count unless ``count_include_pad`` is off; what lies beyond the padding never does. An
    image is refused: use AvgPool2d.
    Source: LeCun et al. (1998), Gradient-Based Learning Applied to Document Recognition, without
    its weights; as ``torch.nn.AvgPool1d``, which has the features in axis 1.
    """

    axes = 1
    counterpart = "AvgPool2d"
    formula = Formula(
        forward=(r"y_{t,c} = \frac{1}{M_t} \sum_u x_{s t + u - p,\, c}",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{h,c}} = \sum_{t,u} \frac{1}{M_t}"
                r" \frac{\partial L}{\partial y_{t,c}} \;\; (s t + u - p = h)"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4, 3)),)),
        Example((FieldSpec((6, 2)),), {"kernel_size": 3, "stride": 2, "padding": 1}),
        Example(
            (FieldSpec((5, 3), low=1.0, high=2.0),),
            {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False},
        ),
        Example(
            (FieldSpec((5, 2)),),
            {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True},
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
        doc="Zeros added at both ends; at most half of kernel_size.",
    )
