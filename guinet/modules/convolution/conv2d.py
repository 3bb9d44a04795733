"""Conv2d: small kernels that slide over an image and look for patterns."""

from __future__ import annotations

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.spatial.convolution import Convolution
from guinet.core.spec import FieldSpec

__all__ = ["Conv2d"]


class Conv2d(Convolution):
    """Slides small kernels over an image; each measures where the image looks like it.

    Every output channel has a kernel of its own, and the same kernel is used at every place: few
    weights, and a pattern is found wherever it is. The usual first module on images; several in a
    row, with an activation after each and down-sampling in between, see ever larger patterns. The
    kernel is not turned around, so mathematically this is a cross-correlation.

    With ``groups`` the channels are divided, and each part of the output sees only its part of
    the input; as many groups as input channels is the depthwise convolution, one or several
    kernels per channel. ``dilation`` spreads the kernel without more weights.

    Shapes: x (N, C, H, W) to y (N, O, H', W'), H' = ⌊(H + 2 padding − dilation (kernel − 1) − 1) /
    stride⌋ + 1; weight (O, C / groups, kH, kW), bias (O,), as in PyTorch. Padding ``same`` keeps
    H and W, needs stride 1, and puts the odd zero of an even kernel at the end. A sequence
    (N, T, D) is refused: use Conv1d.
    Source: LeCun et al. (1989), Backpropagation Applied to Handwritten Zip Code Recognition; as
    ``torch.nn.Conv2d``.
    """

    counterpart = "Conv1d"
    formula = Formula(
        forward=(
            r"h = s i + d u - p, \quad l = s j + d v - p",
            r"y_{o,i,j} = \when{bias}{b_o +} \sum_{c,u,v} w_{o,c,u,v} \; x_{c,h,l}",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial w_{o,c,u,v}} = \sum_{n,i,j}"
                r" \frac{\partial L}{\partial y_{n,o,i,j}} \; x_{n,c,h,l}"
            ),
            (
                r"\frac{\partial L}{\partial x_{c,h,l}} = \sum_{o,i,j,u,v} w_{o,c,u,v}"
                r" \frac{\partial L}{\partial y_{o,i,j}}"
            ),
            (
                r"\when{bias}{\frac{\partial L}{\partial b_o} = \sum_{n,i,j}"
                r" \frac{\partial L}{\partial y_{n,o,i,j}}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 5, 5)),), {"out_channels": 3}),
        Example(
            (FieldSpec((1, 6, 5)),),
            {"out_channels": 2, "kernel_size": (4, 3), "padding": "same", "dilation": (1, 2)},
        ),
        Example(
            (FieldSpec((4, 6, 6)),),
            {"out_channels": 4, "groups": 4, "padding": 1, "stride": 2, "bias": False},
        ),
        Example(
            (FieldSpec((4, 5, 7)),),
            {"out_channels": 6, "groups": 2, "kernel_size": (1, 3), "stride": (2, 1)},
        ),
    )
