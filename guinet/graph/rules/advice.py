"""What modules remark about inputs that fit in shape but hardly in meaning."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.advice import Advice
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import fixes_for

__all__ = ["advice"]


def advice(facts: Facts) -> Iterator[Problem]:
    """Ask every module whose inputs are known; its remarks are warnings."""
    for path in facts.inference.outputs:
        module = facts.flat.nodes[path].module
        # Most modules have nothing to say; not asking them keeps large graphs quick.
        if type(module).review is Module.review:
            continue
        known = tuple(spec for spec in facts.inference.inputs[path] if spec is not None)
        for remark in _remarks(module, known):
            yield Problem(
                path=path,
                port=remark.port or None,
                severity="warning",
                message=remark.message,
                hint=remark.hint,
                fixes=fixes_for(facts, path, remark.suggestions),
                rule="advice",
            )


def _remarks(module: Module, known: Specs) -> tuple[Advice, ...]:
    try:
        return module.review(known)
    except Exception as error:  # a plugin's own defect must not stop the window
        return (Advice("", f"{module.type_name()} failed to review its inputs: {error}."),)
