"""The small instrument on a card: one file per kind, each showing the running network.

Which module gets which is decided here, by what a module declares and never by its name.
"""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.graph.analysis import Analysis
from guinet.gui.canvas.card_instruments.activation import ActivationCurve
from guinet.gui.canvas.card_instruments.attention import AttentionHeads
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.feature_maps import MapMosaic, StateCourse
from guinet.gui.canvas.card_instruments.filters import FilterBank
from guinet.gui.canvas.card_instruments.inside import Inside, InsideSketch, inside_of
from guinet.gui.canvas.card_instruments.loss import LossNumber
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.card_instruments.sample import BatchCells, BatchPoints, CurrentSample
from guinet.gui.canvas.card_instruments.source import SourceField
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.canvas.card_instruments.statistics import StatisticsBars
from guinet.gui.canvas.card_instruments.unit_maps import InputMaps, UnitMapGrid

__all__ = ["Instrument", "inside_of", "instrument_for"]


def instrument_for(
    path: str,
    module: Module,
    analysis: Analysis,
    inside: Inside | None = None,
    *,
    matrix: bool = True,
) -> Instrument | None:
    """Return a new instrument for a node, or None where there is nothing to show.

    Parameters
    ----------
    path
        Path of the node in the executed graph.
    module
        Its module.
    analysis
        What is known about the graph.
    inside
        Of a composite use, what `inside_of` returns.
    matrix
        Whether a matrix of weights is shown; it is not where all weights are shown anyway.
    """
    if inside is not None:
        return InsideSketch(path, module, analysis, inside)
    parts = [
        part
        for part in _parts(path, module, analysis)
        if matrix or not isinstance(part, WeightMatrix)
    ]
    return parts[0] if len(parts) == 1 else Stack(parts) if parts else None


def _parts(path: str, module: Module, analysis: Analysis) -> list[Instrument]:
    """Return what a node shows, from top to bottom."""
    if isinstance(module, Source):
        return _source(path, module, analysis)
    if isinstance(module, Loss):
        return [LossNumber(path, module, analysis)]
    node = analysis.flat.nodes.get(path)
    if node is None or node.bypass is not None:
        return []
    found = (_own(path, module, analysis), _outputs(path, module, analysis))
    return [part for part in found if part is not None]


def _own(path: str, module: Module, analysis: Analysis) -> Instrument | None:
    """Return what shows the module itself: its curve, its weights, its statistics."""
    if ActivationCurve.fits(module):
        return ActivationCurve(path, module, analysis)
    for kind in (WeightMatrix, FilterBank, StatisticsBars):
        if kind.fits(path, module, analysis):
            return kind(path, module, analysis)
    return None


def _outputs(path: str, module: Module, analysis: Analysis) -> Instrument | None:
    """Return what shows what the node gives."""
    if UnitMapGrid.fits(path, analysis) and _speaks(path, module, analysis):
        return UnitMapGrid(path, module, analysis)
    if AttentionHeads.fits(path, module, analysis):
        return AttentionHeads(path, module, analysis)
    if MapMosaic.fits(path, analysis):
        return MapMosaic(path, module, analysis)
    if StateCourse.fits(path, analysis) and module.category is Category.SEQUENCE:
        return StateCourse(path, module, analysis)
    return None


def _source(path: str, module: Source, analysis: Analysis) -> list[Instrument]:
    specs = analysis.inputs_of(path)
    if BatchPoints.fits(specs[0] if specs else None):
        maps = [InputMaps(path, module, analysis)] if InputMaps.fits(path, analysis) else []
        return [BatchPoints(path, module, analysis), *maps]
    if BatchCells.fits(path, module, analysis):
        return [BatchCells(path, module, analysis)]
    if CurrentSample.fits(path, analysis):
        return [CurrentSample(path, module, analysis)]
    return [SourceField(path, module, analysis)]


def _speaks(path: str, module: Module, analysis: Analysis) -> bool:
    """Whether the units of a node are worth a map each.

    Those of activations are, what is judged, and fixed functions of the inputs: of weights, the
    matrix tells as much.
    """
    if module.category is Category.ACTIVATION:
        return True
    learned = analysis.weight_count(analysis.flat.nodes[path].share)
    if module.category is Category.LINEAR and not learned:
        return True
    targets = {edge.target for edge in analysis.flat.edges if edge.source == path}
    return any(isinstance(analysis.flat.nodes[target].module, Loss) for target in targets)
