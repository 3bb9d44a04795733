"""Modules one after the other: perceptrons and plain convolutional networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guinet.bench.architectures.base import Architecture

if TYPE_CHECKING:
    from guinet.graph.builder import GraphBuilder, Ref

__all__ = ["Stack", "Step", "conv", "linear", "plain", "pool"]


@dataclass(frozen=True)
class Step:
    """One module of a `Stack`; guinet and PyTorch share its type and its settings' names."""

    type: str
    settings: Mapping[str, Any]


def linear(out_features: int) -> Step:
    """Return a Linear."""
    return Step("Linear", {"out_features": out_features})


def conv(out_channels: int, kernel_size: int = 3, groups: int = 1) -> Step:
    """Return a Conv2d that keeps height and width."""
    padding = kernel_size // 2
    return Step(
        "Conv2d",
        {
            "out_channels": out_channels,
            "kernel_size": kernel_size,
            "padding": padding,
            "groups": groups,
        },
    )


def pool() -> Step:
    """Return a MaxPool2d that halves height and width."""
    return Step("MaxPool2d", {"kernel_size": 2})


def plain(*types: str) -> tuple[Step, ...]:
    """Return modules with their default settings."""
    return tuple(Step(type_name, {}) for type_name in types)


@dataclass(frozen=True)
class Stack(Architecture):
    """Modules one after the other."""

    steps: tuple[Step, ...]

    def named(self) -> tuple[tuple[str, Step], ...]:
        """Return the steps with the names of their nodes: type and position."""
        return tuple(
            (f"{step.type.lower()}_{position}", step) for position, step in enumerate(self.steps, 1)
        )

    def draw(self, b: GraphBuilder, x: Ref) -> Ref:
        """Add the steps in order."""
        for name, step in self.named():
            x = b.add(step.type, x, name=name, **step.settings)
        return x
