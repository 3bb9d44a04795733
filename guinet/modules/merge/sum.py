"""Sum: the total over axes of each sample."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.reduction import Reduction
from guinet.core.spec import FieldSpec

__all__ = ["Sum"]


class Sum(Reduction):
    """Sums over axes of each sample.

    With a Multiply before it, it is a scalar product, or attention's weighted sum over the
    steps of a sequence. Every number that took part gets the same gradient, undiminished. The
    value grows with how many there are; Mean does not.

    Shapes: x (N, ...) without the axes ``dim``, or with length 1 there (``keepdim``), so that
    something can be divided by its sum. Without a ``dim``: (N). The sum of a single number is
    that number.
    Source: as ``torch.sum``.
    """

    torch_name = "sum"
    averages = False
    formula = Formula(
        forward=(r"y = \sum_{m=1}^{M} x_m",),
        backward=(r"\frac{\partial L}{\partial x_m} = \frac{\partial L}{\partial y}",),
    )
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((4, 3), low=-1.0, high=2.0),), {"dim": [1]}),
        Example((FieldSpec((2, 3, 3)),), {"dim": [2, 3]}),
        Example((FieldSpec((2, 3, 3)),), {"dim": [3, 1], "keepdim": True}),
    )
