"""Writing ONNX operators one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.types import Array

__all__ = ["OnnxWriter"]


class OnnxWriter:
    """Collects operators and numbers, and names what is in between.

    No name of a formula begins with an underscore, so these clash with none.
    """

    def __init__(self) -> None:
        self._nodes: list[OnnxNode] = []
        self._constants: dict[str, Array] = {}

    def apply(self, op: str, *inputs: str, **attributes: Any) -> str:
        """Write an operator and return the name of its result."""
        result = f"_{len(self._nodes)}"
        self._nodes.append(OnnxNode(op, inputs, (result,), attributes))
        return result

    def number(self, value: float) -> str:
        """Return the name of a constant."""
        key = f"_number_{len(self._constants)}"
        with np.errstate(over="ignore"):  # infinite in 32 bits, as in the network
            self._constants[key] = np.asarray(value, np.float32)
        return key

    def form(self, result: str, output: str) -> OnnxForm:
        """Return all that was written, the result under the name of the output."""
        last = OnnxNode("Identity", (result,), (output,))
        return OnnxForm((*self._nodes, last), self._constants)
