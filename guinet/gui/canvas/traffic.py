"""What flows along the drawn edges: the newest telemetry, matched to the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from guinet.core.types import Array
from guinet.graph.executed import executed_within
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Edge, Graph
from guinet.gui.canvas.scale import LEVELS, LogScale, widths_px
from guinet.gui.canvas.soon import Soon
from guinet.training.messages import Prepared, Telemetry

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["STILL", "Traffic"]

STILL = -1
"""The level of an edge that carries no gradient."""

_RECOLOUR_MS = 100
_PLAIN_PX = 3.0


@dataclass(frozen=True)
class _Found:
    """Of drawn edges the column of their numbers, -1 for none, and whether they are frozen."""

    graph: Graph
    edges: Sequence[Edge]
    prefix: str
    columns: Array
    frozen: Array

    def holds_for(self, graph: Graph, edges: Sequence[Edge], prefix: str) -> bool:
        return self.graph is graph and self.edges is edges and self.prefix == prefix


class Traffic(QObject):
    """Sizes on the edges, ten times a second at most, and the scale they are read on.

    Signals
    -------
    changed
        Other sizes, or another scale.
    running_changed
        Whether the run goes on; pulses move only then.

    Attributes
    ----------
    scale
        The gradient's scale; fixed during a run but for extending, or pinned by hand.
    running
        Whether steps are being taken.
    """

    changed = Signal()
    running_changed = Signal(bool)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = LogScale()
        self.running = bridge.run_state == "running"
        self._columns: dict[FlatEdge, int] = {}
        self._plan: int | None = None
        self._activations: Array = np.empty(0)
        self._gradients: Array = np.empty(0)
        self._frozen: frozenset[FlatEdge] = frozenset()
        self._executed: tuple[Graph, str, Mapping[Edge, FlatEdge]] | None = None
        self._found: _Found | None = None
        self._soon = Soon(_RECOLOUR_MS, self)
        self._soon.due.connect(self.changed.emit)
        bridge.prepared.connect(self._on_prepared)
        bridge.telemetry.connect(self._on_telemetry)
        bridge.state_changed.connect(self._on_state)
        bridge.restarted.connect(self._on_restarted)
        if bridge.preparation is not None:
            self._on_prepared(bridge.preparation)

    def values(self, graph: Graph, edge: Edge, prefix: str = "") -> tuple[float, float]:
        """Return activation and gradient (root mean square) on a drawn edge, NaN if unknown.

        ``prefix`` is what the paths of the graph's nodes begin with.
        """
        activation, gradient = self.sizes(graph, [edge], prefix)[0].tolist()
        return activation, gradient

    def freeze(self, edges: frozenset[FlatEdge]) -> bool:
        """Let these executed edges be still: what flows back there changes no weight.

        Returns
        -------
        changed
            Whether other edges are still now.
        """
        changed = edges != self._frozen
        self._frozen, self._found = edges, None
        return changed

    def pin_scale(self, ends: tuple[int, int] | None) -> None:
        """Keep the gradient's scale as a person wants it, see `LogScale.pin`."""
        self.scale.pin(ends)
        self.changed.emit()

    def is_frozen(self, graph: Graph, edges: Sequence[Edge], prefix: str = "") -> Array:
        """Return which drawn edges lie in a frozen part, (E,)."""
        return self._look_up(graph, edges, prefix).frozen

    def styles(self, graph: Graph, edges: list[Edge], prefix: str = "") -> tuple[Array, Array]:
        """Return how edges are drawn, see `values`.

        Returns
        -------
        widths
            (E,) in pixels.
        levels
            (E,) positions on the gradient's colours, `STILL` where nothing flows back, or to no
            avail.
        """
        values = self.sizes(graph, edges, prefix)
        known = ~np.isnan(values[:, 0])
        widths = np.full(len(edges), _PLAIN_PX)
        widths[known] = np.rint(4 * widths_px(values[known, 0])) / 4
        flowing = (values[:, 1] > 0) & ~self.is_frozen(graph, edges, prefix)
        levels = np.full(len(edges), STILL, dtype=np.int64)
        fractions = self.scale.fraction(values[flowing, 1])
        levels[flowing] = np.rint(fractions * (LEVELS - 1)).astype(np.int64)
        return widths, levels

    def sizes(self, graph: Graph, edges: Sequence[Edge], prefix: str = "") -> Array:
        """Return what `values` does for many edges, (E, 2)."""
        values = np.full((len(edges), 2), np.nan)
        if not len(self._activations):
            return values
        found = self._look_up(graph, edges, prefix).columns
        known = (found >= 0) & (found < len(self._activations))
        values[known, 0] = self._activations[found[known]]
        values[known, 1] = self._gradients[found[known]]
        return values

    def _look_up(self, graph: Graph, edges: Sequence[Edge], prefix: str) -> _Found:
        """Return what is known of edges; of those that are drawn it is looked up once."""
        found = self._found
        if found is None or not found.holds_for(graph, edges, prefix):
            executed = self._executed_within(graph, prefix)
            flat = [executed.get(edge) for edge in edges]
            columns = [-1 if one is None else self._columns.get(one, -1) for one in flat]
            found = _Found(
                graph,
                edges,
                prefix,
                np.array(columns, dtype=np.int64),
                np.array([one in self._frozen for one in flat], dtype=bool),
            )
            if len(edges) > 1:  # a single one is pointed at
                self._found = found
        return found

    def _executed_within(self, graph: Graph, prefix: str) -> Mapping[Edge, FlatEdge]:
        known = self._executed
        if known is None or known[0] is not graph or known[1] != prefix:
            known = self._executed = graph, prefix, executed_within(graph, prefix)
        return known[2]

    def extremes(self) -> tuple[float, float] | None:
        """Return the smallest and largest gradient in colour, or None while nothing flows."""
        gradients = self._gradients
        if len(gradients):
            still = [self._columns[edge] for edge in self._frozen & self._columns.keys()]
            gradients = np.delete(gradients, still)
        flowing = gradients[np.isfinite(gradients) & (gradients > 0)]
        return (float(flowing.min()), float(flowing.max())) if flowing.size else None

    def _on_prepared(self, prepared: Prepared) -> None:
        self._columns = {edge: column for column, edge in enumerate(prepared.edges)}
        self._plan = prepared.plan
        self._found = None
        self._activations = np.empty(0)
        self._gradients = np.empty(0)
        self._soon.ask()

    def _on_telemetry(self, telemetry: Telemetry) -> None:
        # Old numbers must never land on new edges.
        if telemetry.plan != self._plan or len(telemetry.gradients) != len(self._columns):
            return
        self._activations = telemetry.activations
        self._gradients = telemetry.gradients
        self.scale.extend(self._gradients)
        self._soon.ask()

    def _on_state(self, state: str) -> None:
        running = state == "running"
        if running != self.running:
            self.running = running
            self.running_changed.emit(running)

    def _on_restarted(self) -> None:
        self.scale.reset()
        self._activations = np.empty(0)
        self._gradients = np.empty(0)
        self.changed.emit()
