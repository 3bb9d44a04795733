"""The graph that is executed: composites resolved, keyed by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guinet.core.module import Module

__all__ = ["FlatEdge", "FlatGraph", "FlatNode"]


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
        is an executed edge and its gradient is exact.
    share
        Path of the first node of the share group; the node's own path where it stands alone.
    learning_rate_factor
        Product of the factors from the outside in; in a share group the smallest of these.
    """

    path: str
    key: str
    module: Module
    share: str
    learning_rate_factor: float = 1.0


@dataclass(frozen=True, order=True)
class FlatEdge:
    """An edge between paths. A drawn edge and its executed edge correspond one to one."""

    source: str
    source_port: str
    target: str
    target_port: str


@dataclass(frozen=True)
class FlatGraph:
    """Nodes by path in order of insertion (not of execution), and edges."""

    nodes: Mapping[str, FlatNode] = field(default_factory=dict)
    edges: tuple[FlatEdge, ...] = ()
