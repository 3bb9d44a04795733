"""From the graph as drawn to the graph that is executed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from guinet.core.errors import HyperparameterError
from guinet.core.module import Module
from guinet.graph.bypass import bypass_of, idle_paths
from guinet.graph.composite import CompositeUse, with_setting
from guinet.graph.exposed import exposed_targets
from guinet.graph.flat import Bypass, FlatEdge, FlatGraph, FlatNode
from guinet.graph.model import Composite, Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import drawn_inputs, drawn_outputs, input_ports, output_ports
from guinet.graph.remembered import Remembered
from guinet.graph.scopes import inside
from guinet.graph.sharing import share_kind
from guinet.modules.activation.identity import Identity
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["Fault", "Flattening", "flatten", "flatten_fully"]

# A few definitions of which each uses the one before twice would fill any memory.
MAX_SIZE = 20_000
MAX_DEPTH = 50
_MOST_MADE = 100_000


@dataclass(frozen=True)
class Fault:
    """Something that could not be flattened.

    Attributes
    ----------
    rule
        ``"composite"`` (missing, or contains itself), ``"value"`` (an exposed setting that
        does not fit) or ``"edge"`` (joins what is not there, or an occupied input).
    path, key
        The node concerned, see `FlatNode`; a composite use has them too.
    message, hint
        What is wrong and what would help.
    edge, scope
        For ``"edge"``: the edge that was left out, and the scope it is drawn in.
    setting
        For ``"value"``: the name of the setting.
    """

    rule: Literal["composite", "value", "edge"]
    path: str
    key: str
    message: str
    hint: str = ""
    edge: Edge | None = None
    scope: str = ""
    setting: str = ""


@dataclass(frozen=True)
class Flattening:
    """The executed graph, and what had to be left out of it.

    A composite use that cannot be resolved stays in it as a `Placeholder`, so that its
    neighbours are not accused.
    """

    flat: FlatGraph
    faults: tuple[Fault, ...] = ()
    unresolved: frozenset[str] = field(default_factory=frozenset)


def flatten(graph: Graph) -> FlatGraph:
    """Return the graph that is executed: composites resolved, keyed by path.

    Exposed values are applied. Nodes of one share tag, one type and one scope share the
    weights of the first of them; uses of one composite with one tag share pairwise inside.
    """
    return flatten_fully(graph).flat


def flatten_fully(graph: Graph) -> Flattening:
    """Return the executed graph together with what had to be left out of it."""
    work = _Flattener(graph)
    work.add_scope("", "", "", {}, None, 1.0)
    idle = idle_paths(work.nodes, work.edges, work.dropped)
    flat = FlatGraph(_with_smallest_factors(work.nodes), tuple(work.edges), idle)
    return Flattening(flat, tuple(work.faults), frozenset(work.unresolved))


class _Flattener:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: dict[str, FlatNode] = {}
        self.edges: list[FlatEdge] = []
        self.faults: list[Fault] = []
        self.unresolved: set[str] = set()
        self.dropped: set[str] = set()
        self.open: list[str] = []
        self.size = 0

    def add_scope(
        self,
        scope: str,
        path: str,
        key: str,
        values: Mapping[str, Mapping[str, Any]],
        twin: str | None,
        factor: float,
    ) -> None:
        """Add the nodes and edges of one scope.

        Parameters
        ----------
        scope
            Which graph.
        path, key
            What paths and keys begin with, with their separators.
        values
            Exposed settings by inner node and field.
        twin
            Beginning of the paths inside the use whose weights this use shares, or None.
        factor
            What the learning rate of all weights inside is multiplied by.
        """
        graph = inside(self.graph, scope)
        self.size += len(graph.nodes)
        groups: dict[tuple[str, str], str] = {}
        paths: dict[str, str] = {}
        bypassed: dict[str, Bypass] = {}
        seen: set[str] = set()
        for node_id, node in graph.nodes.items():
            node_path = path + node.name
            if node_path in self.nodes or node_path in seen:
                # Two nodes of one name are a problem of their own; both keep their place.
                node_path = f"{node_path}#{node_id}"
            seen.add(node_path)
            paths[node_id] = node_path
            bypass = bypass_of(graph, node) if node.bypassed else None
            if bypass is not None:
                bypassed[node_id] = bypass
                if bypass.executed:
                    self.nodes[node_path] = FlatNode(
                        node_path, key + node_id, Identity(), node_path, bypass=bypass
                    )
                continue
            module = self._with_values(
                node_path, key + node_id, node.module, values.get(node_id, {})
            )
            share = None if twin is None else self._weights_of(twin + node.name)
            if share is None and node.share is not None:
                share = groups.setdefault((node.share, share_kind(module)), node_path)
            if type(module) is CompositeUse:
                self._add_use(graph, node, module, node_path, key + node_id, share, factor)
            else:
                own = factor * node.learning_rate_factor
                self.nodes[node_path] = _flat_node(
                    node_path, key + node_id, module, share or node_path, own
                )
        self._add_edges(graph, scope, paths, bypassed, key)

    def _weights_of(self, path: str) -> str:
        """Return the first of the group of a node; of a composite use, itself."""
        return self.nodes[path].share if path in self.nodes else path

    def _with_values(
        self, path: str, key: str, module: Module, values: Mapping[str, Any]
    ) -> Module:
        for name, value in values.items():
            try:
                module = with_setting(module, name, value)
            except HyperparameterError as error:
                self.faults.append(Fault("value", path, key, str(error), setting=name))
        return module

    def _add_use(
        self,
        graph: Graph,
        node: Node,
        use: CompositeUse,
        path: str,
        key: str,
        share: str | None,
        factor: float,
    ) -> None:
        composite = self.graph.composites.get(use.definition)
        if composite is None:
            message = f"{node.name} uses a composite that is not defined in this graph."
            hint = "Remove it, or paste it again from a graph that has the definition."
        elif use.definition in self.open:
            message = f"{node.name} is the composite {composite.name} inside itself."
            hint = "A composite cannot contain itself; remove this node."
        elif len(self.open) >= MAX_DEPTH or self.size >= MAX_SIZE:
            message = f"{node.name} makes the graph too large: composites in composites multiply."
            hint = f"A graph has at most {MAX_SIZE:,} nodes, composites nested {MAX_DEPTH} deep."
        else:
            self.size += 1
            self.open.append(use.definition)
            twin = None if share is None or share == path else f"{share}."
            values = self._inner_values(path, key, composite, use)
            factor *= node.learning_rate_factor
            self.add_scope(use.definition, f"{path}.", f"{key}/", values, twin, factor)
            self.open.pop()
            return
        self.faults.append(Fault("composite", path, key, message, hint))
        self.unresolved.add(path)
        stand_in = Placeholder(
            missing=use.definition,
            input_names=[port.name for port in input_ports(graph, node)],
            output_names=[port.name for port in output_ports(graph, node)],
        )
        self.nodes[path] = FlatNode(path, key, stand_in, path)

    def _inner_values(
        self, path: str, key: str, composite: Composite, use: CompositeUse
    ) -> dict[str, dict[str, Any]]:
        targets = exposed_targets(composite)
        values: dict[str, dict[str, Any]] = {}
        for name, value in use.values.items():
            if name not in targets:
                known = ", ".join(targets) or "none"
                message = f"{composite.name} has no setting {name}; there are: {known}."
                self.faults.append(Fault("value", path, key, message, setting=name))
            for entry in targets.get(name, ()):
                values.setdefault(entry.node, {})[entry.field] = value
        return values

    def _add_edges(
        self,
        graph: Graph,
        scope: str,
        paths: Mapping[str, str],
        bypassed: Mapping[str, Bypass],
        key: str,
    ) -> None:
        outputs = _Ends(self, graph, paths, bypassed, into=False)
        inputs = _Ends(self, graph, paths, bypassed, into=True)
        taken: set[tuple[str, str]] = set()
        for edge in graph.edges:
            source = outputs.find(edge.source, edge.source_port)
            target = inputs.find(edge.target, edge.target_port)
            if target is None and edge.target in bypassed:
                if source is not None and not bypassed[edge.target].executed:
                    self.dropped.add(source[0])
            elif source is None and edge.source in bypassed:
                continue
            elif source is None or target is None:
                self._leave_out(edge, scope, paths, key, _loose_end(graph, edge))
            elif target in taken:
                message = f"The input {edge.target_port} has two edges; the first one counts."
                self._leave_out(edge, scope, paths, key, message)
            else:
                taken.add(target)
                self.edges.append(_flat_edge(*source, *target))

    def _leave_out(
        self, edge: Edge, scope: str, paths: Mapping[str, str], key: str, message: str
    ) -> None:
        end = edge.target if edge.target in paths else edge.source
        path = paths.get(end, "")
        self.faults.append(Fault("edge", path, key + end if path else "", message, "", edge, scope))


def _with_smallest_factors(nodes: dict[str, FlatNode]) -> dict[str, FlatNode]:
    """Give all that share weights the smallest of their factors: one array has one."""
    smallest: dict[str, float] = {}
    for node in nodes.values():
        known = smallest.get(node.share, node.learning_rate_factor)
        smallest[node.share] = min(known, node.learning_rate_factor)
    if all(factor == 1.0 for factor in smallest.values()):
        return nodes
    return {
        path: replace(node, learning_rate_factor=smallest[node.share])
        for path, node in nodes.items()
    }


def _loose_end(graph: Graph, edge: Edge) -> str:
    def name(node_id: str) -> str:
        return graph.nodes[node_id].name if node_id in graph.nodes else "a node that is not there"

    return (
        f"An edge leads from {name(edge.source)} ({edge.source_port}) to "
        f"{name(edge.target)} ({edge.target_port}), but one of its ends does not exist."
    )


class _Ends:
    """Finds the executed port behind a drawn one."""

    def __init__(
        self,
        work: _Flattener,
        graph: Graph,
        paths: Mapping[str, str],
        bypassed: Mapping[str, Bypass],
        *,
        into: bool,
    ) -> None:
        self._work = work
        self._graph = graph
        self._paths = paths
        self._bypassed = bypassed
        self._into = into
        self._known: dict[str, tuple[str, Container[str]]] = {}
        self._inside: dict[str, dict[str, tuple[str, str]]] = {}

    def find(self, node_id: str, port: str) -> tuple[str, str] | None:
        """Return path and port of the executed end, or None."""
        known = self._known.get(node_id)
        if known is None:
            known = self._known[node_id] = self._look(node_id)
        path, names = known
        if node_id in self._inside:
            return self._inside[node_id].get(port)
        return (path, port) if port in names else None

    def _look(self, node_id: str) -> tuple[str, Container[str]]:
        """Return path and ports of a node."""
        node = self._graph.nodes.get(node_id)
        if node is None:
            return "", ()
        path = self._paths[node_id]
        if node_id in self._bypassed:
            self._inside[node_id] = _bypassed_ends(self._bypassed[node_id], path, self._into)
            return path, ()
        if type(node.module) is not CompositeUse:
            return path, (_input_names if self._into else _output_names)(node.module)
        if path in self._work.unresolved:
            ports = (input_ports if self._into else output_ports)(self._graph, node)
            return path, {port.name for port in ports}
        kind = Inlet if self._into else Outlet
        inner = self._work.graph.composites[node.module.definition].graph.nodes.values()
        self._inside[node_id] = {
            end.name: (f"{path}.{end.name}", "x" if self._into else "y")
            for end in inner
            if type(end.module) is kind
        }
        return path, ()


@Remembered
def _input_names(module: Module) -> frozenset[str]:
    return frozenset(port.name for port in drawn_inputs(module))


@Remembered
def _output_names(module: Module) -> frozenset[str]:
    return frozenset(port.name for port in drawn_outputs(module))


@lru_cache(maxsize=100_000)
def _flat_edge(source: str, source_port: str, target: str, target_port: str) -> FlatEdge:
    return FlatEdge(source, source_port, target, target_port)


_made: dict[tuple[str, str, int, str, float], FlatNode] = {}


def _flat_node(path: str, key: str, module: Module, share: str, factor: float) -> FlatNode:
    """Return an executed node; the same one as long as nothing about it changes."""
    slot = (path, key, id(module), share, factor)
    known = _made.get(slot)
    if known is None:
        if len(_made) >= _MOST_MADE:
            _made.clear()
        # It holds the module, whose identity is therefore no other's.
        known = _made[slot] = FlatNode(path, key, module, share, factor)
    return known


def _bypassed_ends(bypass: Bypass, path: str, into: bool) -> dict[str, tuple[str, str]]:
    if not bypass.executed:
        return {}
    if into:
        return {} if bypass.passes is None else {bypass.passes: (path, "x")}
    return dict.fromkeys(bypass.outputs, (path, "y"))
