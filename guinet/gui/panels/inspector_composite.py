"""The settings that a composite exposes, as fields of its own."""

from __future__ import annotations

from typing import Any

from guinet.core.errors import HyperparameterError
from guinet.core.fields import Field
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph

__all__ = ["exposed_fields", "with_exposed"]


def exposed_fields(graph: Graph, use: CompositeUse) -> dict[str, tuple[Field[Any], Any]]:
    """Return what a use of a composite can set: by name, the inner field and the value in force.

    Parameters
    ----------
    graph
        The outermost graph, which holds the definitions.
    use
        The use; settings it leaves alone have the value of the inner node.
    """
    composite = graph.composites.get(use.definition)
    if composite is None:
        return {}
    found = {}
    for exposed in composite.exposed:
        inner = composite.graph.nodes.get(exposed.node)
        field = None if inner is None else inner.module.fields.get(exposed.field)
        if inner is None or field is None:
            continue
        value = getattr(inner.module, exposed.field)
        if exposed.name in use.values:
            try:
                value = field.parse(use.values[exposed.name])
            except (ValueError, HyperparameterError):
                continue  # the rules of the graph tell what is wrong with it
        found[exposed.name] = (field, value)
    return found


def with_exposed(use: CompositeUse, name: str, field: Field[Any], value: Any) -> CompositeUse:
    """Return the use with one exposed setting changed."""
    return use.replace(values={**use.values, name: field.to_json(value)})
