"""The settings that a composite exposes, as fields of its own.

Several entries of one name are one setting that goes to several places: the channels of two
convolutions, say. The first of them describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any

from guinet.core.errors import GraphError, HyperparameterError
from guinet.core.fields import Field
from guinet.core.module import Module
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Composite, Exposed, Graph
from guinet.graph.stand_in import StandIn

__all__ = [
    "Target",
    "entries_of",
    "exposed_fields",
    "exposed_targets",
    "use_with",
    "with_exposed",
]

Target = tuple[str, str]
"""Name of an inner node, and of its hyperparameter (of a composite use: what that exposes)."""

Settable = tuple[Field[Any], Any]


def exposed_targets(composite: Composite) -> dict[str, tuple[Exposed, ...]]:
    """Return by name where each exposed setting goes; nodes that are gone are left out."""
    found: dict[str, tuple[Exposed, ...]] = {}
    for entry in composite.exposed:
        if entry.node in composite.graph.nodes:
            found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def exposed_fields(
    composites: Mapping[str, Composite], use: CompositeUse
) -> dict[str, tuple[Field[Any], Any]]:
    """Return what a use of a composite can set: by name, the inner field and the value in force.

    The field has the documentation of the setting, where the composite gives one.

    Parameters
    ----------
    composites
        The definitions.
    use
        The use; settings that it leaves alone have the value of the inner node, which may be
        a composite use in its turn. What has no field, or a value that the field refuses, is
        left out: the rules of the graph tell what is wrong with it.
    """
    composite = composites.get(use.definition)
    names = () if composite is None else exposed_targets(composite)
    found = {name: _describe(composites, use, name, frozenset()) for name in names}
    return {name: settable for name, settable in found.items() if settable is not None}


def with_exposed(use: CompositeUse, name: str, field: Field[Any], value: Any) -> CompositeUse:
    """Return the use with one exposed setting changed."""
    return use.replace(values={**use.values, name: field.to_json(value)})


def use_with(
    composites: Mapping[str, Composite], composite: Composite, settings: Mapping[str, Any]
) -> CompositeUse:
    """Return a use of a composite with these settings.

    Raises
    ------
    GraphError
        If there is no such setting.
    HyperparameterError
        If the field of one refuses the value.
    """
    use = CompositeUse(definition=composite.id)
    fields = exposed_fields(composites, use)
    for name, value in settings.items():
        if name not in fields:
            has = ", ".join(fields) or "none"
            raise GraphError(f"{composite.name} has no setting {name}; there are: {has}.")
        field = fields[name][0]
        try:
            use = with_exposed(use, name, field, field.parse(value))
        except ValueError as reason:
            raise HyperparameterError(composite.name, name, f"{reason}.") from None
    return use


def entries_of(
    graph: Graph,
    composites: Mapping[str, Composite],
    exposed: Mapping[str, Target | Iterable[Target]] | Iterable[Exposed],
    docs: Mapping[str, str] | None = None,
) -> tuple[Exposed, ...]:
    """Return the entries of a definition, from what names them by node name or by node id.

    Parameters
    ----------
    graph
        The inside of the composite.
    composites
        The definitions that it may use.
    exposed, docs
        See `guinet.graph.builder.GraphBuilder.define`.

    Raises
    ------
    GraphError
        If a node or a hyperparameter does not exist, is exposed twice, or differs in kind or
        value from what is exposed under the same name.
    """
    entries = tuple(_named(graph, exposed) if isinstance(exposed, Mapping) else exposed)
    entries = _documented(entries, docs or {})
    first: dict[str, tuple[str, Settable]] = {}
    taken: set[Target] = set()
    for entry in entries:
        node = graph.nodes.get(entry.node)
        if node is None:
            raise GraphError(f"The exposed setting {entry.name} names a node that is not there.")
        place = f"{node.name}.{entry.field}"
        found = _setting_of(composites, node.module, entry.field, frozenset())
        if found is None:
            raise GraphError(
                f"{node.name} has no hyperparameter {entry.field} to expose as {entry.name}."
            )
        if (entry.node, entry.field) in taken:
            raise GraphError(f"{place} is exposed twice; one setting is enough.")
        taken.add((entry.node, entry.field))
        other, (field, value) = first.setdefault(entry.name, (place, found))
        if field.type_name != found[0].type_name:
            raise GraphError(
                f"{entry.name} cannot stand for {other} and {place}: one is {field.type_name}, "
                f"the other {found[0].type_name}."
            )
        if value != found[1]:
            raise GraphError(
                f"{entry.name} stands for {other} and {place}, which have to begin with one "
                f"value, not {value!r} and {found[1]!r}."
            )
    return entries


def _documented(entries: Iterable[Exposed], docs: Mapping[str, str]) -> tuple[Exposed, ...]:
    """Give the first entry of each name its documentation."""
    left = dict(docs)
    found = tuple(replace(e, doc=left.pop(e.name)) if e.name in left else e for e in entries)
    for name in left:
        raise GraphError(f"There is documentation for {name}, which is not exposed.")
    return found


def _named(graph: Graph, exposed: Mapping[str, Target | Iterable[Target]]) -> Iterator[Exposed]:
    for name, targets in exposed.items():
        for node_name, field in _pairs(name, targets):
            node = graph.by_name(node_name)
            if node is None:
                raise GraphError(
                    f"The exposed setting {name} names {node_name}, which is not there."
                )
            yield Exposed(name, node.id, field)


def _pairs(name: str, targets: Target | Iterable[Target]) -> Iterator[Target]:
    match targets:
        case (str(node_name), str(field)):
            yield node_name, field
        case str():
            raise GraphError(
                f"The exposed setting {name} needs a node's name and a hyperparameter."
            )
        case _:
            for target in targets:
                yield from _pairs(name, target)


def _describe(
    composites: Mapping[str, Composite], use: CompositeUse, name: str, above: frozenset[str]
) -> Settable | None:
    composite = composites.get(use.definition)
    if composite is None or composite.id in above:
        return None
    targets = exposed_targets(composite).get(name)
    if targets is None:
        return None
    module = composite.graph.nodes[targets[0].node].module
    inner = _setting_of(composites, module, targets[0].field, above | {composite.id})
    if inner is None:
        return None
    field, value = inner
    if targets[0].doc:
        field = _worded(field, targets[0].doc)
    if name not in use.values:
        return field, value
    try:
        return field, field.parse(use.values[name])
    except (ValueError, HyperparameterError):
        return None


@lru_cache(maxsize=1024)
def _worded(field: Field[Any], doc: str) -> Field[Any]:
    """Return a field with other words; for the same ones the same, as forms compare fields."""
    worded = copy(field)
    worded.doc = doc
    return worded


def _setting_of(
    composites: Mapping[str, Composite], module: Module, name: str, above: frozenset[str]
) -> Settable | None:
    """Return the field and the value of one hyperparameter; of a use, of what it exposes."""
    if isinstance(module, CompositeUse):
        return _describe(composites, module, name, above)
    if isinstance(module, StandIn) or name not in module.fields:
        return None
    return module.fields[name], getattr(module, name)
