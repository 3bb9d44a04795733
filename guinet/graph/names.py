"""Names and ids of nodes."""

from __future__ import annotations

from collections.abc import Collection

from guinet.core.module import Module
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph
from guinet.graph.placeholder import Placeholder

__all__ = ["free_id", "free_name", "name_fault", "new_id", "stem_of", "unique_name"]


def name_fault(name: str) -> str:
    """Return what is wrong with a node's name as the end of a sentence, or empty text.

    Paths are names joined by dots, and ``path:port`` names an output, so neither sign may
    stand in a name.
    """
    if not isinstance(name, str):
        return "must be text"
    if not name.strip():
        return "must not be empty"
    if name != name.strip():
        return "must not begin or end with a space"
    if "." in name or ":" in name:
        return "must not contain a dot or a colon"
    if not name.isprintable():
        return "must be readable text on one line"
    return ""


def stem_of(module: Module, graph: Graph | None = None) -> str:
    """Return the stem of automatic names: the type in lower case, or the composite's name."""
    if isinstance(module, CompositeUse):
        composite = graph.composites.get(module.definition) if graph is not None else None
        stem = "composite" if composite is None else composite.name
    elif isinstance(module, Placeholder):
        stem = module.missing
    else:
        stem = module.type_name()
    stem = stem.lower().replace(".", "").replace(":", "").replace(" ", "")
    return stem if not name_fault(stem) else "node"


def free_name(taken: Collection[str], stem: str) -> str:
    """Return the stem with the lowest number that is free: ``linear1``, ``linear2`` ..."""
    # relu6 with a number directly behind it would read as ReLU number 61.
    stem = f"{stem}_" if stem[-1:].isdecimal() else stem
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def unique_name(graph: Graph, stem: str) -> str:
    """Return a name for a new node: the stem with the lowest number that is free."""
    return free_name({node.name for node in graph.nodes.values()}, stem)


def free_id(taken: Collection[str], letter: str) -> str:
    """Return the letter with the number after the highest one taken: ``n1``, ``n2`` ..."""
    # One above the highest, not the lowest free: weights are mapped by id, and a new node
    # should rarely meet those of one that was removed.
    numbers = (int(each[1:]) for each in taken if each[:1] == letter and each[1:].isdecimal())
    return f"{letter}{max(numbers, default=0) + 1}"


def new_id(graph: Graph) -> str:
    """Return an id for a new node; the same one for equal graphs."""
    return free_id(graph.nodes.keys(), "n")
