"""RNN, LSTM and GRU as ONNX has them: other order of gates, time before batch, one layer each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.types import Array

__all__ = ["recurrent_onnx_form"]


def recurrent_onnx_form(
    op: str,
    passes: Sequence[tuple[str, ...]],
    directions: int,
    hidden: int,
    gates: Sequence[int],
    initial: Sequence[str],
    final: Sequence[str],
    settings: Mapping[str, object],
) -> OnnxForm:
    """Return the form of a recurrent module with ports ``x``, ``y`` and ``last``.

    Parameters
    ----------
    op
        Name of the operator.
    passes
        Names of weight_ih, weight_hh and the biases, per layer and direction.
    directions, hidden
        Number of directions, and of units in a state.
    gates
        Which of our gates stands at each place of ONNX's order.
    initial, final
        Ports of the states at the beginning and at the end; ``initial`` may be empty.
    settings
        Further attributes of the operator.
    """
    writer = _Writer(gates, hidden)
    layers = len(passes) // directions
    for port in initial:
        writer.add("Transpose", (port,), f"{port}_stacked", perm=[1, 0, 2])
        writer.constants["states_per_layer"] = np.full(layers, directions, np.int64)
        names = tuple(f"{port}_layer{layer}" for layer in range(layers))
        writer.nodes.append(
            OnnxNode("Split", (f"{port}_stacked", "states_per_layer"), names, {"axis": 0})
        )
    writer.add("Transpose", ("x",), "sequence0", perm=[1, 0, 2])
    writer.constants["joined"] = np.asarray([0, 0, directions * hidden], np.int64)
    attributes = {
        "hidden_size": hidden,
        "direction": "bidirectional" if directions == 2 else "forward",
        **settings,
    }
    for layer in range(layers):
        own = passes[layer * directions : (layer + 1) * directions]
        arrays = writer.arrays(f"layer{layer}", own)
        begin = tuple(f"{port}_layer{layer}" for port in initial)
        states = tuple(f"{port}_layer{layer}" for port in final)
        # The empty name stands for the lengths of the sequences: all positions are read.
        arguments = (f"sequence{layer}", *arrays, *(("", *begin) if begin else ()))
        result = f"states{layer}"
        writer.nodes.append(OnnxNode(op, arguments, (result, *states), attributes))
        # From (T, directions, N, H) to (T, N, directions · H) for the next layer, or to y.
        top = layer == layers - 1
        perm = [2, 0, 1, 3] if top else [0, 2, 1, 3]
        writer.add("Transpose", (result,), f"{result}_turned", perm=perm)
        following = "y" if top else f"sequence{layer + 1}"
        writer.add("Reshape", (f"{result}_turned", "joined"), following)
    for port in final:
        ends = tuple(f"{port}_layer{layer}" for layer in range(layers))
        writer.add("Concat", ends, f"{port}_stacked", axis=0)
        writer.add("Transpose", (f"{port}_stacked",), port, perm=[1, 0, 2])
    writer.constants["flat"] = np.asarray([0, directions * hidden], np.int64)
    writer.add("Transpose", (f"{final[0]}_layer{layers - 1}",), "top", perm=[1, 0, 2])
    writer.add("Reshape", ("top", "flat"), "last")
    return OnnxForm(tuple(writer.nodes), writer.constants)


class _Writer:
    def __init__(self, gates: Sequence[int], hidden: int) -> None:
        self.gates = gates
        self.nodes: list[OnnxNode] = []
        self.constants: dict[str, Array] = {
            "rows_per_gate": np.full(len(gates), hidden, np.int64),
            "front": np.asarray([0], np.int64),
        }

    def add(self, op: str, inputs: tuple[str, ...], output: str, **attributes: Any) -> None:
        self.nodes.append(OnnxNode(op, inputs, (output,), attributes))

    def arrays(self, layer: str, passes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """Write the nodes that make W, R and B of a layer; return their names."""
        stacks: list[list[str]] = [[], [], []]
        for w_ih, w_hh, *biases in passes:
            stacks[0].append(self.first_axis(self.reordered(w_ih)))
            stacks[1].append(self.first_axis(self.reordered(w_hh)))
            if biases:
                both = f"{biases[0]}_both"
                self.add("Concat", tuple(self.reordered(bias) for bias in biases), both, axis=0)
                stacks[2].append(self.first_axis(both))
        made = []
        for kind, stack in zip("WRB", stacks, strict=True):
            if stack:
                self.add("Concat", tuple(stack), f"{kind}_{layer}", axis=0)
            # Without biases the place of B stays empty.
            made.append(f"{kind}_{layer}" if stack else "")
        return tuple(made)

    def reordered(self, weight: str) -> str:
        """Put the gates into ONNX's order."""
        if len(self.gates) == 1:
            return weight
        cut = tuple(f"{weight}_gate{place}" for place in range(len(self.gates)))
        self.nodes.append(OnnxNode("Split", (weight, "rows_per_gate"), cut, {"axis": 0}))
        self.add("Concat", tuple(cut[g] for g in self.gates), f"{weight}_reordered", axis=0)
        return f"{weight}_reordered"

    def first_axis(self, weight: str) -> str:
        """Add the axis of directions in front."""
        self.add("Unsqueeze", (weight, "front"), f"{weight}_stacked")
        return f"{weight}_stacked"
