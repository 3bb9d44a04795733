"""What is wrong with a graph, and what would mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from guinet.graph.model import Graph

__all__ = ["Fix", "Problem", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Fix:
    """An edit with the words for its button, e.g. ``Insert Flatten``."""

    label: str
    apply: Callable[[Graph], Graph]


@dataclass(frozen=True)
class Problem:
    """One finding of the rules.

    Attributes
    ----------
    path
        Path of the node concerned (empty: the graph as a whole).
    port
        The port concerned, or None.
    severity
        An error keeps the graph from training; a warning does not.
    message
        What is wrong, one sentence.
    hint
        What would help, one sentence or empty.
    fixes
        Edits that mend it.
    rule
        Short name of the rule, stable, for programs: ``"cycle"``, ``"shape"`` ...
    """

    path: str
    port: str | None
    severity: Severity
    message: str
    hint: str = ""
    fixes: tuple[Fix, ...] = ()
    rule: str = ""
