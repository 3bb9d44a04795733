"""Everything that window and command line want to know about a graph, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.graph.facts import gather
from guinet.graph.flat import FlatGraph, FlatNode
from guinet.graph.model import Graph
from guinet.graph.problem import Problem
from guinet.graph.remembered import Remembered
from guinet.graph.rules import find_problems
from guinet.graph.shapes import Inference
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet

__all__ = ["Analysis", "analyse"]


@dataclass(frozen=True)
class Analysis:
    """What is known about a graph.

    Attributes
    ----------
    flat
        The executed graph.
    order
        Paths in topological order; without what is on or behind a cycle.
    inference
        What flows along the edges, as far as it can be known.
    problems
        All findings of the rules, errors before warnings.
    """

    flat: FlatGraph = field(default_factory=FlatGraph)
    order: tuple[str, ...] = ()
    inference: Inference = field(default_factory=Inference)
    problems: tuple[Problem, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether something keeps the graph from training."""
        return any(problem.severity == "error" for problem in self.problems)

    def outputs_of(self, path: str) -> Specs:
        """Return the specs of a node's outputs; empty where they are not known.

        For a composite use: of its Outlets, if all are known. A bypassed node has what it hands
        on at each of them.
        """
        if path in self.flat.nodes:
            known, bypass = self.inference.outputs.get(path, ()), self.flat.nodes[path].bypass
            return known if bypass is None else known * len(bypass.outputs)
        outlets = self._ends(path, Outlet)
        specs = [self.inference.outputs[p][0] for p in outlets if p in self.inference.outputs]
        return tuple(specs) if len(specs) == len(outlets) else ()

    def inputs_of(self, path: str) -> tuple[FieldSpec | None, ...]:
        """Return the spec that arrives at each input port of a node, None where unknown.

        For a composite use: at its Inlets. A `Source` has its field as single input. Of a
        bypassed node what is not handed on is not known.
        """
        if path in self.flat.nodes:
            found, bypass = self.inference.inputs.get(path, ()), self.flat.nodes[path].bypass
            if bypass is None:
                return found
            return tuple(found[0] if name == bypass.passes else None for name in bypass.inputs)
        return tuple(self.inference.inputs[inlet][0] for inlet in self._ends(path, Inlet))

    def weight_count(self, path: str) -> int:
        """Return the number of learned numbers of a node, or of all inside a composite use.

        Weights shared by several nodes count once, at the first of them.
        """
        if path not in self.flat.nodes:
            return sum(self.weight_count(inner) for inner in self._inside(path))
        node = self.flat.nodes[path]
        if path not in self.inference.outputs or node.share != path:
            return 0
        return _weight_count(node.module, *self.inference.inputs[path])

    def multiply_adds(self, path: str) -> int:
        """Return the multiplications of one forward pass for one sample, 0 where not known.

        For a composite use: of all that is inside.
        """
        if path not in self.flat.nodes:
            return sum(self.multiply_adds(inner) for inner in self._inside(path))
        if path not in self.inference.outputs:
            return 0
        return _multiply_adds(self.flat.nodes[path].module, *self.inference.inputs[path])

    def learning_rate_factor(self, path: str) -> float | None:
        """Return how fast a node's weights learn, see `FlatNode`; None where there are none.

        For a composite use the largest factor inside: at 0 nothing in it learns.
        """
        inside = self._inside(path) if path not in self.flat.nodes else (path,)
        nodes = (self.flat.nodes[inner] for inner in inside)
        return max(
            (node.learning_rate_factor for node in nodes if self.weight_count(node.share)),
            default=None,
        )

    @cached_property
    def total_weights(self) -> int:
        """Learned numbers of all that is executed, as far as shapes are known."""
        return sum(self.weight_count(path) for path in self._executed)

    @cached_property
    def total_multiply_adds(self) -> int:
        """Multiplications of one forward pass for one sample, as far as shapes are known."""
        return sum(self.multiply_adds(path) for path in self._executed)

    @property
    def _executed(self) -> list[str]:
        return [path for path in self.inference.outputs if path not in self.flat.idle]

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """Return the problems at a node; for a composite use also those inside it."""
        inner = f"{path}."
        return tuple(p for p in self.problems if p.path == path or p.path.startswith(inner))

    def _ends(self, path: str, kind: type[Module]) -> list[str]:
        """Return the Inlets or Outlets that are the ports of a composite use."""
        return [
            inner
            for inner, node in self._inside(path).items()
            if type(node.module) is kind and "." not in inner[len(path) + 1 :]
        ]

    def _inside(self, path: str) -> dict[str, FlatNode]:
        inner = f"{path}."
        return {p: node for p, node in self.flat.nodes.items() if p.startswith(inner)}


@Remembered
def _weight_count(module: Module, *inputs: FieldSpec | None) -> int:
    return module.weight_count(_known(inputs))


@Remembered
def _multiply_adds(module: Module, *inputs: FieldSpec | None) -> int:
    return module.multiply_adds(_known(inputs))


def _known(inputs: tuple[FieldSpec | None, ...]) -> Specs:
    return tuple(spec for spec in inputs if spec is not None)


def analyse(
    graph: Graph, fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None
) -> Analysis:
    """Return everything that is known about a graph.

    Parameters
    ----------
    graph
        As drawn; it may be broken.
    fields
        What the data offer, by name, as specs or bare shapes; None if not known.
    """
    facts = gather(graph, fields)
    return Analysis(facts.flat, facts.topology.order, facts.inference, find_problems(facts))
