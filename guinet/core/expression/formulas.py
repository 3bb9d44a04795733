"""The arithmetic of a formula typed by a person, forward and backward, for the inspector."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from guinet.core.expression.algebra import ONE, ZERO
from guinet.core.expression.derivative import derivative
from guinet.core.expression.latex import bracketed, latex
from guinet.core.expression.letters import spelled
from guinet.core.expression.tree import Binary, Negative, Node, size
from guinet.core.forms import Formula

__all__ = ["formulas"]

_LONGEST = 120
"""Nodes beyond which nobody would read a derivative."""


@lru_cache(maxsize=256)
def formulas(root: Node, inputs: tuple[str, ...], learned: Sequence[str], output: str) -> Formula:
    """Return y as a formula, and the gradient of each input and learned number.

    Parameters
    ----------
    inputs, learned
        Names of the formula by role; what is learned gathers the errors of all places.
    output
        Name of the result.
    """
    names = [*inputs, *learned]
    return Formula(
        forward=(f"{spelled(output)} = {latex(root)}",),
        backward=tuple(_gradient(root, name, output, name in learned) for name in names),
    )


def _gradient(root: Node, name: str, output: str, is_sum: bool) -> str:
    left = f"\\frac{{\\partial L}}{{\\partial {spelled(name)}}} = "
    error = f"\\frac{{\\partial L}}{{\\partial {spelled(output)}}}"
    start = "\\sum " if is_sum else ""
    slope = _readable(root, name)
    if slope is None:
        local = f"\\frac{{\\partial {spelled(output)}}}{{\\partial {spelled(name)}}}"
        return f"{left}{start}{error} \\cdot {local}"
    if slope is ZERO:
        return f"{left}0"
    if slope is ONE:
        return f"{left}{start}{error}"
    sign, slope = ("-", slope.of) if isinstance(slope, Negative) else ("", slope)
    return f"{left}{sign}{start}{error}{_as_factor(slope)}"


def _readable(root: Node, name: str) -> Node | None:
    """Return the derivative, or None where it has numbers or a length that nobody would read."""
    try:
        slope = derivative(root, name)
    except OverflowError:
        return None
    return slope if size(slope) <= _LONGEST else None


def _as_factor(slope: Node) -> str:
    """Write a slope behind the error; a product needs no brackets there."""
    if slope is ONE:
        return ""
    is_product = isinstance(slope, Binary) and slope.operator == "*"
    written = latex(slope) if is_product else bracketed(slope)
    return f" \\cdot {written}" if written[0].isdigit() else f"\\, {written}"
