"""Writing a graph in Python, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from guinet.core.errors import GraphError
from guinet.core.fields import shortened
from guinet.core.module import Module
from guinet.graph.composite import CompositeUse
from guinet.graph.definition import Definition, adopt
from guinet.graph.edits import add_node, connect, set_bypassed, set_learning_rate_factor
from guinet.graph.exposed import Target, entries_of, use_with
from guinet.graph.fragment import merge_composites
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.graph.names import free_id, name_fault
from guinet.graph.ports import input_ports, output_ports, spare_port
from guinet.modules import modules

__all__ = ["GraphBuilder", "Ref"]


class Ref:
    """A node added by a builder; ``ref["port"]`` is one of its outputs.

    Attributes
    ----------
    name
        Name of the node.
    id
        Id of the node.
    port
        The output that is meant; None for the first one.
    """

    def __init__(self, builder: GraphBuilder, node: Node, port: str | None = None) -> None:
        self.builder = builder
        self.name = node.name
        self.id = node.id
        self.port = port
        self._node = node

    def __getitem__(self, port: str) -> Ref:
        """Return the same node with another output picked.

        Raises
        ------
        GraphError
            If the node has no such output.
        """
        if port not in self.outputs:
            has = ", ".join(self.outputs) or "none"
            raise GraphError(f"{self.name} has no output {port!r}; its outputs are: {has}.")
        return Ref(self.builder, self._node, port)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs that can be picked."""
        return self.builder.outputs_of(self.id)

    def __repr__(self) -> str:
        """Write the name, with the port where one was picked."""
        return f"<{self.name}>" if self.port is None else f"<{self.name}:{self.port}>"


class _Arrival(NamedTuple):
    port: str
    source: Ref


