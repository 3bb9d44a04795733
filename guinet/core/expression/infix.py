"""Formulas written on one line, with no more brackets than needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guinet.core.expression.tree import Binary, Call, Name, Negative, Node, Number, postorder

__all__ = ["binding", "infix", "number_text", "text"]

_SUM, _PRODUCT, _MINUS, _POWER, _ATOM = range(1, 6)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}


def text(root: Node) -> str:
    """Write a formula as it can be typed; reading that gives the same tree."""
    return infix(root, str, lambda call, inner: f"{call.function}({', '.join(inner)})", "^")


def infix(
    root: Node,
    name: Callable[[str], str],
    call: Callable[[Call, list[str]], str],
    power: str,
    written: Mapping[Node, str] | None = None,
) -> str:
    """Write a formula in a language with the usual operators.

    Parameters
    ----------
    name
        Writes a name.
    call
        Writes a call whose arguments are written.
    power
        The sign of the power, which binds tighter than a minus sign before it.
    written
        Parts that are written already, as something that needs no brackets.
    """
    found = dict(written or {})
    whole = set(found)
    for node in postorder(root):
        if node in found:
            continue
        match node:
            case Number():
                found[node] = number_text(node.value)
            case Name():
                found[node] = name(node.name)
            case Negative():
                found[node] = f"-{_bracketed(node.of, _MINUS, found, whole)}"
            case Binary():
                # A power binds from the right and takes a minus sign; all else from the left.
                own = binding(node)
                least_left, least_right = own, own + 1
                if own == _POWER:
                    least_left, least_right = _ATOM, _MINUS
                left = _bracketed(node.left, least_left, found, whole)
                right = _bracketed(node.right, least_right, found, whole)
                sign = power if own == _POWER else node.operator
                found[node] = f"{left}{sign}{right}" if sign == "^" else f"{left} {sign} {right}"
            case Call():
                found[node] = call(node, [found[argument] for argument in node.arguments])
    return found[root]


def binding(node: Node) -> int:
    """Return how tightly a node holds together."""
    if isinstance(node, Binary):
        return _BINDING[node.operator]
    return _MINUS if isinstance(node, Negative) else _ATOM


def number_text(value: float) -> str:
    """Write a number as short as it can be read back."""
    return str(int(value)) if value.is_integer() and value < 1e15 else repr(value)


def _bracketed(node: Node, least: int, found: Mapping[Node, str], whole: set[Node]) -> str:
    written = found[node]
    return written if node in whole or binding(node) >= least else f"({written})"
