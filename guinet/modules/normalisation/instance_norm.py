"""InstanceNorm: mean 0 and deviation 1 for each channel of each sample."""

from __future__ import annotations

from guinet.core.advice import Replace
from guinet.core.channels import onnx_channels_first
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField
from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.module import Example
from guinet.core.normalising.channel_norm import ChannelNorm
from guinet.core.spec import FieldSpec, Specs, class_axis_of

__all__ = ["InstanceNorm"]


class InstanceNorm(ChannelNorm):
    """Brings each channel of each sample to mean 0 and deviation 1, over its own positions.

    It takes contrast and brightness out of an image, channel by channel, and leaves the
    pattern: the normalisation of style transfer. Samples do not see each other, so training
    and evaluation are alike, unless running averages are wanted. Those are numbers to the way
    back, so that then the gradient is only divided by the deviation in evaluation.

    Shapes: images (N, C, H, W) as PyTorch's InstanceNorm2d, sequences (N, T, D) per feature D
    over T as InstanceNorm1d; unchanged. Weight and bias, running_mean and running_var: (C,).
    Features (N, F) have no positions and are refused, and so is a single position, which has
    no variance.
    Source: Ulyanov, Vedaldi and Lempitsky (2016), Instance Normalization. The running variance
    is the unbiased one, as in PyTorch.
    """

    examples = (
        Example((FieldSpec((4, 3)),)),
        Example((FieldSpec((2, 3, 3)),), {"eps": 1e-3}),
        Example((FieldSpec((3, 2, 4)),), {"affine": True}),
        Example((FieldSpec((5, 2)),), {"track_running_stats": True, "momentum": 0.3}),
        Example((FieldSpec((2, 3, 3)),), {"track_running_stats": True, "affine": True}),
    )

    affine = BoolField(False, doc="Whether a scale and a shift per channel are learned.")
    track_running_stats = BoolField(
        False, doc="Whether running averages are kept and used in evaluation."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape of sequences and images of several positions."""
        (x,) = inputs
        if len(x.shape) not in (2, 3):
            raise ShapeError(
                "x",
                f"InstanceNorm normalises over the positions of each channel and gets {x.text()}.",
                "Connect a sequence N × T × D or an image N × C × H × W, or take LayerNorm.",
                (Replace("LayerNorm"),),
            )
        positions = x.shape[0] if len(x.shape) == 2 else x.shape[1] * x.shape[2]
        if positions == 1:
            raise ShapeError(
                "x",
                f"InstanceNorm gets {x.text()}, a single position per channel, of which it would "
                "leave nothing.",
                "Put it where there are more positions, or take LayerNorm.",
                (Replace("LayerNorm"),),
            )
        return super().infer(inputs)

    def measured_axes(self, rank: int) -> tuple[int, ...]:
        """Return the axes of the positions."""
        return tuple(axis for axis in range(1, rank) if axis != class_axis_of(rank))

    def measured_onnx(self, x: FieldSpec) -> OnnxForm:
        """Return InstanceNormalization."""
        names = ("x", "weight", "bias")
        node = OnnxNode("InstanceNormalization", names, ("y",), {"epsilon": self.eps})
        return OnnxForm(onnx_channels_first([node], sequence=len(x.shape) == 2))