class GraphBuilder:
    """Builds a `Graph`: add nodes, name their sources, take the result.

    Examples
    --------
    >>> b = GraphBuilder()
    >>> x = b.add("Input")
    >>> p = b.add("Linear", x, out_features=1, name="out")
    >>> loss = b.add("MSELoss", p, b.add("Target"), name="loss")
    >>> [node.name for node in b.build().nodes.values()]
    ['input1', 'out', 'target1', 'loss']
    """

    def __init__(self) -> None:
        self._graph = Graph()

    def add(
        self,
        type: str,  # noqa: A002  (the word of files and of PyTorch's users)
        /,
        *sources: Ref,
        inputs: Mapping[str, Ref] | None = None,
        name: str | None = None,
        share: str | None = None,
        learning_rate_factor: float = 1.0,
        bypassed: bool = False,
        **settings: Any,
    ) -> Ref:
        """Add a node.

        Parameters
        ----------
        type
            Type of the module, or the name of a composite from `define`.
        sources
            What goes into the input ports, in order; a variadic module grows as needed.
        inputs
            What goes into input ports by name.
        name
            Name of the node; automatic (``linear1``) if not given.
        share
            Nodes with one tag and one type share their weights.
        learning_rate_factor
            What the learning rate of its weights is multiplied by; 0 freezes them.
        bypassed
            Whether what arrives is handed on as if the node were a piece of wire.
        settings
            Hyperparameters by name.

        Raises
        ------
        GraphError
            For an unknown type, port or source, a name that is taken, a factor that is not a
            number from 0 to 1000, or a node that has nothing to hand on.
        HyperparameterError
            For a setting that the module refuses.
        """
        graph, node = add_node(self._graph, self._module(type, settings), name)
        if not isinstance(inputs, Mapping | None):
            raise GraphError(
                f'The inputs of {node.name} are given by name, as {{"x": source}}, not as '
                f"{shortened(inputs)}."
            )
        if not isinstance(share, str | None):
            raise GraphError(f"The share tag of {node.name} is text, not {shortened(share)}.")
        if share is not None:
            node = replace(node, share=share)
            graph = replace(graph, nodes={**graph.nodes, node.id: node})
        graph = set_learning_rate_factor(graph, node.id, learning_rate_factor)
        for position, source in enumerate(sources):
            graph = self._join(graph, node, self._port_at(graph, node.id, position), source)
        for port, source in (inputs or {}).items():
            graph = self._join(graph, node, port, source)
        self._graph = set_bypassed(graph, node.id, bypassed)
        return Ref(self, node)

    def define(
        self,
        name: str | Definition,
        graph: Graph | None = None,
        exposed: Mapping[str, Target | Iterable[Target]] | Iterable[Exposed] = (),
        docs: Mapping[str, str] | None = None,
    ) -> str:
        """Define a composite; afterwards ``add(name, ...)`` uses it like a module.

        Parameters
        ----------
        name
            What people call it; or a whole definition, such as ``guinet.composite(...)``
            returns, and then nothing else. One that the graph has already is no mistake.
        graph
            Its inside; Inlet and Outlet nodes are its ports, by their names.
        exposed
            Settings that each use may choose: from the name to the inner node's name and its
            hyperparameter, e.g. ``{"width": ("hidden", "out_features")}``, or to a list of
            those, which must be of one kind and have one value.
        docs
            What the exposed settings are, by name, in a line; without it the line of the inner
            hyperparameter is shown.

        Returns
        -------
        id
            The definition's id.

        Raises
        ------
        GraphError
            If the name is taken by a module or a composite, or an exposed setting does not
            exist.
        """
        if isinstance(name, Definition):
            return self._adopt(name)
        if not isinstance(graph, Graph):
            raise GraphError(
                f"The composite {name} lacks its inside: define(name, graph). One of the library "
                "comes as a whole: define(guinet.composite(name))."
            )
        if name_fault(name):
            raise GraphError(f"A composite's name {name_fault(name)}: {name!r}.")
        self._require_free(name)
        composites, ids = merge_composites(self._graph.composites, graph.composites)
        nodes = {
            node_id: replace(node, module=_renumbered(node.module, ids))
            for node_id, node in graph.nodes.items()
        }
        inner = replace(graph, nodes=nodes, composites={})
        definition = free_id(composites.keys(), "c")
        entries = entries_of(inner, composites, exposed, docs)
        composite = Composite(definition, name, inner, entries)
        self._graph = replace(self._graph, composites={**composites, definition: composite})
        return definition

    def build(self) -> Graph:
        """Return the graph as it stands; `guinet.check` says whether it is sound."""
        return self._graph

    def outputs_of(self, node_id: str) -> tuple[str, ...]:
        """Return the names of a node's outputs."""
        return tuple(p.name for p in output_ports(self._graph, self._graph.nodes[node_id]))

    def _definition(self, name: str) -> Composite | None:
        return next((c for c in self._graph.composites.values() if c.name == name), None)

    def _adopt(self, definition: Definition) -> str:
        graph, ids = adopt(self._graph, definition)
        own = ids[definition.composite.id]
        if own not in self._graph.composites:
            self._require_free(definition.name)
        self._graph = graph
        return own

    def _require_free(self, name: str) -> None:
        if name in modules.types() or self._definition(name) is not None:
            raise GraphError(f"There is a module named {name} already; choose another name.")

    def _module(self, type_name: str, settings: Mapping[str, Any]) -> Module:
        composite = self._definition(type_name)
        if composite is not None:
            return use_with(self._graph.composites, composite, settings)
        module_type = modules.get(type_name)
        if module_type is None:
            names = [*modules.names(), *(c.name for c in self._graph.composites.values())]
            raise GraphError(f"There is no module named {type_name!r}{_closest(type_name, names)}")
        return module_type(**settings)

    def _port_at(self, graph: Graph, node_id: str, position: int) -> str:
        node = graph.nodes[node_id]
        ports = input_ports(graph, node)
        if position < len(ports):
            return ports[position].name
        spare = spare_port(node.module)
        if spare is None:
            raise GraphError(
                f"{node.name} has {len(ports)} inputs, so source {position + 1} has no place."
            )
        return spare.name

    def _join(self, graph: Graph, node: Node, port: str, source: Ref) -> Graph:
        if not isinstance(source, Ref):
            raise GraphError(f"The sources of {node.name} are what add() returned, not {source!r}.")
        if source.builder is not self:
            raise GraphError(f"{source.name} belongs to another graph than {node.name}.")
        output = source.port
        if output is None:
            ports = output_ports(graph, graph.nodes[source.id])
            if not ports:
                raise GraphError(f"{source.name} has no output to join to {node.name}.")
            output = ports[0].name
        return connect(graph, Edge(source.id, output, node.id, port))


def _closest(name: str, names: Iterable[str]) -> str:
    by_lower = {known.lower(): known for known in names}
    close = get_close_matches(str(name).lower(), by_lower, n=1)
    return f"; did you mean {by_lower[close[0]]}?" if close else "."


def _renumbered(module: Module, ids: Mapping[str, str]) -> Module:
    if isinstance(module, CompositeUse) and module.definition in ids:
        return module.replace(definition=ids[module.definition])
    return module
