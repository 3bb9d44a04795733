"""Wires look the same whatever part of the canvas is painted by itself."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.far_wires import FarWires
from guinet.gui.canvas.scale import LEVELS, NARROWEST_PX, WIDEST_PX
from guinet.gui.canvas.strokes import colour_of, far_colours
from tests.gui.canvas.test_layers import large_network

FAR = (0.05, 0.2, 0.31)
NEAR = (0.36, 0.7)
PARTS = ((50, 0), (192, 7))


@pytest.fixture(params=[176.0, 240.0])
def wires(make_canvas, request):
    """A large canvas with rows at some distance."""
    project = large_network()
    places = {
        id: (200.0 * (number % 12) + 8 * (number % 3), request.param * (number // 12))
        for number, id in enumerate(project.graph.nodes)
    }
    canvas = make_canvas(replace(project, layout={"": places}))
    layer = canvas.view.canvas.layer
    while layer.searching:
        layer.go_on(1.0)
    return canvas


def run(canvas) -> None:
    """Give each wire a width and a colour of its own, as while a network trains."""
    layer = canvas.view.canvas.layer
    drawn = np.random.default_rng(0)
    count = len(layer.edges)
    widths = np.rint(4 * drawn.uniform(NARROWEST_PX, WIDEST_PX, count)) / 4
    layer.set_styles(widths, drawn.integers(0, LEVELS, count))


def channels(image: QImage) -> Array:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width()].astype(int)


def differences(canvas, zoom: float) -> Array:
    """Return how far pixels of parts differ from those that were painted as a whole."""
    view = canvas.view
    view.zoom_to(zoom)
    view.grab()
    picture = view._wires
    room = picture.pixmap.rect()
    picture.stale([room])
    picture.refresh(room, blank=True)
    whole = channels(picture.pixmap.toImage())
    found = []
    for size, begin in PARTS:
        for y in range(-begin, room.height(), size):
            for x in range(-begin, room.width(), size):
                picture._paint_parts([QRect(x, y, size, size) & room])
        found.append(np.abs(channels(picture.pixmap.toImage()) - whole).max(axis=2))
    return np.stack(found)


@pytest.mark.parametrize("zoom", FAR)
def test_from_afar_a_part_is_that_of_the_whole(wires, zoom: float) -> None:
    assert not differences(wires, zoom).any()
    run(wires)
    assert not differences(wires, zoom).any()


@pytest.mark.parametrize("zoom", NEAR)
def test_from_near_a_rim_may_be_two_levels_off(wires, zoom: float) -> None:
    """An antialiased rim begins at one of 64 places in a pixel; the last bit of a sum tips it."""
    assert not differences(wires, zoom).any()
    run(wires)
    different = differences(wires, zoom)
    assert different.max() <= 2
    assert (different > 0).mean() <= 1e-4


def painted(ways: list[Array], widths: list[float], colours: list[int], zoom: float) -> Array:
    """Return what wires look like on black, by number of the colour; see `channels`."""
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.scale(zoom, zoom)
    wires, opaque = list(enumerate(ways)), np.array(colours, np.uint32) | np.uint32(0xFF000000)
    FarWires().paint(painter, wires, np.array(widths), opaque, QRectF(0, 0, 60 / zoom, 60 / zoom))
    painter.end()
    return channels(image)[:, :, 0]


def across(y: float) -> Array:
    return np.linspace([0.0, y], [300.0, y], 4)[None]


def down(x: float) -> Array:
    return np.linspace([x, 0.0], [x, 300.0], 4)[None]


@pytest.mark.parametrize(("width", "pixels"), [(0.5, 1), (5.0, 1), (8.0, 2), (14.0, 3)])
def test_a_far_wire_is_as_broad_as_its_width_seen_from_there(width: float, pixels: int) -> None:
    picture = painted([across(100.0)], [width], [9], zoom=0.2)
    assert (picture[:, 30] == 9).sum() == pixels
    assert (picture > 0).any(axis=1).sum() == pixels


def test_later_far_wires_lie_over_earlier_ones() -> None:
    ways = [across(100.0), down(150.0)]
    assert painted(ways, [15.0, 15.0], [7, 9], zoom=0.2)[20, 30] == 9
    assert painted(ways[::-1], [15.0, 15.0], [9, 7], zoom=0.2)[20, 30] == 7


def test_a_far_wire_that_goes_another_way_is_painted_there() -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    wires, area = FarWires(), QRectF(0, 0, 300, 300)
    for y in (100.0, 200.0):
        image.fill(0)
        painter = QPainter(image)
        painter.scale(0.2, 0.2)
        wires.paint(painter, [(0, across(y))], np.ones(1), np.array([0xFF000009], np.uint32), area)
        painter.end()
        assert np.flatnonzero(channels(image)[:, 30, 0]).tolist() == [y * 0.2]


def test_far_wires_have_the_colours_of_near_ones(qapp) -> None:
    levels = np.arange(-1, LEVELS)
    far = far_colours(levels, np.zeros(len(levels), dtype=bool))
    assert [QColor.fromRgba(int(one)) for one in far] == [colour_of(one) for one in levels.tolist()]
    chosen = far_colours(levels, np.ones(len(levels), dtype=bool))
    assert {QColor.fromRgba(int(one)).name() for one in chosen} == {theme.colour("accent").name()}


@pytest.mark.parametrize(
    ("shift", "row"), [(0.0, 20), (0.6, 21), (1.2, 21), (-0.5, 20), (-0.7, 19)]
)
def test_a_far_wire_lies_on_the_pixel_that_it_goes_through(shift: float, row: int) -> None:
    """As on a screen of fractional scale, where a picture begins within a pixel."""
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(0.0, shift)
    painter.scale(0.2, 0.2)
    black, area = np.array([0xFF000009], np.uint32), QRectF(0, -20, 300, 320)
    FarWires().paint(painter, [(0, across(103.0))], np.ones(1), black, area)
    painter.end()
    assert np.flatnonzero(channels(image)[:, 30, 0]).tolist() == [row]


def test_a_wire_across_half_the_world_is_painted_where_it_is_seen() -> None:
    long = np.linspace([-1e7, 100.0], [1e7, 100.0], 4)[None]
    tracemalloc.start()
    picture = painted([long, down(150.0)], [5.0, 5.0], [9, 7], zoom=0.2)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30e6
    assert np.flatnonzero((picture == 9).sum(axis=1) == 59).tolist() == [20]
    assert (picture[:, 30] == 7).all()
