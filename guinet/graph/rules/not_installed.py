"""Modules whose type is not installed."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.facts import Facts
from guinet.graph.placeholder import Placeholder
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import remove_node
from guinet.modules import modules

__all__ = ["not_installed"]


def not_installed(facts: Facts) -> Iterator[Problem]:
    """Name the type, and say how it comes back."""
    for node in facts.placeholders:
        path, module = node.path, node.module
        if not isinstance(module, Placeholder) or path in facts.flattening.unresolved:
            continue
        message, hint = _words(path, module)
        yield Problem(
            path=path,
            port=None,
            severity="error",
            message=message,
            hint=hint,
            fixes=(remove_node(facts, facts.place(path)),),
            rule="placeholder",
        )


def _words(path: str, module: Placeholder) -> tuple[str, str]:
    installed = modules.get(module.missing)
    if installed is None:
        message = f"{path} is of type {module.missing}, which is not installed."
        hint = "Install the package that brings it with pip"
    else:
        message = (
            f"{path} was saved by version {module.raw_version} of {module.missing}, and version "
            f"{installed.version} is installed."
        )
        hint = "Update the package that brings it with pip"
    hint += " and open the file again; settings and wires are kept until then."
    return message, modules.broken.get(module.missing, hint)
