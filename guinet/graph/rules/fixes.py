"""Turning suggestions into edits, inside composites too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from guinet.core.advice import Change, Insert, Remove, Replace, Resize, Suggestion
from guinet.core.errors import GuinetError, HyperparameterError
from guinet.core.module import Module
from guinet.core.spec import channels
from guinet.core.tuple_fields import TupleField
from guinet.graph.composite import CompositeUse, with_setting
from guinet.graph.edits import insert_on_edge, remove_edges, remove_nodes, set_module
from guinet.graph.facts import Facts
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Graph, Node
from guinet.graph.problem import Fix
from guinet.graph.rules.removal import remove_feeder
from guinet.graph.scopes import Place, edit_inside, inside
from guinet.modules import modules

__all__ = [
    "change_setting",
    "edit_node",
    "fixes_for",
    "forget_setting",
    "remove_drawn",
    "remove_node",
]


def edit_node(place: Place, label: str, change: Callable[[Graph, Node], Graph]) -> Fix:
    """Return a fix that edits the graph in which a node is drawn."""

    def in_scope(graph: Graph) -> Graph:
        node = graph.nodes.get(place.node)
        return graph if node is None else change(graph, node)

    return Fix(label, lambda graph: edit_inside(graph, place.scope, in_scope))


def remove_node(facts: Facts, place: Place) -> Fix:
    """Return the fix that removes a node."""
    name = facts.scope_graph(place).nodes[place.node].name
    return edit_node(place, f"Remove {name}", lambda graph, node: remove_nodes(graph, (node.id,)))


def remove_drawn(facts: Facts, edges: Iterable[FlatEdge]) -> Fix:
    """Return the fix that removes the drawn edges behind executed ones of one scope."""
    drawn = [facts.drawn_edge(edge) for edge in edges]
    scope = drawn[0][0]
    nodes = inside(facts.graph, scope).nodes
    first = drawn[0][1]
    label = f"Remove wire {nodes[first.source].name} → {nodes[first.target].name}"
    gone = [edge for _, edge in drawn]
    return Fix(
        label, lambda graph: edit_inside(graph, scope, lambda inner: remove_edges(inner, gone))
    )


def fixes_for(facts: Facts, path: str, suggestions: Iterable[Suggestion]) -> tuple[Fix, ...]:
    """Return the suggestions of the node at a path as edits; what cannot be done is left out."""
    found: list[Fix] = []
    for suggestion in suggestions:
        match suggestion:
            case Insert(port, type, settings):
                found += _insert(facts, path, port, type, settings)
            case Change(field, value):
                found += change_setting(facts, path, field, value)
            case Replace(type, settings):
                found += _replace(facts, path, type, dict(settings))
            case Resize(port, size):
                found += _resize(facts, path, port, size)
            case Remove(port):
                found += remove_feeder(facts, path, port)
    # Several suggestions may come down to one edit.
    return tuple({fix.label: fix for fix in reversed(found)}.values())[::-1]


def change_setting(
    facts: Facts, path: str, field: str, value: Any, label: str | None = None
) -> tuple[Fix, ...]:
    """Return the fix that sets a hyperparameter: at the composite use that exposes it, or here.

    Nodes that share weights change together, for they could not share afterwards.
    """
    *_, (place, name) = _handles(facts.graph, facts.place(path), field)
    module = facts.flat.nodes[path].module
    try:
        with_setting(module, field, value)
    except HyperparameterError:
        return ()

    def change(graph: Graph, node: Node) -> Graph:
        for other in graph.nodes.values():
            alike = type(other.module) is type(node.module)
            if other is node or (node.share is not None and other.share == node.share and alike):
                graph = set_module(graph, other.id, with_setting(other.module, name, value))
        return graph

    drawn = facts.scope_graph(place).nodes[place.node].name
    declared, shown = module.fields.get(field), f"{value}"
    if isinstance(declared, TupleField):
        shown = declared.text(declared.parse(value))
    told = f"Set {name} of {drawn} to {shown}" if shown else f"Clear {name} of {drawn}"
    return (edit_node(place, label or told, change),)


def forget_setting(facts: Facts, place: Place, field: str) -> tuple[Fix, ...]:
    """Return the fix that takes an exposed setting back at the composite use that sets it."""
    uses = [
        (handle, name)
        for handle, name in _handles(facts.graph, place, field)
        if name in _values(facts.graph, handle)
    ]
    if not uses:
        return ()
    place, name = uses[-1]
    node = facts.scope_graph(place).nodes[place.node]

    def change(graph: Graph, node: Node) -> Graph:
        module = node.module
        if not isinstance(module, CompositeUse):
            return graph
        values = {key: value for key, value in module.values.items() if key != name}
        return set_module(graph, node.id, module.replace(values=values))

    return (edit_node(place, f"Clear {name} of {node.name}", change),)


def _handles(graph: Graph, place: Place, field: str) -> Iterator[tuple[Place, str]]:
    """Yield where a hyperparameter can be set, and its name there; the last one is in force.

    First the node itself, then outwards each composite use to which it is exposed.
    """
    yield place, field
    while place.use is not None:
        name = next(
            (
                entry.name
                for entry in graph.composites[place.scope].exposed
                if (entry.node, entry.field) == (place.node, field)
            ),
            None,
        )
        if name is None:
            return
        place, field = place.use, name
        yield place, field


def _values(graph: Graph, place: Place) -> Mapping[str, Any]:
    """Return what a composite use sets; nothing for other nodes."""
    module = inside(graph, place.scope).nodes[place.node].module
    return module.values if isinstance(module, CompositeUse) else {}


def _make(type_name: str, settings: Mapping[str, Any]) -> Module | None:
    module_type = modules.get(type_name)
    try:
        return None if module_type is None else module_type(**settings)
    except GuinetError:
        return None


def _insert(
    facts: Facts, path: str, port: str, type_name: str, settings: Mapping[str, Any]
) -> tuple[Fix, ...]:
    edge = facts.edge_into.get((path, port))
    module = _make(type_name, settings)
    if edge is None or module is None:
        return ()
    scope, drawn = facts.drawn_edge(edge)

    def change(graph: Graph) -> Graph:
        return insert_on_edge(graph, drawn, module)[0] if drawn in graph.edges else graph

    chosen = ", ".join(f"{name} {value}" for name, value in settings.items())
    label = f"Insert {type_name} with {chosen}" if chosen else f"Insert {type_name}"
    return (Fix(label, lambda graph: edit_inside(graph, scope, change)),)


def _replace(facts: Facts, path: str, type_name: str, settings: dict[str, Any]) -> tuple[Fix, ...]:
    old = facts.flat.nodes[path].module
    module_type = modules.get(type_name)
    if module_type is None:
        return ()
    # What both types have in common (a loss's factor, say) is kept where it is acceptable.
    common = {name: old.settings[name] for name in old.fields if name in module_type.fields}
    module = _make(type_name, {**common, **settings}) or _make(type_name, settings)
    if module is None:
        return ()
    label = f"Replace with {type_name}"
    return (
        edit_node(facts.place(path), label, lambda graph, node: set_module(graph, node.id, module)),
    )


def _resize(facts: Facts, path: str, port: str, size: int) -> tuple[Fix, ...]:
    resizable = _resizable(facts, path, port)
    if resizable is not None:
        field = facts.flat.nodes[resizable].module.width_field
        if field is not None:
            return change_setting(facts, resizable, field, size)
    edge = facts.edge_into.get((path, port))
    outputs = () if edge is None else facts.inference.outputs.get(edge.source, ())
    if len(outputs) != 1 or len(outputs[0].shape) != 1:
        return ()
    return _insert(facts, path, port, "Linear", {"out_features": size})


def _resizable(facts: Facts, path: str, port: str) -> str | None:
    """Return the nearest node upstream whose width arrives unchanged at the port."""
    edge = facts.edge_into.get((path, port))
    while edge is not None:
        source = edge.source
        module = facts.flat.nodes[source].module
        if module.width_field is not None:
            return source if _arrives_as_set(facts, edge, module.width_field) else None
        arriving = facts.inference.inputs.get(source, ())
        leaving = facts.inference.outputs.get(source, ())
        if len(arriving) != 1 or len(leaving) != 1 or arriving[0] is None:
            return None
        if not module.input_ports() or arriving[0].shape != leaving[0].shape:
            return None
        edge = facts.edge_into.get((source, module.input_ports()[0].name))
    return None


def _arrives_as_set(facts: Facts, edge: FlatEdge, field: str) -> bool:
    """Say whether what leaves is as wide as the field says; both directions of an LSTM are not."""
    module = facts.flat.nodes[edge.source].module
    leaving = facts.inference.outputs.get(edge.source, ())
    for port, spec in zip(module.output_ports(), leaving, strict=False):
        if port.name == edge.source_port and spec.shape:
            return bool(channels(spec) == getattr(module, field))
    return False
