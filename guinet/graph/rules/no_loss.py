"""A graph that does not say what it should learn."""

from __future__ import annotations

from collections.abc import Iterator

from guinet.core.loss import Loss
from guinet.core.source import Source
from guinet.graph.edits import add_node, connect
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.problem import Fix, Problem
from guinet.graph.rules.sources import is_target, make_source, target_field
from guinet.modules import modules

__all__ = ["no_loss"]


def no_loss(facts: Facts) -> Iterator[Problem]:
    """Offer a loss that fits the target; a type that is not installed may be one."""
    if not facts.graph.nodes or facts.losses or facts.placeholders:
        return
    yield Problem(
        path="",
        port=None,
        severity="error",
        message="There is no loss, so nothing says what the network should learn.",
        hint="End with a loss: what the network says and a Target go into it.",
        fixes=_fixes(facts),
        rule="no-loss",
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
    if spec is None or spec.kind != "class":
        return "MSELoss"
    # Softmax gives probabilities, for which there is a loss of its own.
    softmax = last is not None and last.module.type_name() == "Softmax"
    return "CategoricalCrossEntropy" if softmax else "CrossEntropyLoss"


def _target(graph: Graph) -> Node | None:
    return next((node for node in graph.nodes.values() if is_target(node.module)), None)


def _last(facts: Facts) -> Node | None:
    """Return the node whose output is likeliest the network's answer."""
    graph = facts.graph
    used = {edge.source for edge in graph.edges}
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
