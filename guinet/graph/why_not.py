"""What to say about an edge while it is still in the air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guinet.core.errors import ShapeError
from guinet.core.module import Port
from guinet.core.spec import FieldSpec
from guinet.graph.bypass import bypass_of
from guinet.graph.composite import CompositeUse
from guinet.graph.flat import FlatGraph
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.order import Topology, topology
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.shapes import Inference, infer_node, infer_shapes

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
    """

    allowed: bool
    level: Literal["ok", "mismatch", "refused"]
    reason: str = ""


class Verdicts:
    """Answers for many candidate edges of one graph; make one per drag.

    Parameters
    ----------
    graph
        The graph on the canvas.
    fields
        What the data offer; None if not known.
    """

    def __init__(
        self, graph: Graph, fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None
    ) -> None:
        self._graph = graph
        self._flat: FlatGraph = flatten(graph)
        self._order = topology(self._flat).order
        self._inference: Inference = infer_shapes(self._flat, fields, self._order)
        self._drawn = Topology(
            graph.nodes,
            (
                (edge.source, edge.target)
                for edge in graph.edges
                if edge.source in graph.nodes and edge.target in graph.nodes
            ),
        )
        self._before: dict[str, set[str]] = {}
        self._feeds = {(e.target, e.target_port): e for e in self._flat.edges}
        self._occupied = {(e.target, e.target_port): e for e in graph.edges}

    def why_not(self, edge: Edge) -> Verdict:
        """Return what to say about an edge; nothing is changed."""
        source, target = self._graph.nodes.get(edge.source), self._graph.nodes.get(edge.target)
        if source is None or target is None:
            return _refused("The node is not in the graph any more.")
        refusal = self._refusal(source, target, edge)
        if refusal:
            return _refused(refusal)
        mismatch = self._mismatch(source, target, edge)
        if mismatch:
            return Verdict(True, "mismatch", mismatch)
        occupied = self._occupied.get((edge.target, edge.target_port))
        if occupied == edge:
            return Verdict(True, "ok", "These two are joined already.")
        if occupied is not None and occupied.source in self._graph.nodes:
            other = self._graph.nodes[occupied.source].name
            return Verdict(True, "ok", f"Replaces the wire from {other}.")
        return Verdict(True, "ok")

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

    def _mismatch(self, source: Node, target: Node, edge: Edge) -> str:
        spec = self._spec(source, edge.source_port)
        if spec is None or bypass_of(self._graph, target) is not None:
            return ""
        try:
            if isinstance(target.module, CompositeUse):
                self._try_inside(target.name, edge.target_port, spec)
            else:
                self._try_node(target, edge.target_port, spec)
        except ShapeError as error:
            return str(error)
        return ""

    def _spec(self, source: Node, port: str) -> FieldSpec | None:
        within = f"{source.name}.{port}"
        if isinstance(source.module, CompositeUse) and within in self._flat.nodes:
            inner = self._inference.outputs.get(within)
            return None if inner is None else inner[0]
        outputs = self._inference.outputs.get(source.name)
        if outputs is None:
            return None
        if bypass_of(self._graph, source) is not None:
            return outputs[0]
        return dict(zip(_names(source.module.output_ports()), outputs, strict=True)).get(port)

    def _try_node(self, target: Node, port: str, spec: FieldSpec) -> None:
        module = target.module
        known = dict(
            zip(
                _names(module.input_ports()),
                self._inference.inputs.get(target.name, ()),
                strict=False,
            )
        )
        if port not in known:
            grown = grow(module)
            assert grown is not None
            module = grown
        known[port] = spec
        inputs = tuple(known.get(name) for name in _names(module.input_ports()))
        infer_node(module, inputs)

    def _try_inside(self, use: str, port: str, spec: FieldSpec) -> None:
        """Infer through the inside of a composite use; the first trouble is raised."""
        beginning = f"{use}."
        entered = f"{use}.{port}"
        fresh: dict[tuple[str, str], FieldSpec | None] = {}
        for path in self._order:
            if not path.startswith(beginning):
                continue
            module = self._flat.nodes[path].module
            before = self._inference.inputs[path]
            arriving = tuple(
                spec if path == entered else self._arriving(path, name, fresh, before[position])
                for position, name in enumerate(_names(module.input_ports()))
            )
            if arriving == before:
                continue
            inferred = infer_node(module, arriving)
            for position, name in enumerate(_names(module.output_ports())):
                fresh[path, name] = None if inferred is None else inferred[position]

    def _arriving(
        self,
        path: str,
        port: str,
        fresh: Mapping[tuple[str, str], FieldSpec | None],
        before: FieldSpec | None,
    ) -> FieldSpec | None:
        feed = self._feeds.get((path, port))
        return before if feed is None else fresh.get((feed.source, feed.source_port), before)


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
