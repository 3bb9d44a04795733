"""A composite shows what it holds, as a small picture of its graph."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from guinet.core.category import Category
from guinet.core.module import Module
from guinet.graph.composite import CompositeUse
from guinet.gui import theme
from guinet.gui.canvas.card_instruments import inside_of, instrument_for
from guinet.gui.canvas.card_instruments.inside import InsideSketch
from guinet.lens.view import SampleAt
from guinet.project.examples import open_example
from tests.gui.canvas.card_instruments.easel import Easel, made


def sketch() -> tuple[InsideSketch, list[Module]]:
    """The first composite of an example, and the modules that it holds."""
    project = open_example("transformer")
    use = next(
        node for node in project.graph.nodes.values() if isinstance(node.module, CompositeUse)
    )
    inside = inside_of(project, use.module)
    assert inside is not None
    _, analysis = made("Tanh")
    found = instrument_for("node", use.module, analysis, inside)
    assert isinstance(found, InsideSketch)
    return found, [node.module for node in inside[0].nodes.values()]


def test_the_inside_is_drawn_in_a_recess_in_the_colours_of_what_it_holds() -> None:
    instrument, modules = sketch()
    assert instrument.views(SampleAt()) == ()
    easel = Easel(instrument)
    image = easel.image(zoom=4)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    found = set(np.unique(pixels).tolist())
    for category in {module.category for module in modules} - {Category.COMPOSITE}:
        assert theme.category_colour(category).rgb() in found, category
    assert easel.colours([QPointF(3, 28)]) == [theme.colour("well")]
    assert not easel.spills()


def test_only_a_use_whose_definition_is_there_has_an_inside() -> None:
    project = open_example("transformer")
    assert inside_of(project, CompositeUse(definition="gone")) is None
    _, analysis = made("Tanh")
    assert inside_of(project, analysis.flat.nodes["node"].module) is None
