"""The small instrument on a card: one file per kind, each showing the running network.

Which module gets which is decided here, by what a module declares and never by its name.
"""

from __future__ import annotations

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.graph.analysis import Analysis
from guinet.gui.canvas.card_instruments.activation import ActivationCurve
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.inside import Inside, InsideSketch, inside_of
from guinet.gui.canvas.card_instruments.loss import LossNumber
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.card_instruments.source import SourceField

__all__ = ["Instrument", "inside_of", "instrument_for"]


def instrument_for(
    path: str, module: Module, analysis: Analysis, inside: Inside | None = None
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
    """
    if inside is not None:
        return InsideSketch(path, module, analysis, inside)
    if isinstance(module, Source):
        return SourceField(path, module, analysis)
    if isinstance(module, Loss):
        return LossNumber(path, module, analysis)
    if ActivationCurve.fits(module):
        return ActivationCurve(path, module, analysis)
    if WeightMatrix.fits(path, module, analysis):
        return WeightMatrix(path, module, analysis)
    return None
