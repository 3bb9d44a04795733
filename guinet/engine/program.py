"""The graph as a flat list of calls: what an executor walks, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs
from guinet.core.weight import StateSpec, WeightSpec
from guinet.graph.flat import FlatEdge, FlatGraph, FlatNode
from guinet.modules.activation.identity import Identity

__all__ = ["Call", "Group", "Program", "build_program"]


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that share weights and state; most groups have one member.

    Attributes
    ----------
    members
        The nodes in order of insertion; the path of the first names the group.
    weights, state
        What each member declares.
    """

    members: tuple[FlatNode, ...]
    weights: Mapping[str, WeightSpec]
    state: Mapping[str, StateSpec]


@dataclass(frozen=True, slots=True)
class Call:
    """One node in the order of execution.

    Every output of every node has a number, its *slot*; the values and the gradients of a
    pass are lists by slot.

    Attributes
    ----------
    path, module
        The node.
    specs
        Specs of the inputs; for a `Source` that of its field.
    sources
        Slots of the inputs, in the order of the ports; empty for a `Source`.
    edges
        Number of the edge into each input, in `Program.edges`.
    first, last
        The slots of the outputs are ``range(first, last)``.
    group
        Number of the share group in `Program.groups`; group 0 is empty.
    field
        The field of the data that a `Source` brings in, else None.
    loss_weight
        Factor of a loss in the total, 0 for what is none.
    learns
        Whether anything learned stands here or upstream; elsewhere gradients serve no update,
        nor do they before a module that lets none back.
    """

    path: str
    module: Module
    specs: Specs
    sources: tuple[int, ...]
    edges: tuple[int, ...]
    first: int
    last: int
    group: int
    field: str | None
    loss_weight: float
    learns: bool


@dataclass(frozen=True)
class Program:
    """What is executed.

    Attributes
    ----------
    calls
        Nodes in the order of execution.
    losses
        The calls that add to the total loss.
    edges
        The edges between executed nodes, in the order of the graph.
    edge_slots
        The slot that each edge reads.
    given
        Of each edge, whether it carries right answers, whose gradient is not shown.
    groups
        Share groups; number 0 has no members.
    group_of
        Path of a node with weights or state to its group.
    specs
        Spec of each slot.
    fields
        Names of the fields of the data.
    """

    calls: tuple[Call, ...]
    losses: tuple[Call, ...]
    edges: tuple[FlatEdge, ...]
    edge_slots: tuple[int, ...]
    given: tuple[bool, ...]
    groups: tuple[Group, ...]
    group_of: Mapping[str, int]
    specs: Specs
    fields: frozenset[str]


def build_program(
    flat: FlatGraph,
    order: Sequence[str],
    outputs: Mapping[str, Specs],
    fields: Mapping[str, FieldSpec],
) -> Program:
    """Number slots, edges and share groups.

    Parameters
    ----------
    flat
        The graph; what is idle in it is left out.
    order
        Paths, topologically sorted.
    outputs
        Specs of the outputs of every node that can run; the others are left out.
    fields
        The fields of the data.
    """
    paths = [path for path in order if path in outputs and path not in flat.idle]
    run = set(paths)
    edges = tuple(e for e in flat.edges if e.source in run and e.target in run)
    slot_of: dict[tuple[str, str], int] = {}
    specs: list[FieldSpec] = []
    for path in paths:
        for port, spec in zip(flat.nodes[path].module.output_ports(), outputs[path], strict=True):
            slot_of[path, port.name] = len(specs)
            specs.append(spec)
    into = {(edge.target, edge.target_port): number for number, edge in enumerate(edges)}
    edge_slots = tuple(slot_of[edge.source, edge.source_port] for edge in edges)

    joined: dict[str, tuple[int, ...]] = {}
    inputs: dict[str, Specs] = {}
    for path in paths:
        module = flat.nodes[path].module
        if isinstance(module, Source):
            joined[path] = ()
            inputs[path] = (fields[module.field],)
        else:
            joined[path] = tuple(into[path, port.name] for port in module.input_ports())
            inputs[path] = tuple(specs[edge_slots[number]] for number in joined[path])
    groups = _groups([node for path, node in flat.nodes.items() if path in inputs], inputs)
    group_of = {node.path: n for n, group in enumerate(groups) for node in group.members}

    calls: list[Call] = []
    learning: list[bool] = []
    for path in paths:
        module = flat.nodes[path].module
        group = group_of.get(path, 0)
        sources = tuple(edge_slots[number] for number in joined[path])
        upstream = any(learning[slot] for slot in sources) and not module.detaches
        learns = bool(groups[group].weights) or upstream
        first = len(learning)
        learning += [learns] * len(outputs[path])
        calls.append(
            Call(
                path=path,
                module=module,
                specs=inputs[path],
                sources=sources,
                edges=joined[path],
                first=first,
                last=len(learning),
                group=group,
                field=module.field if isinstance(module, Source) else None,
                loss_weight=module.loss_weight if isinstance(module, Loss) else 0.0,
                learns=learns,
            )
        )
    losses = tuple(call for call in calls if isinstance(call.module, Loss))
    answers: set[str] = set()
    for call in calls:
        brings = isinstance(call.module, Source) and not call.module.takes_gradient
        # What only hands on the right answers, such as a Reroute, has none of its own either.
        handed = isinstance(call.module, Identity) and edges[call.edges[0]].source in answers
        if brings or handed:
            answers.add(call.path)
    given = tuple(edge.source in answers for edge in edges)
    return Program(
        calls=tuple(calls),
        losses=losses,
        edges=edges,
        edge_slots=edge_slots,
        given=given,
        groups=groups,
        group_of=group_of,
        specs=tuple(specs),
        fields=frozenset(fields),
    )


def _groups(nodes: Sequence[FlatNode], inputs: Mapping[str, Specs]) -> tuple[Group, ...]:
    """Join the nodes with one share tag whose arrays are equal in name and shape."""
    members: dict[object, list[FlatNode]] = {}
    declared: dict[object, tuple[Mapping[str, WeightSpec], Mapping[str, StateSpec]]] = {}
    for node in nodes:
        weights = node.module.weights(inputs[node.path])
        state = node.module.state(inputs[node.path])
        if not weights and not state:
            continue
        shapes = [(name, weight.shape) for name, weight in weights.items()]
        shapes += [(name, kept.shape) for name, kept in state.items()]
        alike = (node.share, type(node.module), tuple(shapes))
        members.setdefault(alike, []).append(node)
        declared.setdefault(alike, (weights, state))
    joined = (Group(tuple(nodes), *declared[alike]) for alike, nodes in members.items())
    return Group((), {}, {}), *joined
