"""A graph in little: every node a block in its category's colour, wires between, both themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from guinet.graph.model import Graph
from guinet.gui import theme
from guinet.gui.canvas.sketch import fit_into, paint_sketch, sketch_of
from tests.gui.canvas.conftest import small_network

RECT = QRectF(10, 10, 180, 80)


@pytest.fixture(params=["dark", "light"])
def _theme(request, qapp):
    before = theme.themes.wanted
    theme.set_theme(request.param)
    yield
    theme.set_theme(before)


def painted(graph: Graph, **options) -> QImage:
    image = QImage(200, 100, QImage.Format.Format_ARGB32)
    image.fill(theme.colour("canvas"))
    painter = QPainter(image)
    paint_sketch(painter, sketch_of(graph, small_network().layout[""]), RECT, **options)
    painter.end()
    return image


@pytest.mark.usefixtures("_theme")
def test_each_block_has_the_colour_of_its_category_where_it_stands() -> None:
    project = small_network()
    sketch = sketch_of(project.graph, project.layout[""])
    image, fit = painted(project.graph), fit_into(sketch.bounds, RECT)
    for id, (category, block) in sketch.blocks.items():
        middle = fit.map(block.center()).toPoint()
        assert image.pixelColor(middle).name() == theme.category_colour(category).name(), id


@pytest.mark.usefixtures("_theme")
def test_nothing_is_drawn_outside() -> None:
    image, ground = painted(small_network().graph), theme.colour("canvas").name()
    border = [
        (x, y)
        for x in range(200)
        for y in range(100)
        if not RECT.adjusted(-3, -3, 3, 3).contains(x, y)
    ]
    assert {image.pixelColor(x, y).name() for x, y in border} == {ground}


@pytest.mark.usefixtures("_theme")
def test_wires_are_drawn_between_the_blocks() -> None:
    graph = small_network().graph
    bare = Graph(graph.nodes)
    assert painted(graph) != painted(bare)


def test_cards_have_the_sizes_they_are_given_and_stand_where_they_are() -> None:
    project = small_network()
    places = project.layout[""]
    first = next(iter(project.graph.nodes))
    sketch = sketch_of(project.graph, places, {first: (300.0, 40.0)})
    assert sketch.blocks[first][1] == QRectF(*places[first], 300.0, 40.0)
    assert len(sketch.wires) == len(project.graph.edges)


def test_proportions_are_kept_in_the_middle() -> None:
    fit = fit_into(QRectF(0, 0, 1000, 100), QRectF(0, 0, 100, 100))
    assert fit.mapRect(QRectF(0, 0, 1000, 100)) == QRectF(0, 45, 100, 10)


def test_an_empty_graph_draws_nothing() -> None:
    assert sketch_of(Graph()).bounds.isEmpty()
    painted(Graph())
