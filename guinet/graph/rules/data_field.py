"""Sources that read a field which the data do not have."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.fields import shortened
from guinet.core.source import Source
from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import change_setting

__all__ = ["data_field"]


def data_field(facts: Facts) -> Iterator[Problem]:
    """Name the fields that there are; silent as long as the data are not known."""
    if facts.fields is None:
        return
    for node in facts.sources:
        module = node.module
        if not isinstance(module, Source) or module.field in facts.fields:
            continue
        names = ", ".join(facts.fields)
        lack = "which the data do not have" if names else "and there are no data yet"
        yield Problem(
            path=node.path,
            port=None,
            severity="error",
            message=f"{node.path} reads the field {shortened(module.field)}, {lack}.",
            hint=f"The data have: {names}." if names else "Choose a data set, or draw points.",
            fixes=tuple(
                fix
                for name in facts.fields
                for fix in change_setting(facts, node.path, "field", name, f"Use field {name}")
            ),
            rule="field",
        )
