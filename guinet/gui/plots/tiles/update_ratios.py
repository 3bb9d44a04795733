"""Sizes of steps beside those of the weights."""

from __future__ import annotations

from guinet.gui.plots.sizes_tile import SizesTile
from guinet.gui.plots.trails import Trails

__all__ = ["UpdateRatiosTile"]


class UpdateRatiosTile(SizesTile):
    """How much each step changes the weights of a node, as a part of their size."""

    id = "update-ratios"
    title = "Step beside weights"
    doc = "By which part of their size a step changes the weights of each node; 0.001 is usual."
    rank = 36
    band = (3e-4, 3e-3)
    unit = "step/size"
    missing = "No steps yet"

    @property
    def trails(self) -> Trails:
        """The steps by node."""
        return self.desk.updates
