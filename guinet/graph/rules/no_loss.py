"""Graphs that do not say what they should learn."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.loss import Loss
from guinet.core.losses.penalty import Penalty
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.graph.edits import add_node, connect, set_bypassed, set_module
from guinet.graph.facts import Facts
from guinet.graph.loss_choice import ANSWERS, LossChoice, fitting_losses
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.arrivals import output_spec
from guinet.graph.rules.completed import completed
from guinet.graph.rules.fixes import edit_node
from guinet.graph.rules.sources import is_target, make_source, target_field
from guinet.graph.scopes import Place
from guinet.modules import modules
from guinet.modules.activation.identity import Identity

__all__ = ["no_loss", "only_penalties"]


def no_loss(facts: Facts) -> Iterator[Problem]:
    """Offer a loss that fits the target; a type that is not installed may be one."""
    if not facts.graph.nodes or facts.losses or facts.placeholders:
        return
    bypassed = [node for node in facts.graph.nodes.values() if _is_bypassed_loss(node)]
    message = "There is no loss, so nothing says what the network should learn."
    hint = "End with a loss: what the network says and a Target go into it."
    if bypassed:
        message = (
            f"{bypassed[0].name} is bypassed and there is no other loss, so nothing is learnt."
        )
        hint = "Stop bypassing it, or add another loss."
    yield Problem(
        path="",
        port=None,
        severity="error",
        message=message,
        hint=hint,
        fixes=tuple(map(_count_again, bypassed[:2])) or _fixes(facts),
        rule="no-loss",
    )


def _is_bypassed_loss(node: Node) -> bool:
    return node.bypassed and isinstance(node.module, Loss)


def _count_again(loss: Node) -> Fix:
    return edit_node(
        Place("", loss.id),
        f"Stop bypassing {loss.name}",
        lambda graph, node: set_bypassed(graph, node.id, False),
    )


def only_penalties(facts: Facts) -> Iterator[Problem]:
    """Warn where every loss is a penalty: training then has nothing to compare with."""
    if facts.placeholders or not facts.losses:
        return
    if any(not isinstance(node.module, Penalty) for node in facts.losses):
        return
    first = facts.losses[0].path
    yield Problem(
        path=first,
        port=None,
        severity="warning",
        message=f"{first} is a penalty, and no loss compares the network with a target.",
        hint="Add a loss for what the network should say; a penalty alone makes it say nothing.",
        fixes=_fixes(facts),
        rule="only-penalties",
    )


def _fixes(facts: Facts) -> tuple[Fix, ...]:
    last = _last(facts)
    spec = None if last is None else output_spec(facts, last)
    module = _behind(facts.graph, last)
    target = _free_target(facts.graph)
    found = []
    for choice in fitting_losses(_target_spec(facts, target), spec, module):
        fix = _add(facts, choice, last, target)
        if fix is not None:
            # The width of the last module may be changed, and what an answer is made from; one
            # that comes through a hidden activation stays.
            insert = choice.loss not in ANSWERS and (module is None or not module.width_field)
            found.append(completed(facts, fix, insert=insert) or fix)
    return tuple(found)


def _add(facts: Facts, choice: LossChoice, last: Node | None, target: Node | None) -> Fix | None:
    """Return the fix that adds a loss, wired to the free end and to a Target."""
    loss_type, made = modules.get(choice.loss), make_source(facts, "Target")
    if loss_type is None or made is None:
        return None
    read = made if target is None else target.module
    if "encoding" in read.fields:
        read = read.replace(encoding=choice.encoding)
    loss = loss_type()

    def apply(graph: Graph) -> Graph:
        graph, loss_node = add_node(graph, loss)
        if last is not None:
            graph = _wire(graph, graph.nodes[last.id], loss_node, "prediction")
        if target is None:
            graph, source = add_node(graph, read)
        else:
            graph = set_module(graph, target.id, read)
            source = graph.nodes[target.id]
        return _wire(graph, source, loss_node, "target")

    return Fix(f"Add {choice.loss}", apply)


def _wire(graph: Graph, source: Node, loss: Node, port: str) -> Graph:
    return connect(graph, Edge(source.id, output_ports(graph, source)[0].name, loss.id, port))


def _target_spec(facts: Facts, target: Node | None) -> FieldSpec | None:
    read = None if target is None else target.module
    field = read.field if isinstance(read, Source) else target_field(facts)
    return (facts.fields or {}).get(field or "")


def _behind(graph: Graph, node: Node | None) -> Module | None:
    """Return the module of a node, or of the one whose value it only hands on."""
    seen: set[str] = set()
    while node is not None and isinstance(node.module, Identity) and node.id not in seen:
        seen.add(node.id)
        edge = graph.edge_into(node.id, "x")
        node = None if edge is None else graph.nodes.get(edge.source)
    return None if node is None else node.module


def _free_target(graph: Graph) -> Node | None:
    """Return a Target that no other loss reads."""
    used = {edge.source for edge in graph.edges}
    return next((n for n in graph.nodes.values() if is_target(n.module) and n.id not in used), None)


def _last(facts: Facts) -> Node | None:
    """Return the node whose output is likeliest the network's answer."""
    graph = facts.graph
    # What feeds a penalty alone may still be the answer.
    used = {e.source for e in graph.edges if not isinstance(graph.nodes[e.target].module, Loss)}
    candidates = [
        node
        for node in graph.nodes.values()
        if not is_target(node.module)
        and not isinstance(node.module, Loss)
        and output_ports(graph, node)
    ]
    free = [node for node in candidates if node.id not in used]
    # What nothing enters, such as a Constant, answers nothing.
    inner = [node for node in free if input_ports(graph, node)]
    return next(reversed(inner or free or candidates), None)
