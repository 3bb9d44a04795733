"""Which part of the plane a plot shows. Importing this imports pyqtgraph."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg

__all__ = ["show_range"]


def show_range(plot: pg.PlotWidget, padding: float = 0.0, **ranges: Any) -> None:
    """Show a rectangle, or a stretch of one axis, and have the plot painted once for that.

    Left to itself pyqtgraph moves its items while it paints, and then paints everything again.

    Parameters
    ----------
    plot
        Where.
    padding
        Room on each side, as a part of the stretch.
    ranges
        ``xRange`` and ``yRange``: the ends, smaller first.
    """
    box = plot.getPlotItem().getViewBox()
    box.setRange(padding=padding, **ranges)
    box.prepareForPaint()
