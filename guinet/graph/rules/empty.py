"""A graph with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.sources import add_source

__all__ = ["empty"]


def empty(facts: Facts) -> Iterator[Problem]:
    """Say how to begin."""
    if not facts.graph.nodes:
        yield Problem(
            path="",
            port=None,
            severity="error",
            message="The graph is empty.",
            hint="Begin with an Input, add modules, and end with a loss and its Target.",
            fixes=add_source(facts, "Input"),
            rule="empty",
        )
