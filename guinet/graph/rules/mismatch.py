"""Shapes and kinds that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.errors import ShapeError
from guinet.core.fields import ChoiceField
from guinet.core.loss import Loss
from guinet.core.source import Source
from guinet.graph.facts import Facts
from guinet.graph.flat import FlatEdge
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import change_setting, fixes_for, remove_drawn
from guinet.graph.shapes import KindError, infer_node

__all__ = ["mends", "mismatch"]


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
            severity=facts.severity_at(path),
            message=str(error),
            hint=hint,
            fixes=(*mends(facts, path, error), *_unplugged(facts, edge)),
            rule="kind" if kind else "shape",
        )


def mends(facts: Facts, path: str, error: ShapeError) -> tuple[Fix, ...]:
    """Return the edits with which a node can read its inputs, the wires kept."""
    edge = facts.edge_into.get((path, error.port))
    fixes = (*_other_encodings(facts, path), *fixes_for(facts, path, error.suggestions))
    if not isinstance(error, KindError) or edge is None:
        return fixes
    return (*fixes, *_other_fields(facts, path, edge))


def _unplugged(facts: Facts, edge: FlatEdge | None) -> tuple[Fix, ...]:
    """Return the fix that takes the wire away which does not fit.

    In a composite that is used several times the other uses would miss it.
    """
    if edge is None:
        return ()
    scope, drawn = facts.drawn_edge(edge)
    ends = [facts.place(path)[:2] for path in facts.flat.nodes] if scope else []
    return () if ends.count((scope, drawn.target)) > 1 else (remove_drawn(facts, (edge,)),)


def _other_fields(facts: Facts, path: str, edge: FlatEdge) -> Iterator[Fix]:
    """Yield fixes that let the source of a wrong kind read a field of a right one."""
    ports = {port.name: port for port in facts.flat.nodes[path].module.input_ports()}
    source = facts.origin(edge).source
    if not isinstance(facts.flat.nodes[source].module, Source):
        return
    for name, spec in (facts.fields or {}).items():
        if spec.kind in ports[edge.target_port].kinds:
            yield from change_setting(facts, source, "field", name, f"Use field {name}")


def _other_encodings(facts: Facts, path: str) -> Iterator[Fix]:
    """Yield fixes that let a loss's Target write its classes in a way that fits."""
    loss, edge = facts.flat.nodes[path].module, facts.edge_into.get((path, "target"))
    if edge is None or not isinstance(loss, Loss):
        return
    source = facts.origin(edge).source
    target = facts.flat.nodes[source].module
    if not isinstance(target, Source):
        return
    encoding = target.fields.get("encoding")
    spec = facts.inference.inputs[source][0]
    ports = [port.name for port in loss.input_ports()]
    if spec is None or not isinstance(encoding, ChoiceField):
        return
    for choice in encoding.choices:
        try:
            (encoded,) = target.replace(encoding=choice).infer((spec,))
            inputs = list(facts.inference.inputs[path])
            inputs[ports.index("target")] = encoded
            if infer_node(loss, tuple(inputs)) is not None:
                yield from change_setting(facts, source, "encoding", choice)
        except ShapeError:
            continue
