"""ConvTranspose2d: a convolution the other way round, from a small image to a larger one."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spatial.transposed_convolution import TransposedConvolution
from guinet.core.spec import FieldSpec

__all__ = ["ConvTranspose2d"]


class ConvTranspose2d(TransposedConvolution):
    """Paints a kernel around each pixel, as strong as the pixel, and adds up what overlaps.

    It does on the way there what Conv2d does on the way back, and the reverse. With a stride of 2
    the image becomes twice as large, with weights that are learned: the usual last part of
    autoencoders and of networks that draw images. Where the stride does not divide the kernel,
    some pixels get more contributions than others, which shows as a checkerboard.

    Several sizes of image lead a Conv2d with a stride to the same size; ``output_padding`` says
    which of them is meant. It stays below the stride; PyTorch also allows a larger one below the
    dilation.

    Shapes: x (N, C, H, W) to y (N, O, H', W'), H' = (H − 1) stride − 2 padding + dilation
    (kernel − 1) + output_padding + 1; weight (C, O / groups, kH, kW), input channels first, and
    bias (O,), as in PyTorch. A sequence (N, T, D) is refused: use ConvTranspose1d.
    Source: Zeiler et al. (2010), Deconvolutional Networks; Odena et al. (2016), Deconvolution and
    Checkerboard Artifacts; as ``torch.nn.ConvTranspose2d``.
    """

    counterpart = "ConvTranspose1d"
    formula = Formula(
        forward=(
            r"h = s i + d u - p, \quad l = s j + d v - p",
            r"y_{o,h,l} = \when{bias}{b_o +} \sum_{c,i,j,u,v} w_{c,o,u,v} \; x_{c,i,j}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial w_{c,o,u,v}} = \sum_{n,i,j}"
                r" \frac{\partial L}{\partial y_{n,o,h,l}} \; x_{n,c,i,j}"
            ),
            (
                r"\frac{\partial L}{\partial x_{c,i,j}} = \sum_{o,u,v} w_{c,o,u,v}"
                r" \frac{\partial L}{\partial y_{o,h,l}}"
            ),
            (
                r"\when{bias}{\frac{\partial L}{\partial b_o} = \sum_{n,h,l}"
                r" \frac{\partial L}{\partial y_{n,o,h,l}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 3, 3)),), {"out_channels": 3}),
        Example(
            (FieldSpec((3, 3, 2)),),
            {"out_channels": 1, "stride": 2, "padding": 1, "output_padding": (1, 0)},
        ),
        Example(
            (FieldSpec((4, 2, 3)),),
            {"out_channels": 2, "groups": 2, "kernel_size": (2, 1), "dilation": 3, "bias": False},
        ),
        Example(
            (FieldSpec((2, 3, 3)),),
            {"out_channels": 2, "kernel_size": 2, "stride": 3, "output_padding": 2},
        ),
    )
