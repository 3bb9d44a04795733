"""What would arrive at a port if a wire were drawn, and whether the node can read it."""

from __future__ import annotations

from guinet.core.errors import ShapeError
from guinet.core.spec import FieldSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.facts import Facts
from guinet.graph.model import Graph, Node
from guinet.graph.ports import output_ports
from guinet.graph.shapes import infer_node

__all__ = ["fits", "free_output", "output_spec"]


def free_output(graph: Graph, node: Node) -> str:
    """Return the first output of a node that nobody reads, or else the first one."""
    used = {edge.source_port for edge in graph.edges if edge.source == node.id}
    outputs = [port.name for port in output_ports(graph, node)]
    return next((name for name in outputs if name not in used), outputs[0])


def output_spec(
    facts: Facts, node: Node, prefix: str = "", port: str | None = None
) -> FieldSpec | None:
    """Return what leaves a node, None where that is not known.

    Parameters
    ----------
    prefix
        What the paths of its scope begin with, such as ``block1.``.
    port
        Name of the output; None for the first one.
    """
    path = prefix + node.name
    if isinstance(node.module, CompositeUse):
        outlets = output_ports(facts.graph, node)
        name = port or (outlets[0].name if outlets else "")
        found = facts.inference.outputs.get(f"{path}.{name}", ())
        return found[0] if found else None
    names = [each.name for each in node.module.output_ports()]
    place = names.index(port) if port in names else 0
    outputs = facts.inference.outputs.get(path, ())
    return outputs[place] if place < len(outputs) else None


def fits(facts: Facts, path: str, port: str, spec: FieldSpec | None) -> bool:
    """Whether a node could read a spec at a port; what is not known is not held against it."""
    flat = facts.flat.nodes.get(path)
    if spec is None or flat is None:
        return True
    names = [each.name for each in flat.module.input_ports()]
    inputs = list(facts.inference.inputs.get(path, (None,) * len(names)))
    if port not in names or len(inputs) != len(names):
        return True
    inputs[names.index(port)] = spec
    try:
        infer_node(flat.module, tuple(inputs))
    except ShapeError:
        return False
    return True
