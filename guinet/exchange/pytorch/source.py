"""The layers in Python text: ``nn.Sequential(...)``, with or without what stands around it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from guinet.core.errors import FileError
from guinet.exchange.pytorch.values import Call, Unknown, parse, refuse, value_of

__all__ = ["calls_in_source", "entries_of"]

Entry = tuple[str, Call]
"""The name that a layer was given (or empty), and its call."""


def calls_in_source(text: str) -> list[Entry]:
    """Return the layers in order.

    A text without ``Sequential`` is read as a list of layers.

    Raises
    ------
    FileError
        If the text is no Python, or holds no layers or several networks.
    """
    tree = parse(textwrap.dedent(text).strip("\ufeff"))
    names: dict[str, Any] = {}
    found: list[Any] = []
    for node in _statements(tree):
        match node:
            case ast.Expr(value=value):
                found.append(value_of(value, names))
            case ast.Return(value=ast.expr() as value):
                found.append(value_of(value, names))
            case ast.Assign(targets=[target], value=value):
                given = value_of(value, names)
                if isinstance(target, ast.Name):
                    names[target.id] = given
                if isinstance(given, Call):
                    found.append(given)
    networks = [one for one in found if isinstance(one, Call) and one.name == "Sequential"]
    inner = [one for one in networks if not any(_holds(other, one) for other in networks)]
    if len(inner) > 1:
        raise refuse(inner[1].line, "a second Sequential begins here; paste one at a time.")
    return list(entries_of(inner[0])) if inner else list(_listed(found))


def entries_of(call: Call) -> Iterator[Entry]:
    """Yield the layers in a Sequential, nested ones unfolded.

    Raises
    ------
    FileError
        If something in it is no layer.
    """
    parts: list[Any] = list(call.args)
    if call.named:
        raise refuse(call.line, f"Sequential has no argument {next(iter(call.named))}.")
    if len(parts) == 1:
        parts = list(_ordered(parts[0]))
    for part in parts:
        named = isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], str)
        name, layer = part if named else ("", part)
        if not isinstance(layer, Call):
            raise refuse(call.line, f"{_words(layer)} in Sequential is no layer.")
        if layer.name == "Sequential":
            yield from entries_of(layer)
        else:
            yield name, layer


def _ordered(part: Any) -> tuple[Any, ...]:
    """Return the pairs of an OrderedDict, or the part itself."""
    if isinstance(part, Call) and part.name == "OrderedDict":
        part = part.args[0] if len(part.args) == 1 else tuple(part.named.items())
    return part if isinstance(part, tuple) else (part,)


def _listed(found: list[Any]) -> Iterator[Entry]:
    """Yield layers that stand in the text one after the other."""
    for one in found:
        for part in one if isinstance(one, tuple) else (one,):
            if isinstance(part, Call):
                yield from entries_of(Call("Sequential", part.line, (part,)))
            elif isinstance(part, Unknown):
                raise FileError(f"{_words(part)} is no layer; paste an nn.Sequential(...).")


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements in order, those of classes and functions in their place."""
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            waiting.extend(reversed(node.body))
        else:
            yield node


def _holds(outer: Call, wanted: Call) -> bool:
    values: Mapping[str, Any] = outer.named
    waiting = [*outer.args, *values.values()]
    while waiting:
        part = waiting.pop()
        if part is wanted:
            return True
        if isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, Call):
            waiting.extend((*part.args, *part.named.values()))
    return False


def _words(part: Any) -> str:
    text = part.text if isinstance(part, Unknown) else repr(part)
    return text if len(text) <= 40 else f"{text[:37]}..."
