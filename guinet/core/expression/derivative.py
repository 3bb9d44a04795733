"""The derivative of a formula as another formula, for people to read.

The way back of a network does not evaluate this: `guinet.core.expression.evaluation` goes
through the tree backwards instead, which is the same by the chain rule and reuses what the
forward pass has computed.
"""

from __future__ import annotations

from functools import lru_cache

from guinet.core.expression.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.tree import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    call,
    name,
    number,
    postorder,
)

__all__ = ["derivative"]


@lru_cache(maxsize=512)
def derivative(root: Node, variable: str) -> Node:
    """Return the derivative by a name; every part of the tree is differentiated once.

    Raises
    ------
    OverflowError
        If its numbers, multiplied with each other, are beyond what a float can hold.
    """
    slopes: dict[Node, Node] = {}
    for node in postorder(root):
        match node:
            case Name():
                slopes[node] = ONE if node.name == variable else ZERO
            case Negative():
                slopes[node] = negate(slopes[node.of])
            case Binary():
                slopes[node] = _of_binary(node, slopes[node.left], slopes[node.right])
            case Call():
                inner = [slopes[argument] for argument in node.arguments]
                slopes[node] = _of_call(node, inner)
            case _:
                slopes[node] = ZERO
    return slopes[root]


def _of_binary(node: Binary, da: Node, db: Node) -> Node:
    if da is ZERO and db is ZERO:
        return ZERO
    a, b = node.left, node.right
    match node.operator:
        case "+":
            return add(da, db)
        case "-":
            return subtract(da, db)
        case "*":
            if da is ZERO or db is ZERO:
                return multiply(a, db) if da is ZERO else multiply(da, b)
            return add(multiply(da, b), multiply(a, db))
        case "/":
            if db is ZERO:
                return divide(da, b)
            top = subtract(multiply(da, b), multiply(a, db))
            return divide(top, power(b, number(2.0)))
    by_base = multiply(multiply(b, power(a, subtract(b, ONE))), da)
    if db is ZERO:
        return by_base
    logarithm: Node = ONE if a is name("e") else call("log", a)
    return add(by_base, multiply(multiply(node, logarithm), db))


def _of_call(node: Call, inner: list[Node]) -> Node:
    total = ZERO
    if all(slope is ZERO for slope in inner):
        return total
    outer = FUNCTIONS[node.function].slopes(*node.arguments)
    for slope, by_argument in zip(inner, outer, strict=True):
        total = add(total, multiply(by_argument, slope))
    return total
