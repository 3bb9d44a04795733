"""A graph that no data enter."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.loss import Loss
from guinet.graph.facts import Facts
from guinet.graph.ports import input_ports
from guinet.graph.problem import Problem
from guinet.graph.rules.completed import completed
from guinet.graph.rules.sources import add_source, is_target

__all__ = ["no_input"]


def no_input(facts: Facts) -> Iterator[Problem]:
    """Ask for an Input; a type that is not installed may be one."""
    has_input = any(not is_target(node.module) for node in facts.sources)
    if not facts.graph.nodes or has_input or facts.placeholders:
        return
    node, port = _first_open(facts)
    fixes = zip(add_source(facts, "Input", node, port), add_source(facts, "Input"), strict=True)
    yield Problem(
        path="",
        port=None,
        severity="error",
        message="There is no Input, so no data enter the network.",
        hint="Add an Input and wire it to the first module.",
        fixes=tuple(completed(facts, fix) or alone for fix, alone in fixes),
        rule="no-input",
    )


def _first_open(facts: Facts) -> tuple[str | None, str | None]:
    graph = facts.graph
    taken = {(edge.target, edge.target_port) for edge in graph.edges}
    for node in graph.nodes.values():
        for port in input_ports(graph, node):
            target = isinstance(node.module, Loss) and port.name == "target"
            if (node.id, port.name) not in taken and not target:
                return node.id, port.name
    return None, None
