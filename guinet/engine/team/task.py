"""What a further process of a team has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guinet.core.spec import FieldSpec
from guinet.graph.model import Graph

__all__ = ["Task"]


@dataclass(frozen=True)
class Task:
    """What is trained, and by how many."""

    graph: Graph
    fields: Mapping[str, FieldSpec]
    batch_size: int
    seed: int
    dtype: str
    kept: tuple[int, ...]
    members: int
    index: int
