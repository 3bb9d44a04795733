"""Checking a graph against the data that it is for."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.model import Graph
from guinet.graph.problem import Problem

__all__ = ["check"]


def check(
    graph: Graph, fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None
) -> list[Problem]:
    """Return every problem of a graph at once, errors first.

    Parameters
    ----------
    graph
        The graph as drawn.
    fields
        What the data offer, by name: specs, or bare shapes without the batch axis. None if
        that is not known; then the rules about data and shapes stay silent.
    """
    return list(analyse(graph, fields).problems)
