"""What the cards of a graph show, gathered from the project and what is known about it."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import zip_longest

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.tuple_fields import TupleField
from guinet.graph.analysis import Analysis
from guinet.graph.bypass import bypass_of
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph, Node
from guinet.graph.nesting import inner_nodes
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import input_ports, output_ports, spare_port
from guinet.graph.problem import Problem
from guinet.graph.standpoint import Standpoint
from guinet.gui.canvas.carried import carried_by
from guinet.gui.canvas.face import Face, PortFace
from guinet.gui.format import counted

__all__ = ["FaceMaker"]

_TELLING = ("kernel_size", "scale_factor", "p")
"""Settings that stand beside the type on a card."""

_SHARE_STEPS = 64


class FaceMaker:
    """Gathers what cards show, for all nodes of one graph.

    Parameters
    ----------
    graph
        The graph that is drawn.
    analysis
        What is known about the outermost graph.
    standpoint
        From where the graph is seen.
    collapsed
        Ids of the nodes whose cards are collapsed.
    """

    def __init__(
        self,
        graph: Graph,
        analysis: Analysis,
        standpoint: Standpoint | None = None,
        collapsed: Collection[str] = (),
    ) -> None:
        self._graph = graph
        self._collapsed = collapsed
        self._standpoint = Standpoint() if standpoint is None else standpoint
        self._analysis = analysis
        self._wired: dict[str, set[str]] = {}
        for edge in graph.edges:
            self._wired.setdefault(edge.target, set()).add(edge.target_port)
        self._problems: dict[str, list[Problem]] = {}
        prefix = self._standpoint.prefix
        for problem in analysis.problems:
            if problem.path.startswith(prefix):
                # What is wrong inside a composite shows on its card.
                name = problem.path[len(prefix) :].partition(".")[0]
                self._problems.setdefault(name, []).append(problem)

        paths = {node.id: self._standpoint.path(node.name) for node in graph.nodes.values()}
        self._weights = {
            id: 0 if bypass_of(graph, graph.nodes[id]) else analysis.weight_count(path)
            for id, path in paths.items()
        }
        self._costs = {id: analysis.multiply_adds(path) for id, path in paths.items()}
        self._most_weights = max(self._weights.values(), default=0)
        self._highest_cost = max(self._costs.values(), default=0)

    def facts(self, node: Node) -> tuple[object, ...] | None:
        """Return all that the card of a node shows is made of; None where that is not simple.

        As long as it stays the same, so does the card.
        """
        path = self._standpoint.path(node.name)
        flat = self._analysis.flat.nodes.get(path)
        if flat is None or flat.bypass is not None:
            return None  # what a composite shows depends on all inside
        inference = self._analysis.inference
        # Nodes that share weights show what holds for the first of them.
        ends = (path,) if flat.share == path else (path, flat.share)
        return (
            node,
            flat,
            self._wired.get(node.id),
            self._problems.get(node.name),
            self._shares(node),
            node.id in self._collapsed,
            *(inference.inputs.get(end) for end in ends),
            *(inference.outputs.get(end) for end in ends),
            *(self._analysis.flat.nodes.get(end) for end in ends),
        )

    def face(self, node: Node) -> Face:
        """Return what the card of a node shows."""
        module, path = node.module, self._standpoint.path(node.name)
        outputs = self._analysis.outputs_of(path)
        ports, wired = input_ports(self._graph, node), self._wired.get(node.id, ())
        arriving = self._analysis.inputs_of(path)
        # A source has the field of the data as its input, but no port for it.
        specs = arriving if len(arriving) == len(ports) else (None,) * len(ports)
        inputs = [
            PortFace(port.name, port.name in wired, carried=carried_by(spec))
            for port, spec in zip(ports, specs, strict=True)
        ]
        spare = spare_port(module)
        if spare is not None:
            inputs.append(PortFace(spare.name, spare=True))
        # A network ends in its losses: they add up by themselves, so their output has no port.
        ends = () if isinstance(module, Loss) else output_ports(self._graph, node)
        bypass = bypass_of(self._graph, node)
        weight_share, cost_share = self._shares(node)
        note = ""
        if isinstance(module, Loss) and module.loss_weight != 1.0:
            note = f"× {module.loss_weight:g}"
        return Face(
            name=node.name,
            type_text=self._type_text(module),
            category=module.category,
            inputs=tuple(inputs),
            outputs=tuple(
                PortFace(port.name, spec is not None, carried=carried_by(spec))
                for port, spec in zip_longest(ends, outputs[: len(ends)])
            ),
            shape=outputs[0].text() if outputs else "N × ?",
            weights=self._weights[node.id],
            note="bypassed" if bypass else note,
            weight_share=weight_share,
            cost_share=cost_share,
            composite=isinstance(module, CompositeUse),
            missing=isinstance(module, Placeholder),
            holds=self._holds(module),
            frozen=not bypass and self._analysis.learning_rate_factor(path) == 0.0,
            collapsed=node.id in self._collapsed,
            passes=(bypass.passes or "") if bypass else None,
            module=type(module),
            problems=tuple(self._problems.get(node.name, ())),
        )

    def _shares(self, node: Node) -> tuple[float, float]:
        """Return weights and cost as parts of those of the largest node."""
        return (
            _share(self._weights[node.id], self._most_weights),
            _share(self._costs[node.id], self._highest_cost),
        )

    def _holds(self, module: Module) -> str:
        if not isinstance(module, CompositeUse):
            return ""
        definition = self._graph.composites.get(module.definition)
        return "" if definition is None else counted(inner_nodes(definition), "node")

    def _type_text(self, module: Module) -> str:
        if isinstance(module, CompositeUse):
            definition = self._graph.composites.get(module.definition)
            if definition is None:
                return "Composite, missing"
            return definition.name
        if isinstance(module, Placeholder):
            return f"{module.missing or 'Module'}, not installed"
        return " ".join([module.type_name(), *_telling(module)])


def _telling(module: Module) -> list[str]:
    """Return the setting by which modules of one type are told apart, if there is one."""
    for name in _TELLING:
        if name in module.fields:
            field, value = module.fields[name], getattr(module, name)
            if isinstance(field, TupleField):
                return [" × ".join(str(part) for part in value)]
            return [f"{value:g}"] if isinstance(value, int | float) else []
    return []


def _share(part: int, most: int) -> float:
    # In steps of a pixel: a small change elsewhere is no reason to paint a card again.
    return math.ceil(part / most * _SHARE_STEPS) / _SHARE_STEPS if most else 0.0
