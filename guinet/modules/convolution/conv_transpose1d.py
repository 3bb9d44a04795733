"""ConvTranspose1d: a convolution the other way round, from a short sequence to a longer one."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spatial.transposed_convolution import TransposedConvolution
from guinet.core.spec import FieldSpec
from guinet.core.tuple_fields import SizesField

__all__ = ["ConvTranspose1d"]


class ConvTranspose1d(TransposedConvolution):
    """Writes a kernel at each position, as strong as the value there, and adds up what overlaps.

    It does on the way there what Conv1d does on the way back, and the reverse. With a stride of 2
    the sequence becomes twice as long, with weights that are learned: the usual last part of
    autoencoders and generators of signals.

    Shapes: x (N, T, D) to y (N, T', O): the features are last, as everywhere in guinet, and the
    window slides along T. T' = (T − 1) stride − 2 padding + dilation (kernel − 1) +
    output_padding + 1. Weight (D, O / groups, k), input features first, and bias (O,) are laid
    out as in PyTorch. An image is refused: use ConvTranspose2d.
    Source: Zeiler et al. (2010), Deconvolutional Networks; as ``torch.nn.ConvTranspose1d``, which
    has the features in axis 1.
    """

    axes = 1
    counterpart = "ConvTranspose2d"
    formula = Formula(
        forward=(
            r"h = s t + d u - p",
            r"y_{h,o} = \when{bias}{b_o +} \sum_{t,u,c} w_{c,o,u} \; x_{t,c}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial w_{c,o,u}} = \sum_{n,t}"
                r" \frac{\partial L}{\partial y_{n,h,o}} \; x_{n,t,c}"
            ),
            (
                r"\frac{\partial L}{\partial x_{t,c}} = \sum_{o,u} w_{c,o,u}"
                r" \frac{\partial L}{\partial y_{h,o}}"
            ),
            (
                r"\when{bias}{\frac{\partial L}{\partial b_o} ="
                r" \sum_{n,h} \frac{\partial L}{\partial y_{n,h,o}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((4, 3)),), {"out_channels": 2}),
        Example(
            (FieldSpec((3, 2)),),
            {"out_channels": 3, "stride": 2, "padding": 1, "output_padding": 1},
        ),
        Example(
            (FieldSpec((3, 4)),),
            {"out_channels": 2, "groups": 2, "kernel_size": 2, "dilation": 3, "bias": False},
        ),
    )

    kernel_size = SizesField(3, count=1, minimum=1, unit="positions", doc="Length of the window.")
    stride = SizesField(
        1, count=1, minimum=1, unit="positions", doc="Distance between the kernels in the output."
    )
    padding = SizesField(
        0, count=1, unit="positions", doc="How much is cut off at each end of the output."
    )
    output_padding = SizesField(
        0,
        count=1,
        unit="positions",
        doc="Added to the length of the output at its end; must be below the stride.",
    )
    dilation = SizesField(
        1, count=1, minimum=1, unit="positions", doc="Distance between neighbours in the window."
    )
