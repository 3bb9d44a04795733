"""Something that could be placed: what it would give, and what it would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from guinet.core.errors import ShapeError
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node
from guinet.graph.flatten import flatten
from guinet.graph.model import Composite, Graph
from guinet.graph.order import topology
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.shapes import infer_node, infer_shapes
from guinet.graph.trial import Given, infer_inside

__all__ = ["Candidate", "Cost"]


@dataclass(frozen=True)
class Cost:
    """Learned numbers, and multiplications of a forward pass for one sample."""

    weights: int
    multiply_adds: int


class Candidate:
    """A module by itself, outside any graph.

    Parameters
    ----------
    module
        With its settings.
    composites
        The definitions that it needs, if it is a use of a composite.

    Attributes
    ----------
    inputs, outputs
        Its ports.
    """

    def __init__(self, module: Module, composites: Mapping[str, Composite] | None = None) -> None:
        self._graph, self._node = add_node(Graph(composites=composites or {}), module)
        self.module = module
        self.inputs: tuple[Port, ...] = input_ports(self._graph, self._node)
        self.outputs: tuple[Port, ...] = output_ports(self._graph, self._node)

    def infer(self, arriving: Given) -> Given:
        """Return what it gives if this arrives at its inputs (at a Source: its field).

        Raises
        ------
        ShapeError
            If it cannot read it.
        """
        if isinstance(self.module, CompositeUse):
            values = self._inside.values(self._entering(arriving))
            return tuple(values.get((f"{self._node.name}.{p.name}", "y")) for p in self.outputs)
        inferred = infer_node(self.module, arriving)
        return (None,) * len(self.outputs) if inferred is None else inferred

    def cost(self, arriving: Given) -> Cost | None:
        """Return what it takes then; None where that is not known, or it cannot read it."""
        if None in arriving:
            return None
        try:
            if isinstance(self.module, CompositeUse):
                return self._inside.cost(self._entering(arriving))
            self.infer(arriving)
        except ShapeError:
            return None
        known = tuple(spec for spec in arriving if spec is not None)
        return Cost(self.module.weight_count(known), self.module.multiply_adds(known))

    @cached_property
    def _inside(self) -> _Inside:
        return _Inside(self._graph)

    def _entering(self, arriving: Given) -> dict[str, FieldSpec | None]:
        paths = (f"{self._node.name}.{port.name}" for port in self.inputs)
        return dict(zip(paths, arriving, strict=True))


class _Inside:
    """What is executed for a composite that stands alone."""

    def __init__(self, graph: Graph) -> None:
        self._flat = flatten(graph)
        self._order = topology(self._flat).order
        self._before = infer_shapes(self._flat, None, self._order)
        self._feeds = {
            (edge.target, edge.target_port): (edge.source, edge.source_port)
            for edge in self._flat.edges
        }

    def values(
        self, entering: Mapping[str, FieldSpec | None]
    ) -> dict[tuple[str, str], FieldSpec | None]:
        return infer_inside(self._flat, self._order, entering, self._before, self._feeds)

    def cost(self, entering: Mapping[str, FieldSpec | None]) -> Cost | None:
        values = self.values(entering)
        weights = multiply_adds = 0
        for path, node in self._flat.nodes.items():
            if path in entering:
                continue
            arriving = [
                values.get(self._feeds.get((path, port.name), ("", "")))
                for port in node.module.input_ports()
            ]
            known = tuple(spec for spec in arriving if spec is not None)
            if len(known) < len(arriving):
                return None
            weights += node.module.weight_count(known) if node.share == path else 0
            multiply_adds += node.module.multiply_adds(known)
        return Cost(weights, multiply_adds)
