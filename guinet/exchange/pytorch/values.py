"""What stands in PyTorch text, as data: calls and the plain values in them. Nothing is executed."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from guinet.core.errors import FileError
from guinet.core.fields import shortened

__all__ = ["Call", "Unknown", "parse", "refuse", "value_of"]

_LARGEST = 2**53
_DEEPEST = 40
_SIGNS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Call:
    """A call: its name without ``torch.nn.``, its arguments, and the line that it begins in."""

    name: str
    line: int
    args: tuple[Any, ...] = ()
    named: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Unknown:
    """A value that only running the program would tell, as it is written."""

    text: str


def refuse(line: int, reason: str) -> FileError:
    """Return the error that says what cannot be read, and where."""
    return FileError(f"Line {line}: {reason}")


def parse(text: str, first_line: int = 1) -> ast.Module:
    """Parse Python text.

    Raises
    ------
    FileError
        If it is none.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        line = first_line + (error.lineno or 1) - 1
        raise refuse(
            line, "this cannot be read as Python; is a bracket or a comma missing?"
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise refuse(first_line, "this cannot be read as Python.") from None
    return ast.increment_lineno(tree, first_line - 1)


def value_of(node: ast.expr, names: Mapping[str, Any], depth: int = 0) -> Any:
    """Return what an expression stands for: a plain value, a `Call`, or `Unknown`.

    Parameters
    ----------
    node
        The expression.
    names
        Values of names that the text assigned before.

    Raises
    ------
    FileError
        If it unpacks what only running it would tell, or is nested too deep.
    """
    if depth > _DEEPEST:
        raise refuse(node.lineno, "the brackets are nested too deep.")

    def inner(part: ast.expr) -> Any:
        return value_of(part, names, depth + 1)

    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.Name(id=name):
            return names.get(name, Unknown(name))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(inner(part) for part in parts)
        case ast.Dict(keys=keys, values=values) if all(key is not None for key in keys):
            pairs = zip(keys, values, strict=True)
            return tuple((inner(key), inner(value)) for key, value in pairs if key is not None)
        case ast.UnaryOp() | ast.BinOp():
            return _computed(node, inner)
        case ast.Call():
            return _call(node, inner)
        case ast.Starred():
            raise refuse(
                node.lineno,
                f"{shortened(_written(node))} unpacks what only running it would tell; write the "
                "layers out.",
            )
        case _:
            return Unknown(_written(node))


def _call(node: ast.Call, inner: Callable[[ast.expr], Any]) -> Any:
    name = _dotted(node.func)
    if name is None:
        return Unknown(_written(node))
    named = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise refuse(node.lineno, "** unpacks what only running it would tell; write it out.")
        named[keyword.arg] = inner(keyword.value)
    return Call(name, node.lineno, tuple(inner(part) for part in node.args), named)


def _dotted(node: ast.expr) -> str | None:
    """Return the last part of ``nn.Linear`` or ``torch.nn.Linear``, None for other things."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    before = [node.id, *reversed(parts)]
    known = before[:-1] in ([], ["nn"], ["torch", "nn"], ["collections"])
    return before[-1] if known else ".".join(before)


def _computed(node: ast.UnaryOp | ast.BinOp, inner: Callable[[ast.expr], Any]) -> Any:
    """Return what little arithmetic comes to: ``28 * 28``, ``-1``."""
    if isinstance(node, ast.UnaryOp):
        left, right = 0, inner(node.operand)
        sign = operator.sub if isinstance(node.op, ast.USub) else None
    else:
        left, right = inner(node.left), inner(node.right)
        sign = _SIGNS.get(type(node.op))
    if sign is None or not _is_number(left) or not _is_number(right):
        return Unknown(_written(node))
    try:
        value = sign(left, right)
    except ArithmeticError:
        return Unknown(_written(node))
    return value if abs(value) <= _LARGEST else Unknown(_written(node))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _written(node: ast.expr) -> str:
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):
        return "this"
