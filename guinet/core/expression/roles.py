"""What the names of a formula are: inputs, or numbers that are learned."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, count
from typing import NamedTuple

from guinet.core.expression.parser import parse
from guinet.core.expression.tree import Node, names_in

__all__ = ["Roles", "roles"]

_INPUT = re.compile(r"[xyzuv]_?\d*", re.ASCII)


class Roles(NamedTuple):
    """A formula and its names.

    Attributes
    ----------
    tree
        The formula.
    inputs, learned
        Its names in order of first appearance.
    output
        Name of the result, which the formula itself does not use.
    """

    tree: Node
    inputs: tuple[str, ...]
    learned: tuple[str, ...]
    output: str


@lru_cache(maxsize=512)
def roles(text: str, input_names: tuple[str, ...]) -> Roles:
    """Return the tree of a formula, and what its names are.

    Parameters
    ----------
    text
        The formula, which the grammar accepts.
    input_names
        Names that are inputs, where the formula uses them; none: those that begin with x, y,
        z, u or v.
    """
    tree = parse(text)
    names = names_in(tree)
    inputs = (
        tuple(name for name in input_names if name in names)
        if input_names
        else tuple(name for name in names if _INPUT.fullmatch(name))
    )
    learned = tuple(name for name in names if name not in inputs)
    # Not the name of an input as well: ONNX has one space of names for both.
    output = next(name for name in chain("yf", (f"f{n}" for n in count(1))) if name not in names)
    return Roles(tree, inputs, learned, output)
