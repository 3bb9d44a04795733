"""Every convolution shows its filters: of images a picture each, of sequences a row each."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.filters import FilterBank
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.format import number
from tests.gui.canvas.card_instruments.easel import Easel, cell, made, signed


def bank(type_name: str, spec: FieldSpec, **settings: object) -> tuple[FilterBank, np.ndarray]:
    """The filters of a convolution, and weights of its shape that are all different."""
    found, analysis = made(type_name, spec, **settings)
    instrument = found.parts[0] if isinstance(found, Stack) else found
    assert isinstance(instrument, FilterBank)
    weights = analysis.flat.nodes["node"].module.weights((spec,))
    weight = np.random.default_rng(1).normal(size=weights["weight"].shape)
    return instrument, weight


def shown_by(easel: Easel, place: int, row: int, column: int) -> QPointF:
    instrument = easel.instrument
    picture = instrument.mosaic.place(QPointF(), place)
    return cell(picture, row, column, *instrument.window)


@pytest.mark.parametrize("type_name", ["Conv2d", "ConvTranspose2d"])
def test_an_image_filter_shows_its_strongest_channel(type_name: str) -> None:
    settings = {"out_channels": 6, "kernel_size": (2, 3)}
    instrument, weight = bank(type_name, FieldSpec((3, 8, 8)), **settings)
    filters = weight if type_name == "Conv2d" else weight.swapaxes(0, 1)
    strongest = (filters**2).sum(axis=(2, 3)).argmax(axis=1)
    assert len(set(strongest.tolist())) > 1
    pictures = [each[channel] for each, channel in zip(filters, strongest, strict=True)]
    easel = Easel(instrument, weights={"node.weight": weight})
    places = [shown_by(easel, *index) for index in np.ndindex(6, 2, 3)]
    reach = np.abs(pictures).max()
    assert easel.colours(places) == [signed(v, reach) for v in np.ravel(pictures)]
    assert not easel.spills()
    value = number(pictures[4][1, 2])
    words = f"node filter 5, channel {strongest[4] + 1}, row 2, column 3: {value}"
    assert easel.at(shown_by(easel, 4, 1, 2)) == words


@pytest.mark.parametrize("type_name", ["Conv1d", "ConvTranspose1d"])
def test_a_sequence_filter_is_a_row_of_all_its_channels(type_name: str) -> None:
    settings = {"out_channels": 5, "kernel_size": 3}
    instrument, weight = bank(type_name, FieldSpec((9, 4)), **settings)
    filters = weight if type_name == "Conv1d" else weight.swapaxes(0, 1)
    easel = Easel(instrument, weights={"node.weight": weight})
    places = [shown_by(easel, 4 * o + c, 0, u) for o, c, u in np.ndindex(5, 4, 3)]
    reach = np.abs(filters).max()
    assert easel.colours(places) == [signed(v, reach) for v in filters.ravel()]
    assert not easel.spills()
    words = f"node filter 3, channel 2, position 3: {number(filters[2, 1, 2])}"
    assert easel.at(shown_by(easel, 2 * 4 + 1, 0, 2)) == words
    assert easel.at(shown_by(easel, 2 * 4 + 1, 0, 2), zoom=0.2) == "", "too small to point at"


def test_of_many_channels_a_row_shows_the_strongest() -> None:
    instrument, weight = bank("Conv1d", FieldSpec((9, 12)), out_channels=20, kernel_size=5)
    strongest = (weight**2).sum(axis=2).argmax(axis=1)
    rows = weight[np.arange(20), strongest][:8]
    easel = Easel(instrument, weights={"node.weight": weight})
    places = [shown_by(easel, place, 0, column) for place, column in np.ndindex(8, 5)]
    assert easel.colours(places) == [signed(v, np.abs(rows).max()) for v in rows.ravel()]
    words = f"node filter 7, channel {strongest[6] + 1}, position 1: {number(rows[6, 0])}"
    assert easel.at(shown_by(easel, 6, 0, 0)) == words


@pytest.mark.parametrize(
    ("type_name", "spec"),
    [
        ("Conv1d", FieldSpec((9, 4))),
        ("Conv2d", FieldSpec((4, 9, 9))),
        ("ConvTranspose1d", FieldSpec((9, 4))),
        ("ConvTranspose2d", FieldSpec((4, 9, 9))),
    ],
)
def test_filters_of_groups_are_not_mixed(type_name: str, spec: FieldSpec) -> None:
    """As depthwise ones: each channel has two filters, which see nothing else."""
    settings = {"out_channels": 8, "kernel_size": 3, "groups": 4}
    instrument, weight = bank(type_name, spec, **settings)
    filters = weight.reshape(8, *weight.shape[2:])
    easel = Easel(instrument, weights={"node.weight": weight})
    rows = instrument.window[0]
    places = [shown_by(easel, *index) for index in np.ndindex(8, rows, 3)]
    wanted = [signed(v, np.abs(filters).max()) for v in filters.ravel()]
    assert easel.colours(places) == wanted
    last = f"position 3: {number(filters[5].ravel()[2])}"
    if rows > 1:
        last = f"row 1, column 3: {number(filters[5].ravel()[2])}"
    assert easel.at(shown_by(easel, 5, 0, 2)) == f"node filter 6, {last}"


@pytest.mark.parametrize("length", [1, 2, 64])
@pytest.mark.parametrize("channels", [1, 7, 300])
def test_rows_of_any_size_fit_on_the_card(length: int, channels: int) -> None:
    spec = FieldSpec((64, channels))
    instrument, weight = bank("Conv1d", spec, out_channels=40, kernel_size=length)
    assert 10 <= instrument.width_px <= 112.5
    assert instrument.height_px < 112
    assert not Easel(instrument, weights={"node.weight": weight}).spills()


@pytest.mark.parametrize(("type_name", "shape"), [("Conv1d", (9, 2)), ("Conv2d", (2, 9, 9))])
def test_places_are_outlined_while_the_weights_are_unknown(type_name: str, shape: tuple) -> None:
    instrument, weight = bank(type_name, FieldSpec(shape), out_channels=3)
    middles = [instrument.mosaic.place(QPointF(), place).center() for place in range(3)]
    for weights in ({}, {"node.weight": weight[:2]}, {"other.weight": weight}):
        easel = Easel(instrument, weights=weights)
        assert easel.colours(middles) == [theme.colour("well")] * 3
        assert easel.at(middles[0]) == ""


def test_new_weights_are_painted_anew() -> None:
    instrument, weight = bank("Conv1d", FieldSpec((9, 1)), out_channels=2)
    easel = Easel(instrument, weights={"node.weight": weight})
    before = easel.image()
    easel.readings.weights = {"node.weight": -weight}
    assert easel.image() != before
    wanted = signed(-weight[1, 0, 0], np.abs(weight).max())
    assert easel.colours([shown_by(easel, 1, 0, 0)]) == [wanted]
