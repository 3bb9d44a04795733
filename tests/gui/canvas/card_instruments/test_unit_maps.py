"""Maps over the plane: of units, and of the two numbers that enter."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.gui import theme
from guinet.gui.canvas.card_instruments import instrument_for, unit_maps
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.card_instruments.sample import BatchPoints
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.canvas.card_instruments.unit_maps import InputMaps, UnitMapGrid
from guinet.gui.format import number
from guinet.lens.view import SampleAt
from guinet.lens.views.unit_maps import UnitMaps, UnitMapsOf
from tests.gui.canvas.card_instruments.easel import Easel, alike, cell, made, signed

PLANE = FieldSpec((2,))


def units(count: int) -> UnitMapGrid:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", field="x"), out_features=count, name="hidden")
    b.add("Softmax", h, name="node")
    analysis = analyse(b.build(), {"x": PLANE})
    found = instrument_for("node", analysis.flat.nodes["node"].module, analysis)
    parts = found.parts if isinstance(found, Stack) else (found,)
    (grid,) = (part for part in parts if isinstance(part, UnitMapGrid))
    return grid


def input_maps() -> InputMaps:
    b = GraphBuilder()
    b.add("Linear", b.add("Input", field="x", name="node"), out_features=3)
    analysis = analyse(b.build(), {"x": PLANE})
    found = instrument_for("node", analysis.flat.nodes["node"].module, analysis)
    assert isinstance(found, Stack)
    assert [type(part) for part in found.parts] == [BatchPoints, InputMaps]
    return found.parts[1]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (3, 3), (8, 8), (11, 8)])
def test_the_plane_stands_upright_and_each_unit_has_its_colours(count: int, shown: int) -> None:
    grid = units(count)
    assert grid.views(SampleAt()) == (UnitMapsOf("node", most=shown),)
    maps = np.random.default_rng(0).normal(size=(shown, 4, 4))
    easel = Easel(grid, seen={UnitMapsOf("node", most=shown): UnitMaps(maps, count)})
    for unit in range(shown):
        place = grid.mosaic.place(QPointF(), unit)
        # Between cells it is smooth: the corners alone show one number.
        corners = [place.topLeft(), place.topRight(), place.bottomLeft(), place.bottomRight()]
        inwards = [QPointF(1, 1), QPointF(-2, 1), QPointF(1, -2), QPointF(-2, -2)]
        found = easel.colours([a + b for a, b in zip(corners, inwards, strict=True)])
        wanted = maps[unit][[3, 3, 0, 0], [0, 3, 0, 3]]
        for colour, value in zip(found, wanted, strict=True):
            assert alike(colour, signed(value, np.abs(maps).max()), by=3), unit
    assert not easel.spills()
    assert easel.words() == ([f"and {count - shown} more units"] if count > shown else [])


def test_pointing_at_a_map_tells_what_the_unit_says_there() -> None:
    grid = units(3)
    maps = np.random.default_rng(0).normal(size=(3, 4, 4))
    easel = Easel(grid, seen={UnitMapsOf("node", most=3): UnitMaps(maps, 3)})
    place = grid.mosaic.place(QPointF(), 1)
    words = f"node unit 2: {number(maps[1, 3, 2])} at this place of the plane"
    assert easel.at(cell(place, 0, 2, 4, 4)) == words, "the last row is the highest"
    assert easel.at(place.topLeft() - QPointF(3, 0)) == ""
    easel.seen.clear()
    assert easel.at(place.center()) == ""


def test_an_input_shows_both_of_its_numbers_below_their_names() -> None:
    maps = input_maps()
    halves = np.repeat([-1.0, 3.0], 16)
    across, upwards = np.meshgrid(halves, halves)
    seen = UnitMaps(np.stack([across, upwards]), 2, ("width", "length of the petals"))
    easel = Easel(maps, seen={UnitMapsOf("node", most=2): seen})
    first, second = (maps.mosaic.place(QPointF(), number) for number in (0, 1))
    left, above = QPointF(-10, 3), QPointF(3, -10)
    found = easel.colours([first.center() + left, first.center() - left])
    assert found == [signed(-1, 3), signed(3, 3)]
    found = easel.colours([second.center() - above, second.center() + above])
    assert found == [signed(-1, 3), signed(3, 3)]
    words = easel.words()
    assert words[0] == "width"
    assert words[1].startswith("len")
    assert words[1].endswith("…")
    assert not easel.spills()
    said = easel.at(second.center() + above)
    assert said == "node length of the petals: 3.000 at this place of the plane"


def test_places_of_maps_are_outlined_before_any_is_known() -> None:
    for maps in (units(4), input_maps()):
        easel = Easel(maps)
        middles = [maps.mosaic.place(QPointF(), n).center() for n in range(maps.shown)]
        assert easel.colours(middles) == [theme.colour("well")] * maps.shown
        assert easel.words() == []


def test_only_a_network_that_looks_at_two_numbers_alone_has_maps() -> None:
    _, analysis = made("Tanh", FieldSpec((3,)))
    assert not UnitMapGrid.fits("node", analysis)
    assert not InputMaps.fits("input1", analysis)
    _, analysis = made("Add", PLANE, PLANE)
    assert not UnitMapGrid.fits("node", analysis), "with two inputs there are four numbers"
    _, analysis = made("Tanh", PLANE)
    assert UnitMapGrid.fits("node", analysis)
    assert not InputMaps.fits("node", analysis), "this is no input"


def test_fixed_functions_of_the_plane_are_maps_and_those_that_are_learned_are_not() -> None:
    found, analysis = made("FeatureMap", PLANE, kind="playground")
    assert isinstance(found, UnitMapGrid)
    assert found.count == analysis.outputs_of("node")[0].size == 7
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", field="x"), out_features=2, name="first", share="both")
    b.add("Linear", h, out_features=2, name="second", share="both")
    analysis = analyse(b.build(), {"x": PLANE})
    for name in ("first", "second"):
        found = instrument_for(name, analysis.flat.nodes[name].module, analysis)
        assert isinstance(found, WeightMatrix), name


def test_of_many_cards_the_network_is_looked_through_once(monkeypatch) -> None:
    b = GraphBuilder()
    h = b.add("Input", field="x")
    for _ in range(30):
        h = b.add("Tanh", h)
    analysis = analyse(b.build(), {"x": FieldSpec((2,))})
    asked = []
    plain = unit_maps.is_plane._function
    monkeypatch.setattr(
        unit_maps.is_plane, "_function", lambda analysis: asked.append(1) or plain(analysis)
    )
    for path, node in analysis.flat.nodes.items():
        instrument_for(path, node.module, analysis)
    assert asked == [1]
