"""What the ruler shows, read from the run ten times a second at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from guinet.core.category import Category
from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.graph.analysis import Analysis
from guinet.graph.model import Edge, Graph
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.depth import Course, course_of, longest_path
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.update_ratios import StepRange, ratios_by_path, step_range
from guinet.modules.data.target import Target

__all__ = ["Reader", "Reading", "Step", "Trace"]


@dataclass(frozen=True)
class Trace:
    """The longest way to one loss.

    Attributes
    ----------
    loss
        Name of the node at its end.
    edges
        From the input on.
    rows
        Of those with a dot, the positions among all edges of the reading.
    course
        What becomes of the gradient on it.
    main
        Whether it is the one that is drawn most clearly.
    """

    loss: str
    edges: tuple[Edge, ...]
    rows: Array
    course: Course
    main: bool


@dataclass(frozen=True)
class Step:
    """The last step of a node with weights; None while it is not known.

    Attributes
    ----------
    node
        Its id.
    frozen
        Whether training leaves its weights.
    main
        Whether it stands on the main way.
    """

    node: str
    name: str
    size: StepRange | None
    frozen: bool
    main: bool


@dataclass(frozen=True)
class Reading:
    """What flows back along all wires of the canvas.

    Attributes
    ----------
    edges
        As the canvas draws them, row by row.
    gradients
        (E,) root mean square, NaN where none flows.
    frozen
        (E,) whether it changes no weight.
    traces
        One per loss, the main one first.
    steps
        Of the nodes with weights, those on the main way first.
    """

    edges: tuple[Edge, ...] = ()
    gradients: Array = field(default_factory=lambda: np.empty(0))
    frozen: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    traces: tuple[Trace, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def flows(self) -> bool:
        """Whether anything flows back anywhere."""
        return bool((self.gradients >= 0).any())


class Reader:
    """Reads what a canvas and its run have to tell.

    Parameters
    ----------
    canvas
        The wires and what flows on them.
    bridge
        The run.
    """

    def __init__(self, canvas: CanvasScene, bridge: Bridge) -> None:
        self._canvas = canvas
        self._bridge = bridge
        self._known_for: tuple[Graph, Analysis] | None = None
        self._ways: dict[str, _Way] = {}
        self._layers: frozenset[str] = frozenset()
        self._drawn: tuple[list[Edge], tuple[Edge, ...]] = ([], ())
        self._weighted: tuple[_Weighted, ...] = ()

    def read(self) -> Reading:
        """Return what is to be shown now."""
        canvas = self._canvas
        self._learn_graph()
        drawn, prefix = canvas.layer.edges, canvas.editor.standpoint.prefix
        gradients = canvas.traffic.sizes(canvas.graph, drawn, prefix)[:, 1]
        frozen = canvas.traffic.is_frozen(canvas.graph, drawn, prefix)
        traces = self._traces(gradients)
        return Reading(self._drawn[1], gradients, frozen, traces, self._steps(traces))

    def _learn_graph(self) -> None:
        """Find the ways and the nodes with weights, once for each graph as it is drawn.

        To look a thousand edges up takes longer than a frame has.
        """
        editor, graph, drawn = self._canvas.editor, self._canvas.graph, self._canvas.layer.edges
        known_for = self._known_for
        known = known_for is not None and known_for[0] is graph and known_for[1] is editor.analysis
        if known and self._drawn[0] is drawn:
            return
        self._known_for = graph, editor.analysis
        self._drawn = drawn, tuple(drawn)
        row_of = {edge: row for row, edge in enumerate(drawn)}
        self._ways = {end: _Way(way, row_of) for end, way in _ways(graph).items()}
        found = []
        for id, node in graph.nodes.items():
            path = editor.path_of(node)
            factor = editor.analysis.learning_rate_factor(path)
            if factor is not None:
                layer = node.module.category is not Category.NORMALISATION
                found.append(_Weighted(id, node.name, path, factor == 0.0, layer))
        self._weighted = tuple(found)
        self._layers = frozenset(one.id for one in found if one.layer)

    def _traces(self, gradients: Array) -> tuple[Trace, ...]:
        nodes, selected = self._canvas.graph.nodes, self._canvas.editor.selected
        ranked = sorted(
            self._ways.items(),
            key=lambda item: (item[1].nodes.isdisjoint(selected), -len(item[1].edges)),
        )
        found = []
        for number, (end, way) in enumerate(ranked):
            sizes = gradients[way.rows]
            known = dict(zip(way.edges, sizes.tolist(), strict=True))
            course = course_of(way.edges, known, self._layers)
            rows = way.rows[sizes >= 0]
            found.append(Trace(nodes[end].name, way.edges, rows, course, number == 0))
        return tuple(found)

    def _steps(self, traces: Sequence[Trace]) -> tuple[Step, ...]:
        ratios = ratios_by_path(self._bridge.preparation, self._bridge.telemetry_frame)
        if not ratios:
            return ()
        edges = traces[0].edges if traces else ()
        main = next((way.nodes for way in self._ways.values() if way.edges is edges), frozenset())
        found = [
            Step(one.id, one.name, step_range(ratios, one.path), one.frozen, one.id in main)
            for one in self._weighted
        ]
        return tuple(sorted(found, key=lambda step: not step.main))


class _Way:
    """The longest way to a loss: its edges, their rows, and the nodes on it."""

    def __init__(self, edges: tuple[Edge, ...], row_of: Mapping[Edge, int]) -> None:
        self.edges = edges
        self.rows: Array = np.array([row_of[edge] for edge in edges], dtype=np.int64)
        self.nodes = frozenset(id for edge in edges for id in (edge.source, edge.target))


@dataclass(frozen=True)
class _Weighted:
    """A node with weights; ``layer``: whether it counts as one, unlike normalisation."""

    id: str
    name: str
    path: str
    frozen: bool
    layer: bool


def _ways(graph: Graph) -> dict[str, tuple[Edge, ...]]:
    """Return the longest way to each loss; inside a composite, the longest of all."""
    targets = [node.id for node in graph.nodes.values() if isinstance(node.module, Target)]
    losses = [node.id for node in graph.nodes.values() if isinstance(node.module, Loss)]
    sources = {edge.source for edge in graph.edges}
    ends = losses or [id for id in graph.nodes if id not in sources]
    ways = {end: longest_path(graph.edges, end, targets) for end in ends}
    ways = {end: way for end, way in ways.items() if way}
    if losses or not ways:
        return ways
    longest = max(ways, key=lambda end: len(ways[end]))
    return {longest: ways[longest]}
