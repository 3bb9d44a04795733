"""How a module reads in mathematics and in other programs, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guinet.core.types import Array

__all__ = ["Formula", "OnnxForm", "OnnxNode", "TorchForm"]


@dataclass(frozen=True)
class Formula:
    """The arithmetic in LaTeX.

    Attributes
    ----------
    forward
        Outputs from inputs, one equation per line shown.
    backward
        Gradients of inputs and weights from those of the outputs, one equation each.
    """

    forward: tuple[str, ...]
    backward: tuple[str, ...] = ()


@dataclass(frozen=True)
class TorchForm:
    """A module in PyTorch.

    Attributes
    ----------
    call
        Expression for the output (a tuple of outputs if there are several). ``{x}`` stands
        for input port ``x``, ``{module}`` for the constructed module, ``{training}`` for the
        mode. Names ``torch``, ``nn`` and ``F`` are understood.
    constructor
        Expression that makes the module, or None where a function suffices.
    parameters
        From guinet's names of weights and state to the module's parameter and buffer names.
    """

    call: str
    constructor: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OnnxNode:
    """One ONNX operator.

    ``inputs`` and ``outputs`` name ports, weights, state, constants of the form, or
    intermediate results; the exporter makes them unique. An empty input stands for an optional
    one that is left out, as in ONNX itself.
    """

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OnnxForm:
    """A module in ONNX, in evaluation mode."""

    nodes: tuple[OnnxNode, ...]
    constants: Mapping[str, Array] = field(default_factory=dict)
