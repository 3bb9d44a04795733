"""Shapes and kinds that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.errors import ShapeError
from guinet.core.source import Source
from guinet.graph.facts import Facts
from guinet.graph.flat import FlatEdge
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import change_setting, fixes_for, remove_drawn
from guinet.graph.shapes import KindError

__all__ = ["mismatch"]


def mismatch(facts: Facts) -> Iterator[Problem]:
    """Report what each node said that cannot read its inputs."""
    for path, error in facts.inference.errors.items():
        kind = isinstance(error, KindError)
        edge = facts.edge_into.get((path, error.port))
        hint = error.hint
        if not hint and edge is not None:
            hint = f"It comes from {edge.source}."
        yield Problem(
            path=path,
            port=error.port or None,
            severity="error",
            message=str(error),
            hint=hint,
            fixes=_fixes(facts, path, error, edge),
            rule="kind" if kind else "shape",
        )


def _fixes(facts: Facts, path: str, error: ShapeError, edge: FlatEdge | None) -> tuple[Fix, ...]:
    fixes = fixes_for(facts, path, error.suggestions)
    if not isinstance(error, KindError) or edge is None:
        return fixes
    return (*fixes, *_other_fields(facts, path, edge), remove_drawn(facts, (edge,)))


def _other_fields(facts: Facts, path: str, edge: FlatEdge) -> Iterator[Fix]:
    """Yield fixes that let the source of a wrong kind read a field of a right one."""
    ports = {port.name: port for port in facts.flat.nodes[path].module.input_ports()}
    if not isinstance(facts.flat.nodes[edge.source].module, Source):
        return
    for name, spec in (facts.fields or {}).items():
        if spec.kind in ports[edge.target_port].kinds:
            yield from change_setting(facts, edge.source, "field", name, f"Use field {name}")
