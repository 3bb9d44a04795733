"""Formulas in PyTorch."""

from __future__ import annotations

import math
from collections.abc import Callable

from guinet.core.expression.evaluation import evaluate
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.infix import infix, number_text
from guinet.core.expression.tree import Call, Node, is_constant, postorder

__all__ = ["pytorch_text"]


def pytorch_text(root: Node, name: Callable[[str], str], like: str) -> str:
    """Write a formula as an expression of PyTorch.

    Parameters
    ----------
    name
        Writes a name.
    like
        Some tensor of the dtype that is wanted: PyTorch's functions take no bare numbers.
    """
    # A part without names is a number; only the number is written.
    constants = {
        node: _number(float(evaluate(node, {}))) for node in postorder(root) if is_constant(node)
    }

    def call(node: Call, inner: list[str]) -> str:
        tensors = [
            f"torch.full_like({like}, {words})" if argument in constants else words
            for argument, words in zip(node.arguments, inner, strict=True)
        ]
        return FUNCTIONS[node.function].torch.format(*tensors)

    return infix(root, name, call, "**", constants)


def _number(value: float) -> str:
    if math.isfinite(value):
        words = number_text(abs(value))
        return f"(-{words})" if value < 0 else words
    return "torch.nan" if math.isnan(value) else "torch.inf" if value > 0 else "(-torch.inf)"
