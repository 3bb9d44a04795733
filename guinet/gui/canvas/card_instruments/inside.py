"""What a composite holds, as a small picture of its graph."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from guinet.core.module import Module
from guinet.graph.analysis import Analysis
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.layout import Point
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.sketch import paint_sketch, sketch_of
from guinet.project.project import Project

__all__ = ["Inside", "InsideSketch", "inside_of"]

_INSETS = (6, 6, -6, -6)

Inside = tuple[Graph, dict[str, Point]]


def inside_of(project: Project, module: Module) -> Inside | None:
    """Return the graph that a composite use stands for, and where its cards stand; or None."""
    if not isinstance(module, CompositeUse):
        return None
    composite = project.graph.composites.get(module.definition)
    if composite is None:
        return None
    return composite.graph, dict(project.layout.get(module.definition, {}))


class InsideSketch(Instrument):
    """The inside of a composite, drawn small."""

    width_px = 120.0
    height_px = 56.0

    def __init__(self, path: str, module: Module, analysis: Analysis, inside: Inside) -> None:
        super().__init__(path, module, analysis)
        self._sketch = sketch_of(*inside)

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Draw it in a recess."""
        self.well(painter, body)
        paint_sketch(painter, self._sketch, body.adjusted(*_INSETS))
