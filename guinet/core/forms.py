"""How a module reads in mathematics and in other programs, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guinet.core.types import Array

__all__ = ["Formula", "OnnxForm", "OnnxNode", "TorchForm"]


@dataclass(frozen=True)
class Formula:
    r"""The arithmetic in LaTeX.

    What only some settings bring is written ``\when{condition}{text}`` or, with what stands
    there otherwise, ``\when{condition}{text}{other text}``: ``y = x W^{\top} \when{bias}{+ b}``.
    A condition is the name of a setting that is on (or not 0, not empty), or ``name=value``;
    ``!`` in front turns it round, and ``|`` joins several of which one has to hold. A line of
    which nothing is left is left out.

    As an attribute of a class this reads as with the default settings, as one of an object as
    with its own.

    Attributes
    ----------
    forward
        Outputs from inputs, one equation per line shown.
    backward
        Gradients of inputs and weights from those of the outputs, one equation each.
    """

    forward: tuple[str, ...]
    backward: tuple[str, ...] = ()

    def __get__(self, instance: object | None, owner: Any) -> Formula:
        """Return the arithmetic of an object, or of its type with the default settings."""
        fields = getattr(owner, "fields", {})
        if instance is None:
            return self.under({name: field.default for name, field in fields.items()})
        return self.under({name: getattr(instance, name) for name in fields})

    def under(self, settings: Mapping[str, object]) -> Formula:
        """Return the arithmetic under these settings; one without conditions as it is."""
        if not any(_WHEN in line for line in (*self.forward, *self.backward)):
            return self
        forward, backward = (
            tuple(filter(None, (_resolved(line, settings) for line in lines)))
            for lines in (self.forward, self.backward)
        )
        return Formula(forward, backward)


_WHEN = r"\when{"


def _resolved(line: str, settings: Mapping[str, object]) -> str:
    """Return a line under these settings; from left to right, so that conditions can nest."""
    while _WHEN in line:
        before, _, rest = line.partition(_WHEN)
        condition, rest = _group(rest)
        text, rest = _group(rest[1:])
        other = ""
        if rest.startswith("{"):
            other, rest = _group(rest[1:])
        holds = any(_holds(part, settings) for part in condition.split("|"))
        line = before + (text if holds else other) + rest
    return " ".join(line.split())


def _group(text: str) -> tuple[str, str]:
    """Return what stands before the brace that closes, and what stands behind it."""
    depth = 1
    for place, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return text[:place], text[place + 1 :]
    raise ValueError(f"a brace is not closed before {text[:20]!r}")


def _holds(condition: str, settings: Mapping[str, object]) -> bool:
    name, compared, value = condition.lstrip("!").partition("=")
    if name not in settings:
        raise ValueError(f"there is no setting {name} for it to depend on")
    found = settings[name]
    holds = str(found) == value if compared else bool(found)
    return holds != condition.startswith("!")


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
