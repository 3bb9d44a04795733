"""Minus the log-probability of the truth, averaged; rare classes may count more than others.

With targets y, log-probabilities ℓ, class weights w and smoothing ε over K classes

    L = − Σ w_k ((1 − ε) y_nk + ε/K) ℓ_nk / D,    D = Σ w_k y_nk,

the sums over all positions n and classes k: with integer labels PyTorch's weighted mean. Without
class weights w is 1 and D the number of positions, whatever the targets sum to.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.advice import Change
from guinet.core.errors import ShapeError
from guinet.core.forms import OnnxNode
from guinet.core.spec import FieldSpec, channels, class_axis, class_axis_of
from guinet.core.tuple_fields import NumbersField
from guinet.core.types import Array

__all__ = [
    "class_weight_field",
    "mean_surprise",
    "onnx_surprise",
    "require_class_weights",
    "torch_surprise",
]

Weights = tuple[float, ...]


def class_weight_field() -> NumbersField:
    """Declare the hyperparameter ``class_weight``."""
    return NumbersField(
        minimum=0.0,
        maximum=1e6,
        doc="How much each class counts, one number per class; empty: all count 1.",
    )


def require_class_weights(owner: str, weights: Weights, prediction: FieldSpec) -> None:
    """Demand one class weight per class, or none at all.

    Raises
    ------
    ShapeError
        If there is another number of them, or only a single class, whose weight would stand in
        numerator and divisor alike.
    """
    classes = channels(prediction)
    if not weights or len(weights) == classes > 1:
        return
    if classes == 1:
        raise ShapeError(
            "prediction",
            f"{owner} has class weights, and the prediction {prediction.text()} has a single "
            "class, which there is nothing to weigh against.",
            "Leave class_weight empty, or use one output per class.",
            (Change("class_weight", ()),),
        )
    raise ShapeError(
        "prediction",
        f"{owner} has class weights for {len(weights)} classes, and the prediction "
        f"{prediction.text()} has {classes}.",
        f"Give class_weight {classes} numbers, in the order of the classes, or leave it empty.",
        (Change("class_weight", ()),),
    )


def mean_surprise(
    logarithm: Array, target: Array, weights: Weights = (), smoothing: float = 0.0
) -> tuple[Array, Array, Array]:
    """Return the loss L and its gradients to the logarithm and to the target.

    Where D is 0 (no class of the batch counts), so are the loss and its gradients.
    """
    axis = class_axis_of(target.ndim)
    classes = target.shape[axis]
    wanted = target
    if smoothing:
        wanted = (1.0 - smoothing) * target + smoothing / classes
    # What one more unit of target adds to the numerator, before the weights.
    d_target: Array = (smoothing - 1.0) * logarithm
    divisor: Any = target.size // classes
    if not weights:
        d_logarithm: Array = wanted / -divisor
        return np.asarray(np.sum(d_logarithm * logarithm)), d_logarithm, d_target / divisor
    factors = _aligned(weights, target)
    divisor = np.sum(factors * target) or np.inf
    d_logarithm = factors * wanted / -divisor
    loss = np.asarray(np.sum(d_logarithm * logarithm))
    # The target stands in the divisor as well.
    return loss, d_logarithm, factors * (d_target - loss) / divisor


def torch_surprise(
    logarithm: str, spec: FieldSpec, weights: Weights = (), smoothing: float = 0.0
) -> str:
    """Return the loss as a PyTorch expression of that of the logarithm and ``{target}``."""
    axis = class_axis(spec)
    wanted = "{target}"
    if smoothing:
        share = smoothing / channels(spec)
        wanted = f"({1.0 - smoothing!r} * {{target}} + {share!r})"
    if not weights:
        return f"-({wanted} * {logarithm}).sum({axis}).mean()"
    view = ", ".join(["-1", *["1"] * (len(spec.shape) - axis)])
    factors = f"{{target}}.new_tensor({list(weights)}).view({view})"
    divisor = f"({factors} * {{target}}).sum()"
    total = f"({factors} * {wanted} * {logarithm}).sum()"
    return f"-{total} / {divisor}.where({divisor} != 0, torch.inf)"


def onnx_surprise(
    logarithm: str, spec: FieldSpec, weights: Weights = (), smoothing: float = 0.0
) -> tuple[tuple[OnnxNode, ...], dict[str, Array]]:
    """Return nodes from the logarithm and ``target`` to ``loss``, and their constants."""
    axis = class_axis(spec)
    constants: dict[str, Array] = {}
    nodes: list[OnnxNode] = []
    wanted = "target"
    if smoothing:
        constants["kept"] = np.asarray(1.0 - smoothing, np.float32)
        constants["shared"] = np.asarray(smoothing / channels(spec), np.float32)
        nodes.append(OnnxNode("Mul", ("target", "kept"), ("kept_part",)))
        nodes.append(OnnxNode("Add", ("kept_part", "shared"), ("wanted",)))
        wanted = "wanted"
    nodes.append(OnnxNode("Mul", (wanted, logarithm), ("terms",)))
    if not weights:
        constants["classes"] = np.asarray([axis], np.int64)
        nodes += [
            OnnxNode("ReduceSum", ("terms", "classes"), ("sums",), {"keepdims": 0}),
            OnnxNode("ReduceMean", ("sums",), ("mean",), {"keepdims": 0}),
            OnnxNode("Neg", ("mean",), ("loss",)),
        ]
        return tuple(nodes), constants
    shape = (-1, *[1] * (len(spec.shape) - axis))
    constants["factors"] = np.asarray(weights, np.float32).reshape(shape)
    constants["zero"] = np.asarray(0.0, np.float32)
    constants["infinity"] = np.asarray(np.inf, np.float32)
    nodes += [
        OnnxNode("Mul", ("factors", "terms"), ("weighted",)),
        OnnxNode("ReduceSum", ("weighted",), ("total",), {"keepdims": 0}),
        OnnxNode("Mul", ("factors", "target"), ("shares",)),
        OnnxNode("ReduceSum", ("shares",), ("sum",), {"keepdims": 0}),
        OnnxNode("Equal", ("sum", "zero"), ("nothing",)),
        OnnxNode("Where", ("nothing", "infinity", "sum"), ("divisor",)),
        OnnxNode("Div", ("total", "divisor"), ("quotient",)),
        OnnxNode("Neg", ("quotient",), ("loss",)),
    ]
    return tuple(nodes), constants


def _aligned(weights: Weights, array: Array) -> Array:
    shape = [1] * array.ndim
    shape[class_axis_of(array.ndim)] = -1
    return np.asarray(weights, array.dtype).reshape(shape)
