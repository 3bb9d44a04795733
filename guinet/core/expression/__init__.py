"""Formulas that people type: read by a small grammar of their own, differentiated exactly.

Nothing of a text is ever executed. `parse` turns it into a tree of a few kinds of node, and
all that is known about such a tree - its values, its derivative, how it reads in mathematics,
in PyTorch and in ONNX - is a walk over it. What a function means in all of these stands in one
entry of `guinet.core.expression.functions`.
"""

from __future__ import annotations

from guinet.core.expression.errors import ExpressionError
from guinet.core.expression.parser import parse
from guinet.core.expression.tree import Node, names_in

__all__ = ["ExpressionError", "Node", "names_in", "parse"]
