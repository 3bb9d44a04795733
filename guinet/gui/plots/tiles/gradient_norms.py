"""Gradient sizes by node over the run."""

from __future__ import annotations

from guinet.gui.plots.sizes_tile import SizesTile
from guinet.gui.plots.trails import Trails

__all__ = ["GradientNormsTile"]


class GradientNormsTile(SizesTile):
    """The gradient that leaves each node backwards: where it dies, its line falls."""

    id = "gradient-norms"
    title = "Gradient by node"
    doc = "The size of the gradient at the input of each node over the run."
    rank = 35
    unit = "RMS"
    missing = "No gradients yet"

    @property
    def trails(self) -> Trails:
        """The gradients by node."""
        return self.desk.gradients
