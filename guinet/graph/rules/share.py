"""Nodes that are to share weights and cannot."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.spec import Specs
from guinet.graph.edits import set_module, set_share
from guinet.graph.facts import Facts
from guinet.graph.flat import FlatNode
from guinet.graph.model import Graph, Node
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import edit_node
from guinet.graph.scopes import Place, inside, walk_scopes

__all__ = ["share"]

Shapes = dict[str, tuple[int, ...]]


def share(facts: Facts) -> Iterator[Problem]:
    """Report different shapes under one tag (an error), and different types (a warning)."""
    for path, node in facts.flat.nodes.items():
        if node.share == path or node.share not in facts.flat.nodes:
            continue
        first = facts.flat.nodes[node.share]
        own, other = _shapes(facts, node), _shapes(facts, first)
        if own is None or other is None or own == other:
            continue
        yield Problem(
            path=path,
            port=None,
            severity="error",
            message=(
                f"{path} is to share the weights of {first.path}, but theirs are "
                f"{_text(other)} and its own would be {_text(own)}."
            ),
            hint="Nodes share weights of equal shapes only.",
            fixes=(*_same_settings(facts, node, first, other), _alone(facts, facts.place(path))),
            rule="share",
        )
    yield from _types(facts)


def _types(facts: Facts) -> Iterator[Problem]:
    for scope, beginning in walk_scopes(facts.graph):
        firsts: dict[str, Node] = {}
        for node in inside(facts.graph, scope).nodes.values():
            if node.share is None or node.bypassed:
                continue
            first = firsts.setdefault(node.share, node)
            if type(first.module) is type(node.module):
                continue
            yield Problem(
                path=beginning + node.name,
                port=None,
                severity="warning",
                message=(
                    f"{node.name} and {first.name} have one share tag, {node.share}, but are "
                    "of different types, so they share nothing."
                ),
                hint="Only nodes of one type share weights.",
                fixes=(_alone(facts, Place(scope, node.id)),),
                rule="share",
            )


def _shapes(facts: Facts, node: FlatNode) -> Shapes | None:
    """Return the shapes of weights and state, None where they are not known."""
    arriving = facts.inference.inputs.get(node.path, ())
    known = tuple(spec for spec in arriving if spec is not None)
    if node.path not in facts.inference.outputs or len(known) < len(arriving):
        return None
    return _of_module(node, known)


def _of_module(node: FlatNode, known: Specs) -> Shapes:
    weights, state = node.module.weights(known), node.module.state(known)
    shapes = {name: spec.shape for name, spec in weights.items()}
    return shapes | {name: spec.shape for name, spec in state.items()}


def _text(shapes: Shapes) -> str:
    if not shapes:
        return "none"
    return ", ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in shapes.items())


def _alone(facts: Facts, place: Place) -> Fix:
    # A tag on a composite use shares all that is inside: go out to where the tag stands.
    while place.use is not None and facts.scope_graph(place).nodes[place.node].share is None:
        place = place.use
    return edit_node(
        place, "Stop sharing weights", lambda graph, node: set_share(graph, node.id, None)
    )


def _same_settings(facts: Facts, node: FlatNode, first: FlatNode, wanted: Shapes) -> Iterator[Fix]:
    if node.module == first.module:
        return
    known = tuple(spec for spec in facts.inference.inputs[node.path] if spec is not None)
    alike = FlatNode(node.path, node.key, first.module, node.share)
    if _of_module(alike, known) != wanted:
        return

    def change(graph: Graph, it: Node) -> Graph:
        return set_module(graph, it.id, first.module)

    place = facts.place(node.path)
    if place.use is None:
        yield edit_node(place, f"Take the settings of {first.path}", change)
