"""Multi-head attention written in ONNX's elementary operators."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.types import Array

__all__ = ["attention_onnx_form"]


def attention_onnx_form(
    embed_dim: int, heads: int, *, bias: bool, packed: bool, hidden_after: int | None
) -> OnnxForm:
    """Return the form with ports query, key, value, and y and attention.

    Parameters
    ----------
    embed_dim, heads
        Width, and the number of parts it is cut into.
    bias
        Whether there are in_proj_bias and out_proj_bias.
    packed
        Whether the three projections stand in one in_proj_weight.
    hidden_after
        For causal attention the number of positions, of which each sees no later one.
    """
    nodes: list[OnnxNode] = []
    constants: dict[str, Array] = {
        "split": np.asarray([0, 0, heads, embed_dim // heads], np.int64),
        "joined": np.asarray([0, 0, embed_dim], np.int64),
        "scale": np.asarray(1.0 / math.sqrt(embed_dim // heads)),
        "share": np.asarray(1.0 / heads),
        "head_axis": np.asarray([1], np.int64),
    }

    def add(op: str, inputs: tuple[str, ...], *outputs: str, **attributes: Any) -> str:
        nodes.append(OnnxNode(op, inputs, outputs, attributes))
        return outputs[0]

    def linear(x: str, weight: str, offset: str, result: str) -> str:
        columns = add("Transpose", (weight,), f"{weight}_columns", perm=[1, 0])
        product = f"{result}_product" if bias else result
        add("MatMul", (x, columns), product)
        return add("Add", (product, offset), result) if bias else result

    if packed or bias:
        constants["thirds"] = np.full(3, embed_dim, np.int64)
    if packed:
        cut = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
        add("Split", ("in_proj_weight", "thirds"), *cut, axis=0)
    if bias:
        add("Split", ("in_proj_bias", "thirds"), "q_bias", "k_bias", "v_bias", axis=0)
    # Queries and values as (N, heads, T, d), keys as (N, heads, d, S).
    turns = (("q", "query", [0, 2, 1, 3]), ("k", "key", [0, 2, 3, 1]), ("v", "value", [0, 2, 1, 3]))
    for letter, port, perm in turns:
        projected = linear(port, f"{letter}_proj_weight", f"{letter}_bias", f"{letter}_projected")
        cut_up = add("Reshape", (projected, "split"), f"{letter}_split")
        add("Transpose", (cut_up,), f"{letter}_heads", perm=perm)
    add("Mul", ("q_heads", "scale"), "q_scaled")
    scores = add("MatMul", ("q_scaled", "k_heads"), "scores")
    if hidden_after is not None:
        size = (hidden_after, hidden_after)
        constants["future"] = np.triu(np.full(size, -np.inf), 1)
        scores = add("Add", (scores, "future"), "scores_seen")
    add("Softmax", (scores,), "shares", axis=3)
    add("ReduceSum", ("shares", "head_axis"), "shares_sum", keepdims=0)
    add("Mul", ("shares_sum", "share"), "attention")
    add("MatMul", ("shares", "v_heads"), "mixed")
    add("Transpose", ("mixed",), "mixed_turned", perm=[0, 2, 1, 3])
    add("Reshape", ("mixed_turned", "joined"), "mixed_joined")
    linear("mixed_joined", "out_proj_weight", "out_proj_bias", "y")
    return OnnxForm(tuple(nodes), constants)
