"""The graph that is executed: composites resolved, keyed by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guinet.core.module import Module

__all__ = ["Bypass", "FlatEdge", "FlatGraph", "FlatNode"]


@dataclass(frozen=True)
class Bypass:
    """How a bypassed node is executed: as an identity, from ``x`` to ``y``.

    Attributes
    ----------
    inputs, outputs
        Names of the ports as drawn.
    passes
        The input that is handed on to all outputs; None if none is wired. The others are not
        read.
    executed
        Whether there is an identity at all; none stands for a loss, for what has no output, and
        for what is joined to nothing.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    passes: str | None
    executed: bool


@dataclass(frozen=True)
class FlatNode:
    """A node of the executed graph.

    Attributes
    ----------
    path
        Names from the outside in, joined by dots: ``block1.conv``. Public.
    key
        Ids from the outside in, joined by slashes; survives renaming.
    module
        Never a composite use. Inlets and Outlets stay, as identities, so that every drawn edge
        is an executed edge and its gradient is exact; so does a bypassed node.
    share
        Path of the first node of the share group; the node's own path where it stands alone.
    learning_rate_factor
        Product of the factors from the outside in; in a share group the smallest of these.
    bypass
        What it stands in for, if that is bypassed: any node, or a composite with all inside.
    """

    path: str
    key: str
    module: Module
    share: str
    learning_rate_factor: float = 1.0
    bypass: Bypass | None = None


@dataclass(frozen=True, order=True)
class FlatEdge:
    """An edge between paths.

    A drawn edge and its executed edge correspond one to one, but for drawn ones that bypassing
    leaves out; see `guinet.graph.executed`.
    """

    source: str
    source_port: str
    target: str
    target_port: str


@dataclass(frozen=True)
class FlatGraph:
    """Nodes by path in order of insertion (not of execution), and edges.

    Attributes
    ----------
    nodes, edges
        All of which shapes can be told.
    idle
        Paths among them that only bypassed losses need; they are not executed.
    """

    nodes: Mapping[str, FlatNode] = field(default_factory=dict)
    edges: tuple[FlatEdge, ...] = ()
    idle: frozenset[str] = frozenset()
