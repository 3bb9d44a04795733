"""What a node would give if something else arrived at one of its inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guinet.core.module import Port
from guinet.core.spec import FieldSpec
from guinet.graph.bypass import bypass_of
from guinet.graph.composite import CompositeUse
from guinet.graph.flat import FlatGraph
from guinet.graph.model import Graph, Node
from guinet.graph.ports import grow, input_ports, output_ports
from guinet.graph.shapes import Inference, infer_node

__all__ = ["Given", "Trials", "infer_inside"]

Given = tuple[FieldSpec | None, ...]
"""One spec per port, None where it is not known."""


class Trials:
    """Answers for one graph, from what is known about it; nothing is changed.

    Parameters
    ----------
    graph
        As drawn.
    flat, order, inference
        What is executed of the outermost graph, in which order, and what flows there.
    prefix
        What the paths of the graph's nodes begin with, see `Standpoint.prefix`.
    """

    def __init__(
        self,
        graph: Graph,
        flat: FlatGraph,
        order: Sequence[str],
        inference: Inference,
        prefix: str = "",
    ) -> None:
        self._graph = graph
        self._flat = flat
        self._order = order
        self._inference = inference
        self._prefix = prefix
        self._feeds = {(e.target, e.target_port): (e.source, e.source_port) for e in flat.edges}

    def spec(self, node: Node, port: str) -> FieldSpec | None:
        """Return what an output gives, None where that is not known."""
        within = f"{self._path(node)}.{port}"
        if isinstance(node.module, CompositeUse) and within in self._flat.nodes:
            inner = self._inference.outputs.get(within)
            return None if inner is None else inner[0]
        outputs = self._inference.outputs.get(self._path(node))
        if outputs is None:
            return None
        if bypass_of(self._graph, node) is not None:
            return outputs[0]
        return dict(zip(_names(node.module.output_ports()), outputs, strict=True)).get(port)

    def arriving(self, node: Node) -> dict[str, FieldSpec | None]:
        """Return what arrives at each input of a node."""
        names = _names(input_ports(self._graph, node))
        if isinstance(node.module, CompositeUse):
            inlets = [self._inference.inputs.get(f"{self._path(node)}.{name}") for name in names]
            specs = tuple(None if inlet is None else inlet[0] for inlet in inlets)
        else:
            specs = self._inference.inputs.get(self._path(node), ())
        return dict(zip(names, specs, strict=False))

    def give(self, node: Node, port: str, spec: FieldSpec) -> Given:
        """Return what a node would give; the port may be the one a variadic module would gain.

        Raises
        ------
        ShapeError
            If the node, or something inside it, cannot read what would arrive.
        """
        if bypass_of(self._graph, node) is not None:  # it reads nothing, it hands on
            return (None,) * len(output_ports(self._graph, node))
        if isinstance(node.module, CompositeUse):
            return self._inside(node, port, spec)
        module = node.module
        known = self.arriving(node)
        if port not in _names(module.input_ports()):
            grown = grow(module)
            assert grown is not None
            module = grown
        known[port] = spec
        inputs = tuple(known.get(name) for name in _names(module.input_ports()))
        inferred = infer_node(module, inputs)
        return (None,) * len(module.output_ports()) if inferred is None else inferred

    def _path(self, node: Node) -> str:
        return f"{self._prefix}{node.name}"

    def _inside(self, use: Node, port: str, spec: FieldSpec) -> Given:
        beginning = f"{self._path(use)}."
        order = [path for path in self._order if path.startswith(beginning)]
        values = infer_inside(
            self._flat, order, {f"{beginning}{port}": spec}, self._inference, self._feeds
        )
        names = _names(output_ports(self._graph, use))
        return tuple(values.get((f"{beginning}{name}", "y")) for name in names)


def infer_inside(
    flat: FlatGraph,
    order: Sequence[str],
    entering: Mapping[str, FieldSpec | None],
    before: Inference,
    feeds: Mapping[tuple[str, str], tuple[str, str]],
) -> dict[tuple[str, str], FieldSpec | None]:
    """Infer through part of a graph; the first trouble is raised.

    Parameters
    ----------
    flat
        The executed graph.
    order
        The paths to go through.
    entering
        What arrives at Inlets, by path, in place of what did.
    before
        What was known: holds where nothing else arrives.
    feeds
        By path and input port, the output that feeds it.

    Returns
    -------
    values
        By path and output port, what comes out where that was inferred anew.
    """
    values: dict[tuple[str, str], FieldSpec | None] = {}
    for path in order:
        module = flat.nodes[path].module
        ports = _names(module.input_ports())
        known = before.inputs.get(path, (None,) * len(ports))
        if path in entering:
            arriving: Given = (entering[path],)
        else:
            arriving = tuple(
                values.get(feeds.get((path, name), ("", "")), known[position])
                for position, name in enumerate(ports)
            )
        # What says nothing new keeps its silence: its trouble, if any, is not of this making.
        outputs = before.outputs.get(path) if arriving == known else infer_node(module, arriving)
        for position, name in enumerate(_names(module.output_ports())):
            values[path, name] = None if outputs is None else outputs[position]
    return values


def _names(ports: tuple[Port, ...]) -> list[str]:
    return [port.name for port in ports]
