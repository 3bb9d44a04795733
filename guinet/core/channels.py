"""Where the channels stand, here and in PyTorch and ONNX, which want those of sequences in axis 1.

What is said of channels holds for features, the channels of images, the features of sequences.
"""

from __future__ import annotations

from collections.abc import Iterable

from guinet.core.axis import spec_axis
from guinet.core.forms import OnnxNode
from guinet.core.spec import FieldSpec, class_axis_of

__all__ = [
    "aligned_with_channels",
    "onnx_channels_first",
    "per_channel_count",
    "torch_channels_first",
]


def per_channel_count(owner: str, x: FieldSpec, per_channel: bool) -> int:
    """Return the length of a weight with one number for everything, or for each channel of x.

    Raises
    ------
    ShapeError
        If x has no channels and each is to have its own.
    """
    return x.shape[spec_axis(owner, "x", x, None) - 1] if per_channel else 1


def aligned_with_channels(rank: int, per_channel: bool = True) -> tuple[int, ...]:
    """Return the shape in which such a weight stands beside a batched array of that rank."""
    channel = class_axis_of(rank) if per_channel else None
    return tuple(-1 if axis == channel else 1 for axis in range(rank))


def torch_channels_first(sequence: bool) -> str:
    """Return the call of a PyTorch module on x; a sequence is turned for it."""
    return "{module}({x}.transpose(1, 2)).transpose(1, 2)" if sequence else "{module}({x})"


def onnx_channels_first(nodes: Iterable[OnnxNode], sequence: bool) -> tuple[OnnxNode, ...]:
    """Return nodes from x to y that have channels in axis 1; a sequence is turned for them."""
    if not sequence:
        return tuple(nodes)
    names = {"x": "channels", "y": "turned"}
    turn = {"perm": [0, 2, 1]}
    inner = (
        OnnxNode(
            node.op,
            tuple(names.get(name, name) for name in node.inputs),
            tuple(names.get(name, name) for name in node.outputs),
            node.attributes,
        )
        for node in nodes
    )
    return (
        OnnxNode("Transpose", ("x",), ("channels",), turn),
        *inner,
        OnnxNode("Transpose", ("turned",), ("y",), turn),
    )
