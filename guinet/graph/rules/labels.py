"""Networks that are shown the answer."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.source import Source
from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import change_setting
from guinet.graph.rules.sources import is_target

__all__ = ["labels"]


def labels(facts: Facts) -> Iterator[Problem]:
    """Warn where an Input reads class labels, which are usually the answer."""
    fields = facts.fields or {}
    for node in facts.sources:
        module = node.module
        if not isinstance(module, Source) or is_target(module):
            continue
        spec = fields.get(module.field)
        if spec is None or spec.kind != "class":
            continue
        yield Problem(
            path=node.path,
            port=None,
            severity="warning",
            message=f"{node.path} shows the network the class labels {module.field}.",
            hint="Labels are usually the answer to be found, and belong into a Target.",
            fixes=tuple(
                fix
                for name, other in fields.items()
                if other.kind != "class"
                for fix in change_setting(facts, node.path, "field", name, f"Use field {name}")
            ),
            rule="labels",
        )
