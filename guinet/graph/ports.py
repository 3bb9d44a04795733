"""The ports of a node, composite uses included."""

from __future__ import annotations

from guinet.core.errors import HyperparameterError
from guinet.core.module import Module, Port
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph, Node
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

# These few classes have no subclasses; comparing types is many times quicker than isinstance
# on an abstract class, and ports are asked for on every pass over a graph.

__all__ = ["drawn_inputs", "drawn_outputs", "grow", "input_ports", "output_ports", "spare_port"]


def input_ports(graph: Graph, node: Node) -> tuple[Port, ...]:
    """Return the input ports of a node in order.

    Parameters
    ----------
    graph
        The graph with the composite definitions; for a node inside a definition that is
        `guinet.graph.scopes.inside`.
    node
        The node. An Inlet has none: what it passes on arrives from outside.
    """
    module = node.module
    if type(module) is CompositeUse:
        if module.definition in graph.composites:
            inner = graph.composites[module.definition].graph.nodes.values()
            return tuple(
                Port(inlet.name, inlet.module.input_ports()[0].kinds)
                for inlet in inner
                if type(inlet.module) is Inlet
            )
        # The definition is missing: the edges are all that is known.
        used = dict.fromkeys(e.target_port for e in graph.edges if e.target == node.id)
        return tuple(Port(name, ("float", "index", "class")) for name in used)
    return drawn_inputs(module)


def drawn_inputs(module: Module) -> tuple[Port, ...]:
    """Return the input ports that edges are drawn to, of anything but a composite use."""
    return () if type(module) is Inlet else module.input_ports()


def drawn_outputs(module: Module) -> tuple[Port, ...]:
    """Return the output ports that edges are drawn from, of anything but a composite use."""
    return () if type(module) is Outlet else module.output_ports()


def output_ports(graph: Graph, node: Node) -> tuple[Port, ...]:
    """Return the output ports of a node in order; an Outlet has none, see `input_ports`."""
    module = node.module
    if type(module) is CompositeUse:
        if module.definition in graph.composites:
            inner = graph.composites[module.definition].graph.nodes.values()
            return tuple(Port(outlet.name) for outlet in inner if type(outlet.module) is Outlet)
        used = dict.fromkeys(e.source_port for e in graph.edges if e.source == node.id)
        return tuple(Port(name) for name in used)
    return drawn_outputs(module)


def spare_port(module: Module) -> Port | None:
    """Return the input port that a variadic module would gain, or None."""
    grown = grow(module)
    return None if grown is None else grown.input_ports()[-1]


def grow(module: Module, by: int = 1) -> Module | None:
    """Return the module with more inputs (or fewer, for -1), or None where it cannot."""
    if module.variadic is None:
        return None
    try:
        return module.replace(**{module.variadic: getattr(module, module.variadic) + by})
    except HyperparameterError:
        return None
