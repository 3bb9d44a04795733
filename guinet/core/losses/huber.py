"""A parabola near 0 that goes on as a straight line."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import OnnxNode
from guinet.core.types import Array

__all__ = ["huber", "huber_onnx"]


def huber(error: Array, delta: float) -> tuple[Array, Array]:
    """Return ½e² up to |e| = δ and δ(|e| − ½δ) beyond, and the derivative, element by element."""
    distance = np.abs(error)
    # One formula for both parts, which squares nothing that is large.
    near = np.minimum(distance, delta)
    slope: Array = np.clip(error, -delta, delta)
    return near * (distance - 0.5 * near), slope


def huber_onnx(delta: float, mean: str) -> tuple[tuple[OnnxNode, ...], dict[str, Array]]:
    """Return nodes from ``prediction`` and ``target`` to the mean, under the name given."""
    nodes = (
        OnnxNode("Sub", ("prediction", "target"), ("error",)),
        OnnxNode("Abs", ("error",), ("distance",)),
        OnnxNode("Min", ("distance", "delta"), ("near",)),
        OnnxNode("Mul", ("near", "half"), ("half_near",)),
        OnnxNode("Sub", ("distance", "half_near"), ("rest",)),
        OnnxNode("Mul", ("near", "rest"), ("values",)),
        OnnxNode("ReduceMean", ("values",), (mean,), {"keepdims": 0}),
    )
    numbers = {"delta": delta, "half": 0.5}
    return nodes, {name: np.asarray(number, np.float32) for name, number in numbers.items()}
