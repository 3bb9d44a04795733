"""The values of a formula on arrays, and the errors that go back to its names.

Both are walks over the tree: forward from the names to the root, and back from the root to
the names, where contributions of several uses add up. What no real number answers (the root
or the logarithm of a negative one, 0/0) is NaN or infinite as IEEE 754 has it, without a
warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from guinet.core.expression.algebra import plain
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.tree import (
    CONSTANTS,
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    call,
    children,
    name,
    postorder,
)
from guinet.core.merging.merge import summed_to
from guinet.core.types import Array, Arrays, Named

__all__ = ["evaluate", "evaluate_all", "pull_back"]


def evaluate(root: Node, values: Named) -> Array:
    """Return the values of a formula, in the dtype of those of its names.

    Parameters
    ----------
    values
        Arrays by name, all of one shape or of shape ``()``.
    """
    return evaluate_all(root, values)[root]


def evaluate_all(
    root: Node, values: Named, known: Mapping[Node, Array] | None = None
) -> dict[Node, Array]:
    """Return the values of every part of a formula.

    Parameters
    ----------
    values
        See `evaluate`.
    known
        Values of parts that need not be computed again.
    """
    dtype = np.result_type(*values.values()) if values else np.dtype(np.float64)
    found = dict(known or {})
    with np.errstate(all="ignore"):
        for node in postorder(root):
            if node in found:
                continue
            match node:
                case Number():
                    found[node] = np.asarray(node.value, dtype)
                case Name():
                    constant = CONSTANTS.get(node.name)
                    number = None if constant is None else np.asarray(constant, dtype)
                    found[node] = values[node.name] if number is None else number
                case Negative():
                    found[node] = -found[node.of]
                case Binary():
                    found[node] = _joined(node, found[node.left], found[node.right])
                case Call():
                    arguments = [found[argument] for argument in node.arguments]
                    found[node] = FUNCTIONS[node.function].value(*arguments)
    return found


def pull_back(root: Node, found: Mapping[Node, Array], error: Array) -> dict[str, Array]:
    """Return the errors of the names from that of the formula.

    Parameters
    ----------
    found
        What `evaluate_all` returned.
    error
        The derivative of the loss by the values of the formula.

    Returns
    -------
    dict
        By name; of the shape of the name's values.
    """
    varying = _varying(root)
    errors: dict[Node, Array] = {root: error}
    with np.errstate(all="ignore"):
        for node in reversed(postorder(root)):
            if node not in varying:
                continue
            parts = _parts(node, found, errors[node], varying)
            for child, part in zip(children(node), parts, strict=True):
                if child in varying:
                    fitting = summed_to(part, found[child].shape)
                    errors[child] = errors[child] + fitting if child in errors else fitting
    return {node.name: errors[node] for node in varying if isinstance(node, Name)}


@lru_cache(maxsize=256)
def _varying(root: Node) -> frozenset[Node]:
    """Return the parts that depend on a name."""
    found: set[Node] = set()
    for node in postorder(root):
        is_variable = isinstance(node, Name) and node.name not in CONSTANTS
        if is_variable or any(child in found for child in children(node)):
            found.add(node)
    return frozenset(found)


def _joined(node: Binary, a: Array, b: Array) -> Array:
    result: Array
    match node.operator:
        case "+":
            result = a + b
        case "-":
            result = a - b
        case "*":
            result = a * b
        case "/":
            result = a / b
        case _:
            # A power of 2 is what most people write, and multiplying is many times quicker.
            result = a * a if plain(node.right) == 2.0 else np.power(a, b)
    return result


def _parts(
    node: Node, found: Mapping[Node, Array], error: Array, varying: frozenset[Node]
) -> Arrays:
    """Return what a node gives back to each of its children."""
    match node:
        case Negative():
            return (-error,)
        case Binary():
            a, b = found[node.left], found[node.right]
            match node.operator:
                case "+":
                    return error, error
                case "-":
                    return error, -error
                case "*":
                    return error * b, error * a
                case "/":
                    # Dividing twice does not overflow where b² would.
                    return error / b, -error * (found[node] / b)
            by_exponent = _by_exponent(a, b, found[node]) if node.right in varying else b
            return error * _by_base(a, b), error * by_exponent
        case Call():
            arguments = [found[argument] for argument in node.arguments]
            return _of_call(node.function, arguments, found[node], error)
    return ()


def _by_base(a: Array, b: Array) -> Array:
    """Return b·a^(b−1), which is 0 where the exponent is 0, whatever the base is."""
    slope: Array = np.where(b == 0, b, b * np.power(a, b - b.dtype.type(1)))
    return slope


def _by_exponent(a: Array, b: Array, power: Array) -> Array:
    """Return a^b·log a, which is 0 where the base is 0 and the exponent is not negative."""
    slope: Array = np.where((a == 0) & (b >= 0), power.dtype.type(0), power * np.log(a))
    return slope


def _of_call(word: str, arguments: list[Array], y: Array, error: Array) -> Arrays:
    function = FUNCTIONS[word]
    if function.pull is not None:
        return function.pull(error, *arguments, y)
    whole, slopes = _local(word)
    values = dict(zip(_PLACES, arguments, strict=False))
    return tuple([error * evaluate_all(slope, values, {whole: y})[slope] for slope in slopes])


_PLACES = ("a", "b")


@lru_cache(maxsize=64)
def _local(function: str) -> tuple[Node, tuple[Node, ...]]:
    """Return a function of names in the places of its arguments, and its slopes there."""
    known = FUNCTIONS[function]
    places = [name(place) for place in _PLACES[: known.arity]]
    return call(function, *places), known.slopes(*places)
