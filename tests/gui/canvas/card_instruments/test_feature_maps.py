"""Feature maps of the shown sample, and courses of states over time."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.feature_maps import MapMosaic, StateCourse
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.lens.view import SampleAt
from guinet.lens.views.feature_maps import FeatureMaps, FeatureMapsOf
from tests.gui.canvas.card_instruments.easel import Easel, cell, made, signed


def mosaic(type_name: str, channels: int, low: float | None = None) -> MapMosaic:
    found, _ = made(type_name, FieldSpec((channels, 6, 6), low=low))
    parts = found.parts if isinstance(found, Stack) else (found,)
    (instrument,) = (part for part in parts if isinstance(part, MapMosaic))
    return instrument


@pytest.mark.parametrize(("channels", "shown"), [(1, 1), (5, 5), (20, 8)])
def test_each_map_is_painted_in_its_place_on_one_scale(channels: int, shown: int) -> None:
    instrument = mosaic("Dropout2d", channels)
    view = FeatureMapsOf("node", SampleAt(2), shown)
    assert instrument.views(SampleAt(2)) == (view,)
    maps = np.random.default_rng(0).normal(size=(shown, 3, 4))
    easel = Easel(instrument, seen={view: FeatureMaps(maps, channels)}, sample=2)
    places = [
        cell(instrument.mosaic.place(QPointF(), number), row, column, 3, 4)
        for number, row, column in np.ndindex(maps.shape)
    ]
    assert easel.colours(places) == [signed(v, np.abs(maps).max()) for v in maps.ravel()]
    assert not easel.spills()


def test_what_is_never_below_zero_is_grey() -> None:
    instrument = mosaic("ReLU", 2)
    maps = np.array([[[0.0, 1.0]], [[4.0, 2.0]]])
    view = FeatureMapsOf("node", SampleAt(0), 2)
    easel = Easel(instrument, seen={view: FeatureMaps(maps, 2)})
    places = [
        cell(instrument.mosaic.place(QPointF(), number), 0, column, 1, 2)
        for number, column in np.ndindex(2, 2)
    ]
    greys = [0, 64, 255, 128]
    assert easel.colours(places) == [QColor(grey, grey, grey) for grey in greys]


def test_a_map_of_another_sample_is_not_shown_as_this_one() -> None:
    instrument = mosaic("Dropout2d", 2)
    seen = {FeatureMapsOf("node", SampleAt(1), 2): FeatureMaps(np.ones((2, 3, 3)), 2)}
    easel = Easel(instrument, seen=seen, sample=0)
    middles = [instrument.mosaic.place(QPointF(), number).center() for number in (0, 1)]
    assert easel.colours(middles) == [theme.colour("well")] * 2
    easel.readings.sample = SampleAt(1)
    assert easel.colours(middles) == [theme.colour("positive")] * 2


@pytest.mark.parametrize("type_name", ["LSTM", "GRU", "RNN", "PositionalEncoding"])
def test_a_course_has_a_row_for_each_unit_and_a_column_for_each_step(type_name: str) -> None:
    settings = {} if type_name == "PositionalEncoding" else {"hidden_size": 4}
    instrument, _ = made(type_name, FieldSpec((5, 4)), **settings)
    assert isinstance(instrument, StateCourse)
    view = FeatureMapsOf("node", SampleAt(0), 1)
    assert instrument.views(SampleAt()) == (view,)
    states = np.random.default_rng(0).normal(size=(4, 5))
    easel = Easel(instrument, seen={view: FeatureMaps(states[None], 1)})
    picture = instrument.mosaic.place(QPointF(), 0)
    places = [cell(picture, row, column, 4, 5) for row, column in np.ndindex(4, 5)]
    assert easel.colours(places) == [signed(v, np.abs(states).max()) for v in states.ravel()]
    assert easel.words() == ["units over time"]
    assert not easel.spills()
    easel.seen.clear()
    assert easel.colours([picture.center()]) == [theme.colour("well")]
