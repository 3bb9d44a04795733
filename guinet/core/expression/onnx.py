"""Formulas in ONNX."""

from __future__ import annotations

from guinet.core.expression.evaluation import evaluate
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.onnx_writer import OnnxWriter
from guinet.core.expression.tree import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    children,
    is_constant,
    postorder,
)
from guinet.core.forms import OnnxForm

__all__ = ["onnx_form"]

_OPERATORS = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "^": "Pow"}


def onnx_form(root: Node, output: str) -> OnnxForm:
    """Write a formula as operators; its names are inputs, the output has the name given."""
    writer = OnnxWriter()
    found: dict[Node, str] = {}
    needed = _needed(root)
    for node in postorder(root):
        if node not in needed:
            continue
        if is_constant(node):
            found[node] = writer.number(float(evaluate(node, {})))
            continue
        match node:
            case Name():
                found[node] = node.name
            case Negative():
                found[node] = writer.apply("Neg", found[node.of])
            case Binary():
                operator = _OPERATORS[node.operator]
                found[node] = writer.apply(operator, found[node.left], found[node.right])
            case Call():
                inputs = tuple([found[argument] for argument in node.arguments])
                found[node] = FUNCTIONS[node.function].onnx(writer, inputs)
    return writer.form(found[root], output)


def _needed(root: Node) -> set[Node]:
    """Return the parts to write: what a constant is made of is not among them."""
    found = {root}
    for node in reversed(postorder(root)):
        if node in found and not is_constant(node):
            found.update(children(node))
    return found
