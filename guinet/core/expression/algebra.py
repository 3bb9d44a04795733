"""Sums, products and powers in the shape in which people write them.

Derivatives are put together with these functions. Zeros and ones vanish, numbers are
gathered in front, like terms and equal factors become one: ``x·1 + 0`` is x, ``x + x`` is 2x,
``x·x`` is x². Numerator and denominator are not cancelled: x/x is no number at 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from guinet.core.expression.tree import (
    CONSTANTS,
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    binary,
    negative,
    number,
)

__all__ = [
    "ONE",
    "ZERO",
    "add",
    "divide",
    "multiply",
    "negate",
    "plain",
    "power",
    "subtract",
    "unscaled",
]

ZERO: Node = number(0.0)
ONE: Node = number(1.0)
_LARGEST = 10**15
_LARGEST_POWER = 10**6


def plain(node: Node) -> float | None:
    """Return the number that a node is, or None."""
    if isinstance(node, Negative):
        return -node.of.value if isinstance(node.of, Number) else None
    return node.value if isinstance(node, Number) else None


def add(a: Node, b: Node) -> Node:
    """Return a + b."""
    return _sum([(Fraction(1), a), (Fraction(1), b)])


def subtract(a: Node, b: Node) -> Node:
    """Return a − b."""
    return _sum([(Fraction(1), a), (Fraction(-1), b)])


def negate(a: Node) -> Node:
    """Return −a; a difference is turned round."""
    return _sum([(Fraction(-1), a)])


def multiply(a: Node, b: Node) -> Node:
    """Return a · b."""
    product = _Product()
    product.take(a)
    product.take(b)
    return product.node()


def divide(a: Node, b: Node) -> Node:
    """Return a / b."""
    product = _Product()
    product.take(a)
    product.take(b, below=True)
    return product.node()


def unscaled(a: Node) -> Node:
    """Return a without its positive factor: what has the sign of a."""
    product = _Product()
    product.take(a)
    product.factor = Fraction((product.factor > 0) - (product.factor < 0))
    return product.node()


def power(a: Node, b: Node) -> Node:
    """Return a to the power b."""
    exponent = plain(b)
    if exponent == 0.0:
        return ONE
    if exponent == 1.0:
        return a
    base = plain(a)
    if base == 1.0:
        return ONE
    if base is not None and exponent in (2.0, 3.0) and base.is_integer() and abs(base) < 100:
        return number(base**exponent)
    return binary("^", a, b)


def _sum(given: Iterable[tuple[Fraction, Node]]) -> Node:
    terms: dict[Node, Fraction] = {}
    waiting = list(given)[::-1]
    while waiting:
        factor, node = waiting.pop()
        match node:
            case Binary(operator="+" | "-"):
                right = factor if node.operator == "+" else -factor
                waiting += [(right, node.right), (factor, node.left)]
            case Negative():
                waiting.append((-factor, node.of))
            case _:
                product = _Product()
                product.take(node)
                factor *= product.factor
                product.factor = Fraction(1)
                rest = product.node()
                terms[rest] = terms.get(rest, Fraction(0)) + factor
    present = [(factor, rest) for rest, factor in terms.items() if factor]
    if not present:
        return ZERO
    # A sum does not begin with a minus where that can be helped.
    first = next((place for place, (factor, _) in enumerate(present) if factor > 0), 0)
    present.insert(0, present.pop(first))
    total: Node | None = None
    for factor, rest in present:
        if total is None:
            total = _scaled(factor, rest)
        else:
            total = binary("+" if factor > 0 else "-", total, _scaled(abs(factor), rest))
    return ZERO if total is None else total


def _scaled(factor: Fraction, rest: Node) -> Node:
    product = _Product(factor)
    product.take(rest)
    return product.node()


@dataclass
class _Product:
    """A number times factors with whole exponents, over others."""

    factor: Fraction = Fraction(1)
    above: dict[Node, int] = field(default_factory=dict)
    below: dict[Node, int] = field(default_factory=dict)

    def take(self, whole: Node, *, below: bool = False) -> None:
        """Multiply by a node, or divide by it."""
        waiting = [(whole, below)]
        while waiting:
            node, under = waiting.pop()
            match node:
                case Number() if node.value or not under:
                    value = Fraction(repr(node.value))
                    self.factor = self.factor / value if under else self.factor * value
                case Negative():
                    self.factor = -self.factor
                    waiting.append((node.of, under))
                case Binary(operator="*"):
                    waiting += [(node.right, under), (node.left, under)]
                case Binary(operator="/"):
                    waiting += [(node.right, not under), (node.left, under)]
                case _:
                    base, exponent = _base(node)
                    side = self.below if under else self.above
                    side[base] = side.get(base, 0) + exponent

    def node(self) -> Node:
        """Return the product as a tree: the number first, then names, functions and sums.

        Raises
        ------
        OverflowError
            If its number is beyond what a float can hold.
        """
        if not self.factor:
            return ZERO
        top, bottom = abs(self.factor), 1
        if top.denominator > 1 and not _is_decimal(top):
            top, bottom = Fraction(top.numerator), top.denominator
        if not float(top) or not float(Fraction(1, bottom)):
            raise OverflowError
        above = ([number(float(top))] if top != 1 else []) + _factors(self.above)
        below = ([number(float(bottom))] if bottom != 1 else []) + _factors(self.below)
        made = _joined(above)
        if below:
            made = binary("/", made, _joined(below))
        return negative(made) if self.factor < 0 else made


def _is_decimal(value: Fraction) -> bool:
    """Whether a number is better written 0.25 than as a fraction: not 1/2, 1/3, 2/3, 3/4."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    small = value.denominator <= 4 or rest > 1
    return not small or max(value.numerator, value.denominator) > _LARGEST


def _base(node: Node) -> tuple[Node, int]:
    """Return base and exponent; the exponent is 1 where it is not a small whole number."""
    if isinstance(node, Binary) and node.operator == "^":
        exponent = plain(node.right)
        if exponent is not None and exponent.is_integer() and 1 < exponent <= _LARGEST_POWER:
            return node.left, int(exponent)
    return node, 1


def _factors(side: dict[Node, int]) -> list[Node]:
    powers = [(base, power(base, number(exponent))) for base, exponent in side.items()]
    return [made for _, made in sorted(powers, key=lambda pair: _rank(pair[0]))]


def _rank(base: Node) -> tuple[int, str]:
    if isinstance(base, Name):
        return (0, "") if base.name in CONSTANTS else (1, base.name)
    if isinstance(base, Number):
        return (0, "")
    if isinstance(base, Binary) and base.operator == "^":
        return (2, "")
    return (3, "") if isinstance(base, Call) and base.function != "step" else (4, "")


def _joined(factors: list[Node]) -> Node:
    if not factors:
        return ONE
    made = factors[0]
    for factor in factors[1:]:
        made = binary("*", made, factor)
    return made
