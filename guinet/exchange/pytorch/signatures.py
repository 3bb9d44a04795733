"""How the constructors of PyTorch's modules read: their arguments in order, and their meaning.

A module has PyTorch's name and PyTorch's names of settings wherever PyTorch has it, so most lines
only give the order of the arguments. A class that is not listed, but has a module of its name, is
read by the fields of that module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["IGNORED", "ONLY", "SIGNATURES", "SIZES", "Signature"]


@dataclass(frozen=True)
class Signature:
    """A constructor in PyTorch.

    Attributes
    ----------
    order
        Names of the arguments in order.
    module
        Name of the module here; empty if it is the same.
    settings
        Settings that the class brings with it.
    defaults
        Arguments whose default differs from that of the module here.
    """

    order: tuple[str, ...] = ()
    module: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)


SIZES = frozenset(
    (
        "in_features",
        "in_channels",
        "num_features",
        "num_channels",
        "input_size",
        "normalized_shape",
    )
)
"""Arguments that say what arrives; here that follows from the wires."""

IGNORED = frozenset(("inplace", "device", "dtype", "batch_first"))
"""Arguments that change nothing of what is computed here."""

ONLY: dict[str, tuple[Any, ...]] = {
    "padding_mode": ("zeros",),
    "return_indices": (False,),
    "divisor_override": (None,),
    "proj_size": (0,),
    "start_dim": (1,),
    "end_dim": (-1,),
    "max_norm": (None,),
    "norm_type": (2,),
    "scale_grad_by_freq": (False,),
    "sparse": (False,),
    "recompute_scale_factor": (None, False),
}
"""Arguments that have to be as they are by default, for a module here does nothing else."""


def _of(order: str = "", module: str = "", **settings: Any) -> Signature:
    return Signature(tuple(order.split()), module, settings)


_WINDOW = "kernel_size stride padding"
_CONVOLUTION = f"in_channels out_channels {_WINDOW} dilation groups bias padding_mode"
_TRANSPOSED = f"in_channels out_channels {_WINDOW} output_padding groups bias dilation padding_mode"
_MAX_POOL = f"{_WINDOW} dilation return_indices ceil_mode"
_AVG_POOL = f"{_WINDOW} ceil_mode count_include_pad divisor_override"
_CHANNEL_NORM = "num_features eps momentum affine track_running_stats device dtype bias"
_RECURRENT = "input_size hidden_size num_layers bias batch_first dropout bidirectional proj_size"

SIGNATURES: dict[str, Signature] = {
    "Linear": _of("in_features out_features bias"),
    "Embedding": _of(
        "num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse"
    ),
    "Conv1d": _of(_CONVOLUTION),
    "Conv2d": _of(_CONVOLUTION),
    "ConvTranspose1d": _of(_TRANSPOSED),
    "ConvTranspose2d": _of(_TRANSPOSED),
    "MaxPool1d": _of(_MAX_POOL),
    "MaxPool2d": _of(_MAX_POOL),
    "AvgPool1d": _of(_AVG_POOL),
    "AvgPool2d": _of(_AVG_POOL),
    "AdaptiveAvgPool2d": _of("output_size"),
    "AdaptiveMaxPool2d": _of("output_size return_indices"),
    "BatchNorm1d": _of(_CHANNEL_NORM, "BatchNorm"),
    "BatchNorm2d": _of(_CHANNEL_NORM, "BatchNorm"),
    "InstanceNorm1d": _of(_CHANNEL_NORM, "InstanceNorm"),
    "InstanceNorm2d": _of(_CHANNEL_NORM, "InstanceNorm"),
    "GroupNorm": _of("num_groups num_channels eps affine device dtype bias"),
    "LayerNorm": _of("normalized_shape eps elementwise_affine bias"),
    # Without eps PyTorch takes the smallest step of the numbers.
    "RMSNorm": Signature(
        ("normalized_shape", "eps", "elementwise_affine"), defaults={"eps": 2.0**-23}
    ),
    "RNN": _of(
        "input_size hidden_size num_layers nonlinearity bias batch_first dropout bidirectional"
    ),
    "LSTM": _of(_RECURRENT),
    "GRU": _of(_RECURRENT),
    "Flatten": _of("start_dim end_dim"),
    "Unflatten": _of("dim unflattened_size", "Reshape"),
    "Upsample": _of("size scale_factor mode align_corners recompute_scale_factor"),
    "UpsamplingNearest2d": _of("size scale_factor", "Upsample", mode="nearest"),
    "UpsamplingBilinear2d": _of(
        "size scale_factor", "Upsample", mode="bilinear", align_corners=True
    ),
    "PixelShuffle": _of("upscale_factor"),
    "PixelUnshuffle": _of("downscale_factor"),
    "ZeroPad2d": _of("padding", "Pad"),
    "ConstantPad2d": _of("padding value", "Pad"),
    "ReflectionPad2d": _of("padding", "Pad", mode="reflect"),
    "ReplicationPad2d": _of("padding", "Pad", mode="replicate"),
    "CircularPad2d": _of("padding", "Pad", mode="circular"),
    "Dropout": _of("p inplace"),
    "Dropout2d": _of("p inplace"),
    "AlphaDropout": _of("p inplace"),
    "ReLU": _of("inplace"),
    "ReLU6": _of("inplace"),
    "LeakyReLU": _of("negative_slope inplace"),
    "PReLU": _of("num_parameters init"),
    "ELU": _of("alpha inplace"),
    "CELU": _of("alpha inplace"),
    "SELU": _of("inplace"),
    "GELU": _of("approximate"),
    "SiLU": _of("inplace"),
    "Mish": _of("inplace"),
    "Hardswish": _of("inplace"),
    "Hardsigmoid": _of("inplace"),
    "Hardtanh": _of("min_val max_val inplace"),
    "Softplus": _of("beta threshold"),
    "Softmax": _of("dim"),
    "LogSoftmax": _of("dim"),
    "Softmin": _of("dim"),
    "Bilinear": _of("in1_features in2_features out_features bias"),
    "MultiheadAttention": _of("embed_dim num_heads dropout bias"),
}
