"""Mean: the average over axes of each sample."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.merging.reduction import Reduction
from guinet.core.module import Example
from guinet.core.spec import FieldSpec

__all__ = ["Mean"]


class Mean(Reduction):
    """Averages over axes of each sample.

    Over the axes 2 and 3 of an image it leaves one number per channel (global average
    pooling), over axis 1 of a sequence one vector for all its steps. Every number that took
    part gets the same gradient, divided by how many there were.

    Shapes: x (N, ...) without the axes ``dim``, or with length 1 there (``keepdim``), so that
    the mean can be subtracted from what it was taken of. Without a ``dim``: (N). The mean of
    a single number is that number.
    Source: Lin et al. (2014), Network In Network; as ``torch.mean``.
    """

    torch_name = "mean"
    averages = True
    formula = Formula(
        forward=(r"y = \frac{1}{M} \sum_{m=1}^{M} x_m",),
        backward=(r"\frac{\partial L}{\partial x_m} = \frac{1}{M} \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((4, 3), low=-1.0, high=2.0),), {"dim": [1]}),
        Example((FieldSpec((2, 3, 3)),), {"dim": [2, 3]}),
        Example((FieldSpec((2, 3, 3)),), {"dim": [3, 1], "keepdim": True}),
    )
