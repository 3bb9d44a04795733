"""Conv1d: small kernels that slide along a sequence and look for patterns."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spatial.convolution import Convolution
from guinet.core.spec import FieldSpec
from guinet.core.tuple_fields import PaddingField, SizesField

__all__ = ["Conv1d"]


class Conv1d(Convolution):
    """Slides small kernels along a sequence; each measures where the sequence looks like it.

    Every output channel has a kernel of its own, a few positions long and over all features, and
    the same kernel is used everywhere along time. It suits signals, text after an Embedding, and
    whatever has neighbours in one direction. ``dilation`` lets a few of them in a row see far.

    Shapes: x (N, T, D) to y (N, T', O): the features are last, as everywhere in guinet, and the
    window slides along T. T' = ⌊(T + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1. Weight
    (O, D / groups, k) and bias (O,) are laid out as in PyTorch. Padding ``same`` keeps T, needs
    stride 1, and puts the odd zero of an even kernel at the end. An image is refused: use Conv2d.
    Source: Waibel et al. (1989), Phoneme Recognition Using Time-Delay Neural Networks; as
    ``torch.nn.Conv1d``, which has the features in axis 1.
    """

    axes = 1
    counterpart = "Conv2d"
    formula = Formula(
        forward=(
            r"h = s t + d u - p",
            r"y_{t,o} = \when{bias}{b_o +} \sum_{u,c} w_{o,c,u} \; x_{h,c}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial w_{o,c,u}} = \sum_{n,t}"
                r" \frac{\partial L}{\partial y_{n,t,o}} \; x_{n,h,c}"
            ),
            (
                r"\frac{\partial L}{\partial x_{h,c}} = \sum_{o,t,u} w_{o,c,u}"
                r" \frac{\partial L}{\partial y_{t,o}}"
            ),
            (
                r"\when{bias}{\frac{\partial L}{\partial b_o} ="
                r" \sum_{n,t} \frac{\partial L}{\partial y_{n,t,o}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((6, 3)),), {"out_channels": 4}),
        Example(
            (FieldSpec((5, 2)),),
            {"out_channels": 3, "kernel_size": 2, "padding": "same", "dilation": 3},
        ),
        Example(
            (FieldSpec((7, 4)),),
            {"out_channels": 4, "groups": 2, "padding": 1, "stride": 2, "bias": False},
        ),
    )

    kernel_size = SizesField(3, count=1, minimum=1, unit="positions", doc="Length of the window.")
    stride = SizesField(
        1, count=1, minimum=1, unit="positions", doc="How far the window moves at each step."
    )
    padding = PaddingField(
        0, count=1, doc="Zeros at both ends; same keeps the length, valid adds none."
    )
    dilation = SizesField(
        1,
        count=1,
        minimum=1,
        unit="positions",
        doc="Distance between neighbours in the window.",
    )
