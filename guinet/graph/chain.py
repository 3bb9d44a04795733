"""A whole network from modules that follow each other: Input, Target and loss around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.graph.edits import add_node, connect
from guinet.graph.facts import Facts, gather
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.names import free_name, name_fault
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.problem import Fix
from guinet.graph.rules.mismatch import mends
from guinet.graph.rules.no_loss import no_loss
from guinet.graph.rules.sources import make_source

__all__ = ["Beginning", "Layer", "chain_graph", "whole_network"]

Fields = Mapping[str, FieldSpec | tuple[int, ...]]


@dataclass(frozen=True)
class Layer:
    """A module in a chain.

    Attributes
    ----------
    module
        The module, with one input.
    name
        What its node is to be called; empty for an automatic name.
    reads
        How many features or channels it was said to read; None where nothing was said.
    """

    module: Module
    name: str = ""
    reads: int | None = None


@dataclass(frozen=True)
class Beginning:
    """A network to begin with.

    Attributes
    ----------
    graph
        Input, the modules, the loss and its Target.
    notes
        What a person should know of it, one sentence each.
    """

    graph: Graph
    notes: tuple[str, ...] = ()


def chain_graph(layers: Iterable[Layer]) -> Graph:
    """Return the modules joined one behind the other, the first input left open."""
    graph, before = Graph(), None
    for layer in layers:
        graph, node = add_node(graph, layer.module, _free(graph, layer.name))
        if before is not None:
            graph = _join(graph, before, node)
        before = node
    return graph


def whole_network(layers: Iterable[Layer], fields: Fields | None = None) -> Beginning:
    """Return a network that can be trained: the data go in, and a loss that suits them ends it.

    Parameters
    ----------
    layers
        The modules in order; at least one.
    fields
        What the data offer; None if that is not known.
    """
    layers = tuple(layers)
    chain = chain_graph(layers)
    ids = tuple(chain.nodes)
    source = make_source(gather(Graph(), fields), "Input")
    graph = chain
    if source is not None:
        graph, entry = _with_first(chain, source)
        graph = _join(graph, entry, graph.nodes[ids[0]])
    graph, flattened = _flattened(graph, ids[0], fields)
    facts = gather(graph, fields)
    notes = [*flattened, *_contradictions(facts, ids, layers)]
    fix = _loss(facts)
    if fix is not None:
        graph = fix.apply(graph)
        _, _, changes = fix.label.partition(", ")
        notes += [f"To suit the target: {changes}."] if changes else []
    return Beginning(graph, tuple(notes))


def _loss(facts: Facts) -> Fix | None:
    for problem in no_loss(facts):
        return next(iter(problem.fixes), None)
    return None


def _flattened(graph: Graph, first: str, fields: Fields | None) -> tuple[Graph, tuple[str, ...]]:
    """Return the graph with images flattened where its first module reads features."""
    facts = gather(graph, fields)
    name = graph.nodes[first].name
    error = facts.inference.errors.get(name)
    for fix in () if error is None else mends(facts, name, error):
        if fix.label == "Insert Flatten":
            shape = facts.inference.inputs[name][0]
            words = "" if shape is None else f", for the data are {shape.text()}"
            return fix.apply(graph), (f"A Flatten stands in front{words}.",)
    return graph, ()


def _contradictions(facts: Facts, ids: tuple[str, ...], layers: tuple[Layer, ...]) -> list[str]:
    """Return a sentence for each module that was said to read another width than arrives."""
    found = []
    for node_id, layer in zip(ids, layers, strict=True):
        name = facts.graph.nodes[node_id].name
        if name in facts.inference.errors:
            continue
        arriving = facts.inference.inputs.get(name, (None,))[0]
        if layer.reads is None or arriving is None or not arriving.shape:
            continue
        width = arriving.shape[0] if len(arriving.shape) == 3 else arriving.shape[-1]
        if arriving.kind == "float" and width != layer.reads:
            found.append(
                f"{name} was written for inputs of size {layer.reads} and gets {width}: input "
                "sizes follow from the wires."
            )
    return found


def _with_first(graph: Graph, module: Module) -> tuple[Graph, Node]:
    """Return the graph with a node that stands first, so that it also reads first."""
    changed, node = add_node(graph, module)
    nodes = {node.id: node, **{i: n for i, n in changed.nodes.items() if i != node.id}}
    return Graph(nodes, changed.edges, changed.composites), node


def _join(graph: Graph, source: Node, target: Node) -> Graph:
    output = output_ports(graph, source)[0].name
    return connect(graph, Edge(source.id, output, target.id, input_ports(graph, target)[0].name))


def _free(graph: Graph, name: str) -> str | None:
    """Return a name that the graph can take, None for an automatic one."""
    if name_fault(name):
        return None
    if graph.by_name(name) is None:
        return name
    return free_name({node.name for node in graph.nodes.values()}, name)
