"""What a formula is once it has been read: a tree of five kinds of node.

Nodes are made by the functions `number`, `name`, `negative`, `binary` and `call`, which return
the same object for equal nodes. Equal parts of a formula, and of its derivative, are therefore
one object, computed once; comparing and hashing are as cheap as for any object, however deep
the tree. Walks go over `postorder` and never recurse, so that no formula is too deep for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakValueDictionary

__all__ = [
    "CONSTANTS",
    "Binary",
    "Call",
    "Name",
    "Negative",
    "Node",
    "Number",
    "binary",
    "call",
    "children",
    "is_constant",
    "name",
    "names_in",
    "negative",
    "number",
    "postorder",
    "size",
]

CONSTANTS = {"pi": math.pi, "e": math.e}
"""Names that are numbers."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Number:
    """A number, not negative: a minus before it is a node of its own."""

    value: float


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Name:
    """An input, a learned number, or one of `CONSTANTS`."""

    name: str


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Negative:
    """Minus something."""

    of: Node


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Binary:
    """Two things joined by ``+``, ``-``, ``*``, ``/`` or ``^``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Call:
    """A function of one or two arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Negative | Binary | Call
N = TypeVar("N", Number, Name, Negative, Binary, Call)

_known: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()


def _one(kind: Callable[..., N], *parts: Any) -> N:
    key = (kind, *parts)
    found: N | None = _known.get(key)
    if found is None:
        found = _known[key] = kind(*parts)
    return found


def number(value: float) -> Number | Negative:
    """Return the node of a finite number."""
    if value < 0:
        return _one(Negative, _one(Number, float(-value)))
    return _one(Number, abs(float(value)))  # the absolute value of −0.0 is 0.0


def name(text: str) -> Name:
    """Return the node of a name."""
    return _one(Name, text)


def negative(of: Node) -> Negative:
    """Return the node of −of, as it stands."""
    return _one(Negative, of)


def binary(operator: str, left: Node, right: Node) -> Binary:
    """Return the node of two joined things, as they stand."""
    return _one(Binary, operator, left, right)


def call(function: str, *arguments: Node) -> Call:
    """Return the node of a function's value."""
    return _one(Call, function, arguments)


def children(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of."""
    match node:
        case Negative():
            return (node.of,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
    return ()


@lru_cache(maxsize=256)
def postorder(root: Node) -> tuple[Node, ...]:
    """Return all different nodes of a tree from left to right, each after what it is made of."""
    found: dict[Node, None] = {}
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, ready = waiting.pop()
        if node in found:
            continue
        if ready:
            found[node] = None
        else:
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(children(node))]
    return tuple(found)


def names_in(root: Node) -> tuple[str, ...]:
    """Return the names in order of first appearance, without constants."""
    return tuple(
        node.name
        for node in postorder(root)
        if isinstance(node, Name) and node.name not in CONSTANTS
    )


def is_constant(root: Node) -> bool:
    """Whether a tree is always the same number."""
    return not names_in(root)


@lru_cache(maxsize=256)
def size(root: Node) -> int:
    """Return how many nodes a tree has when it is written out, equal parts each time."""
    sizes: dict[Node, int] = {}
    for node in postorder(root):
        sizes[node] = 1 + sum(sizes[child] for child in children(node))
    return sizes[root]
