"""Inlets and Outlets outside a composite."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.graph.edits import set_module
from guinet.graph.facts import Facts
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import edit_node, remove_node
from guinet.graph.rules.sources import make_source
from guinet.graph.scopes import Place
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["ends"]


def ends(facts: Facts) -> Iterator[Problem]:
    """Report ports of a composite that stand in no composite."""
    for node in facts.graph.nodes.values():
        if type(node.module) not in (Inlet, Outlet):
            continue
        place = Place("", node.id)
        inlet = isinstance(node.module, Inlet)
        fixes = _become_input(facts, place) if inlet else ()
        yield Problem(
            path=node.name,
            port=None,
            severity="error",
            message=f"{node.name} is a port of a composite, but stands in no composite.",
            hint="Data come in through Input." if inlet else "Results need no module of their own.",
            fixes=(*fixes, remove_node(facts, place)),
            rule="composite-port",
        )


def _become_input(facts: Facts, place: Place) -> tuple[Fix, ...]:
    module = make_source(facts, "Input")
    if module is None:
        return ()
    return (
        edit_node(
            place, "Replace with Input", lambda graph, node: set_module(graph, node.id, module)
        ),
    )
