"""What flows along the drawn edges: the newest telemetry, matched to the graph."""

from __future__ import annotations

from collections.abc import Sequence
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
        self._known_for: tuple[Graph, str] | None = None
        self._column_of: dict[Edge, int] = {}
        self._frozen: frozenset[FlatEdge] = frozenset()
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
        self._frozen = edges
        return changed

    def pin_scale(self, ends: tuple[int, int] | None) -> None:
        """Keep the gradient's scale as a person wants it, see `LogScale.pin`."""
        self.scale.pin(ends)
        self.changed.emit()

    def is_frozen(self, graph: Graph, edges: Sequence[Edge], prefix: str = "") -> Array:
        """Return which drawn edges lie in a frozen part, (E,)."""
        frozen = np.zeros(len(edges), dtype=bool)
        if self._frozen:
            executed = executed_within(graph, prefix)
            frozen[:] = [executed.get(edge) in self._frozen for edge in edges]
        return frozen

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
        known_for = self._known_for
        if known_for is None or known_for[0] is not graph or known_for[1] != prefix:
            executed = executed_within(graph, prefix)
            self._known_for = graph, prefix
            self._column_of = {
                edge: self._columns[flat]
                for edge, flat in executed.items()
                if flat in self._columns
            }
        found = np.array([self._column_of.get(edge, -1) for edge in edges], dtype=np.int64)
        known = (found >= 0) & (found < len(self._activations))
        values[known, 0] = self._activations[found[known]]
        values[known, 1] = self._gradients[found[known]]
        return values

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
        self._known_for = None
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
