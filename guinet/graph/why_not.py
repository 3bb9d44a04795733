"""What to say about an edge while it is still in the air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from guinet.core.errors import ShapeError
from guinet.core.module import Port
from guinet.core.spec import FieldSpec
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.order import Topology, topology
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.shapes import infer_shapes
from guinet.graph.trial import Given, Trials

__all__ = ["Verdict", "Verdicts", "why_not"]


@dataclass(frozen=True)
class Verdict:
    """Whether an edge may be dropped.

    Attributes
    ----------
    allowed
        Whether dropping it makes an edge.
    level
        ``"ok"``; ``"mismatch"`` (allowed, and becomes a problem with fixes); ``"refused"``.
    reason
        One sentence for the person whose hand holds the wire; may be empty if all is well.
    spec
        What the edge would carry, None where that is not known.
    gives
        What each output of its target would then give, None where that is not known.
    """

    allowed: bool
    level: Literal["ok", "mismatch", "refused"]
    reason: str = ""
    spec: FieldSpec | None = field(default=None, compare=False)
    gives: Given = field(default=(), compare=False)


class Verdicts:
    """Answers for many candidate edges of one graph; make one per drag.

    Parameters
    ----------
    graph
        The graph on the canvas.
    fields
        What the data offer; None if not known.
    trials
        Answers about this very graph, where what flows in it is known already.
    """

    def __init__(
        self,
        graph: Graph,
        fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None,
        trials: Trials | None = None,
    ) -> None:
        self._graph = graph
        if trials is None:
            flat = flatten(graph)
            order = topology(flat).order
            trials = Trials(graph, flat, order, infer_shapes(flat, fields, order))
        self._trials = trials
        self._drawn = Topology(
            graph.nodes,
            (
                (edge.source, edge.target)
                for edge in graph.edges
                if edge.source in graph.nodes and edge.target in graph.nodes
            ),
        )
        self._before: dict[str, set[str]] = {}
        self._occupied = {(e.target, e.target_port): e for e in graph.edges}

    def why_not(self, edge: Edge) -> Verdict:
        """Return what to say about an edge; nothing is changed."""
        source, target = self._graph.nodes.get(edge.source), self._graph.nodes.get(edge.target)
        if source is None or target is None:
            return _refused("The node is not in the graph any more.")
        refusal = self._refusal(source, target, edge)
        if refusal:
            return _refused(refusal)
        verdict = self._judge(source, target, edge)
        if verdict.level == "mismatch":
            return verdict
        occupied = self._occupied.get((edge.target, edge.target_port))
        if occupied == edge:
            return replace(verdict, reason="These two are joined already.")
        if occupied is not None and occupied.source in self._graph.nodes:
            other = self._graph.nodes[occupied.source].name
            return replace(verdict, reason=f"Replaces the wire from {other}.")
        return verdict

    def _refusal(self, source: Node, target: Node, edge: Edge) -> str:
        outputs = _names(output_ports(self._graph, source))
        inputs = _names(input_ports(self._graph, target))
        if edge.source_port not in outputs:
            if edge.source_port in _names(input_ports(self._graph, source)):
                return "A wire begins at an output; this is an input."
            return f"{source.name} has no output {edge.source_port}."
        grown = grow(target.module)
        spare = None if grown is None else grown.input_ports()[-1].name
        if edge.target_port not in inputs and edge.target_port != spare:
            if edge.target_port in _names(output_ports(self._graph, target)):
                return "A wire ends at an input; this is an output."
            return f"{target.name} has no input {edge.target_port}."
        if edge.source == edge.target:
            return f"{source.name} cannot feed itself: a network has no cycles."
        before = self._before.get(edge.source)
        if before is None:
            before = self._before[edge.source] = self._drawn.upstream((edge.source,))
        if edge.target in before:
            return f"This would close a cycle: {target.name} already leads to {source.name}."
        return ""

    def _judge(self, source: Node, target: Node, edge: Edge) -> Verdict:
        spec = self._trials.spec(source, edge.source_port)
        if spec is None:
            return Verdict(True, "ok")
        try:
            gives = self._trials.give(target, edge.target_port, spec)
        except ShapeError as error:
            return Verdict(True, "mismatch", str(error), spec)
        return Verdict(True, "ok", "", spec, gives)


def why_not(
    graph: Graph,
    edge: Edge,
    fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None,
) -> Verdict:
    """Return what to say about one edge; for many of one graph, make `Verdicts` once."""
    return Verdicts(graph, fields).why_not(edge)


def _refused(reason: str) -> Verdict:
    return Verdict(False, "refused", reason)


def _names(ports: tuple[Port, ...]) -> list[str]:
    return [port.name for port in ports]
