"""The map, the find field and the port cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

import guinet
from guinet.gui.canvas.find_bar import FindBar
from guinet.gui.canvas.minimap import Minimap
from guinet.gui.canvas.port_cursor import PortPlace

CTRL = Qt.KeyboardModifier.ControlModifier
RIGHT, LEFT, UP, DOWN = (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down)


def key(canvas, which, held=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(canvas.view, which, held)


def at(canvas) -> tuple[str, str, bool]:
    place = canvas.view.ports.place
    return canvas.graph.nodes[place.node].name, place.port, place.is_input


def test_the_map_is_seen_where_something_is_not(canvas) -> None:
    mini = Minimap(canvas.view)
    canvas.view.frame_all()
    assert mini.isHidden()
    canvas.view.zoom_to(2.0)
    assert not mini.isHidden()
    assert mini.toggle() is False
    assert mini.isHidden()
    mini.toggle()
    assert not mini.isHidden()
    canvas.view.resize(300, 200)
    assert mini.isHidden()


def test_a_click_on_the_map_goes_there(canvas) -> None:
    mini = Minimap(canvas.view)
    canvas.view.zoom_to(2.0)
    target = canvas.view.card(canvas.node("loss").id).scene_rect().center()
    place = mini.place_of(target)
    assert (mini.point_at(place) - target).manhattanLength() < 1e-6
    QTest.mousePress(mini, Qt.MouseButton.LeftButton, pos=place.toPoint())
    scale = mini.place_of(QPointF(1, 0)).x() - mini.place_of(QPointF(0, 0)).x()
    assert (canvas.view.scene_centre() - target).manhattanLength() <= 4 + 2 / scale
    assert canvas.document.can_undo is False


def test_the_map_stays_in_its_corner(canvas) -> None:
    mini = Minimap(canvas.view)
    canvas.view.zoom_to(2.0)
    before = mini.geometry().bottomLeft()
    canvas.view.pan(120, 60)
    assert mini.geometry().bottomLeft() == before
    canvas.view.resize(800, 500)
    assert mini.geometry().bottom() == before.y() - 60


def test_the_map_is_smaller_on_a_small_canvas(canvas) -> None:
    mini = Minimap(canvas.view)
    canvas.view.resize(1600, 900)
    largest = mini.size()
    canvas.view.resize(700, 420)
    assert mini.width() < 0.2 * canvas.view.viewport().width()
    assert mini.width() < largest.width()
    assert mini.height() < largest.height()


def test_finding_shows_the_node_and_enter_stays(canvas) -> None:
    bar = FindBar(canvas.view)
    bar.open()
    QTest.keyClicks(bar.field, "mse")
    assert [entry.path for entry in bar.found()] == ["loss"]
    assert canvas.editor.selected == {canvas.node("loss").id}
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.isHidden()
    middle = canvas.view.card(canvas.node("loss").id).scene_rect().center()
    assert (canvas.view.scene_centre() - middle).manhattanLength() <= 4


def test_escape_goes_back_to_where_one_was(make_canvas) -> None:
    canvas = make_canvas(guinet.load("example:transformer"))
    canvas.view.zoom_to(0.4)
    before = canvas.view.zoom, canvas.view.scene_centre()
    bar = FindBar(canvas.view)
    bar.open()
    QTest.keyClicks(bar.field, "norm")
    assert canvas.editor.standpoint.uses
    first = canvas.editor.selected
    QTest.keyClick(bar.field, DOWN)
    assert canvas.editor.selected != first
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert canvas.editor.standpoint.uses == ()
    assert canvas.view.zoom == pytest.approx(before[0])
    assert (canvas.view.scene_centre() - before[1]).manhattanLength() <= 8
    assert canvas.editor.selected == frozenset()


def test_what_is_not_there_is_said(canvas) -> None:
    bar = FindBar(canvas.view)
    bar.open()
    QTest.keyClicks(bar.field, "zebra")
    assert bar.words.text() == "No node matches “zebra”."
    assert bar.found() == []


def test_arrows_follow_the_wires(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    key(canvas, RIGHT, CTRL)
    assert at(canvas) == ("hidden", "y", False)
    key(canvas, RIGHT, CTRL)
    assert at(canvas) == ("tanh", "x", True)
    assert canvas.editor.selected == {canvas.node("tanh").id}
    key(canvas, RIGHT, CTRL)
    key(canvas, RIGHT, CTRL)
    assert at(canvas) == ("out", "x", True)
    key(canvas, LEFT, CTRL)
    assert at(canvas) == ("tanh", "y", False)
    key(canvas, DOWN, CTRL)
    assert at(canvas) == ("tanh", "x", True)
    assert "tanh, input x, wired from hidden" in canvas.view.accessibleDescription()


def test_enter_wires_from_port_to_port(canvas) -> None:
    ports = canvas.view.ports
    hidden, out = canvas.node("hidden").id, canvas.node("out").id
    ports.place = PortPlace(hidden, "y", False)
    key(canvas, Qt.Key.Key_Return)
    assert ports.held == ports.place
    ports.place = PortPlace(out, "x", True)
    key(canvas, Qt.Key.Key_Return)
    assert "hidden.y>out.x" in canvas.edges()
    assert "tanh.y>out.x" not in canvas.edges()
    assert ports.held is None
    canvas.document.undo()
    assert "tanh.y>out.x" in canvas.edges()


def test_a_cycle_is_refused_in_words_and_the_wire_stays_in_hand(canvas) -> None:
    ports = canvas.view.ports
    before = canvas.graph
    ports.place = PortPlace(canvas.node("out").id, "y", False)
    ports.take_or_drop()
    ports.place = PortPlace(canvas.node("hidden").id, "x", True)
    ports.take_or_drop()
    assert "cycle" in canvas.messages[-1]
    assert canvas.graph is before
    key(canvas, Qt.Key.Key_Escape)
    assert ports.held is None
    key(canvas, Qt.Key.Key_Escape)
    assert ports.place is None


def test_a_deleted_card_takes_the_cursor_with_it(canvas) -> None:
    canvas.view.ports.place = PortPlace(canvas.node("tanh").id, "x", True)
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.commands.delete()
    assert canvas.view.ports.place is None


def test_a_screen_reader_is_told_what_is_selected(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    assert canvas.view.accessibleDescription() == (
        "6 nodes, selected hidden, Linear, N × 8, 24 weights"
    )
    canvas.view.select_all()
    assert "6 selected: x, hidden, tanh, out, y and 1 more" in canvas.view.accessibleDescription()


def test_of_a_map_that_was_not_in_sight_it_is_said_why(canvas) -> None:
    mini = Minimap(canvas.view)
    canvas.view.frame_all()
    mini.toggle()
    hidden = "The map is off; it was hidden anyway, as "
    assert mini.words() == f"{hidden}all of the network is in sight."
    canvas.view.zoom_to(2.0)
    assert mini.words() == "The map is off."
    canvas.view.resize(300, 200)
    assert mini.words() == f"{hidden}the canvas is too small for it."
