"""How the values that arrive at a node, or leave it, are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Histogram", "HistogramOf", "What"]

What = Literal["input", "output", "gradient", "weight", "weight_gradient"]


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of values in bins of equal width.

    Attributes
    ----------
    edges
        Borders of the bins, one more than there are counts.
    counts
        Values in each bin; a value on an inner border belongs to the bin above it, as for
        `numpy.histogram`.
    below, above
        Values outside.
    """

    edges: Array
    counts: Array
    below: int
    above: int


@dataclass(frozen=True)
class HistogramOf(View):
    """Histogram over all elements of a tensor, for the scene's batch in a training step.

    Attributes
    ----------
    path
        Of the node.
    what
        ``"input"`` (of its first port), ``"output"``, ``"gradient"`` (of the loss to its
        output), ``"weight"`` or ``"weight_gradient"`` (of all its weights together).
    bins
        Number of bins.
    low, high
        Where the bins begin and end; None for the smallest and the largest value.
    """

    path: str
    what: What = "output"
    bins: int = 40
    low: float | None = None
    high: float | None = None

    def compute(self, scene: Scene) -> Histogram:
        """Count."""
        values = self._values(scene).ravel()
        values = values[np.isfinite(values)]
        if not values.size:
            raise GuinetError(f"{self.path} has no finite values now.")
        low = float(values.min()) if self.low is None else self.low
        high = float(values.max()) if self.high is None else self.high
        if high <= low:
            low, high = low - 0.5, low + 0.5
        counts, edges = np.histogram(values, self.bins, (low, high))
        below, above = np.count_nonzero(values < low), np.count_nonzero(values > high)
        return Histogram(edges, counts, int(below), int(above))

    def _values(self, scene: Scene) -> Array:
        if self.what == "input":
            return scene.batch.output(scene.source_of(self.path))
        if self.what == "gradient":
            return scene.batch.gradient(self.path)
        if self.what in ("weight", "weight_gradient"):
            gradients = self.what == "weight_gradient"
            arrays = scene.batch.weight_gradients if gradients else scene.network.weights
            own = [array.ravel() for name, array in arrays.items() if _owner(name) == self.path]
            if not own:
                raise GuinetError(f"{self.path} has no weights.")
            return np.concatenate(own)
        return scene.batch.output(self.path)


def _owner(name: str) -> str:
    """Return the path of the node whose weight has this name."""
    return name.rpartition(".")[0]
