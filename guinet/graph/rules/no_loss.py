"""Graphs that do not say what they should learn."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.loss import Loss
from guinet.core.losses.penalty import Penalty
from guinet.core.source import Source
from guinet.graph.edits import add_node, connect, set_bypassed
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.fixes import edit_node
from guinet.graph.rules.sources import is_target, make_source, target_field
from guinet.graph.scopes import Place
from guinet.modules import modules
from guinet.modules.activation.identity import Identity

__all__ = ["no_loss", "only_penalties"]

_READERS = {"Softmax": "CategoricalCrossEntropy", "LogSoftmax": "NLLLoss"}


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
    loss_type = modules.get(_loss_name(facts, last))
    target = _target(facts.graph)
    target_module = make_source(facts, "Target")
    if loss_type is None or target_module is None:
        return ()
    loss = loss_type()

    def apply(graph: Graph) -> Graph:
        graph, loss_node = add_node(graph, loss)
        if last is not None:
            graph = _wire(graph, graph.nodes[last.id], loss_node, "prediction")
        if target is None:
            graph, added = add_node(graph, target_module)
            return _wire(graph, added, loss_node, "target")
        return _wire(graph, graph.nodes[target.id], loss_node, "target")

    return (Fix(f"Add {loss.type_name()}", apply),)


def _wire(graph: Graph, source: Node, loss: Node, port: str) -> Graph:
    return connect(graph, Edge(source.id, output_ports(graph, source)[0].name, loss.id, port))


def _loss_name(facts: Facts, last: Node | None) -> str:
    target = _target(facts.graph)
    field = target_field(facts)
    if target is not None and isinstance(target.module, Source):
        field = target.module.field
    spec = (facts.fields or {}).get(field or "")
    if spec is None or spec.kind == "float":
        return "MSELoss"
    # Probabilities and their logarithms have losses of their own.
    return _READERS.get(_type_behind(facts.graph, last), "CrossEntropyLoss")


def _type_behind(graph: Graph, node: Node | None) -> str:
    """Return the type of a node, or of the one whose value it only hands on."""
    seen: set[str] = set()
    while node is not None and isinstance(node.module, Identity) and node.id not in seen:
        seen.add(node.id)
        edge = graph.edge_into(node.id, "x")
        node = None if edge is None else graph.nodes.get(edge.source)
    return "" if node is None else node.module.type_name()


def _target(graph: Graph) -> Node | None:
    return next((node for node in graph.nodes.values() if is_target(node.module)), None)


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
