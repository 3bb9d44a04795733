"""Wires look the same whatever part of the canvas is painted by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from guinet.core.types import Array
from guinet.gui.canvas.scale import LEVELS, NARROWEST_PX, WIDEST_PX
from tests.gui.canvas.test_layers import large_network

FAR = (0.05, 0.15, 0.2, 0.248, 0.31)
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
