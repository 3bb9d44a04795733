"""Formulas as mathematics, in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping

from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.letters import spelled
from guinet.core.expression.tree import Binary, Call, Name, Negative, Node, Number, postorder

__all__ = ["bracketed", "latex"]

_SUM, _PRODUCT, _POWER, _ATOM = range(1, 5)
_LETTER = re.compile(r"(?:[A-Za-z]|\\[A-Za-z]+)(?:_(?:\w|\{\w+\}))?(?:\^\{[^{}]*\})?")
"""One letter with index and power: such factors stand side by side without a space."""
_WIDE_END = re.compile(r"\\right.$|\\mathrm\{\w+\}(?:_\S+)?$")
"""The end of a function's value or of a word, from which a letter keeps its distance."""


def latex(root: Node) -> str:
    """Write a formula."""
    return _written(root)[root]


def bracketed(root: Node) -> str:
    """Write a formula as a factor that follows another one; nothing for 1."""
    found = _written(root)
    return _factor(root, found)


def _written(root: Node) -> dict[Node, str]:
    found: dict[Node, str] = {}
    for node in postorder(root):
        match node:
            case Number():
                found[node] = _number(node.value)
            case Name():
                found[node] = spelled(node.name)
            case Negative():
                found[node] = f"-{_at_least(node.of, _PRODUCT, found)}"
            case Binary():
                found[node] = _joined(node, found)
            case Call():
                inner = [found[argument] for argument in node.arguments]
                found[node] = FUNCTIONS[node.function].latex.format(*inner)
    return found


def _joined(node: Binary, found: Mapping[Node, str]) -> str:
    left, right = node.left, node.right
    match node.operator:
        case "+":
            return f"{found[left]} + {_at_least(right, _SUM, found)}"
        case "-":
            return f"{found[left]} - {_at_least(right, _PRODUCT, found)}"
        case "*":
            return _product(_at_least(left, _PRODUCT, found, minus=True), _factor(right, found))
        case "/":
            # The minus of a numerator stands before the whole fraction.
            sign, top = ("-", left.of) if isinstance(left, Negative) else ("", left)
            return f"{sign}\\frac{{{found[top]}}}{{{found[right]}}}"
    return f"{_at_least(left, _ATOM, found)}^{{{found[right]}}}"


def _product(left: str, right: str) -> str:
    if right[0].isdigit():
        return f"{left} \\cdot {right}"
    close = _LETTER.fullmatch(right) and not _WIDE_END.search(left)
    return f"{left} {right}" if close else f"{left}\\, {right}"


def _factor(node: Node, found: Mapping[Node, str]) -> str:
    return _at_least(node, _PRODUCT + 1, found)


def _at_least(node: Node, least: int, found: Mapping[Node, str], *, minus: bool = False) -> str:
    written = found[node]
    enough = _binding(node) >= least and (minus or not written.startswith("-"))
    return written if enough else f"\\left( {written} \\right)"


def _binding(node: Node) -> int:
    """Return how tightly a notation holds together; a fraction does, except below a power."""
    match node:
        case Binary():
            return {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _POWER, "^": _POWER}[node.operator]
        case Negative():
            return _PRODUCT
        case Call(function="exp"):
            return _POWER
        case Number():
            return _PRODUCT if "e" in f"{node.value:.6g}" else _ATOM
    return _ATOM


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else f"{mantissa} \\cdot {power}"
