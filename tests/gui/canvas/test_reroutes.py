"""Reroute points: made by a stroke or a menu, moved, wired, tinted, not counted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from guinet.graph.reroutes import node_count
from guinet.gui.canvas.crossings import first_crossings
from guinet.gui.canvas.rerouting import add_reroutes, middles

SHIFT = Qt.KeyboardModifier.ShiftModifier
RIGHT = Qt.MouseButton.RightButton
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def led(canvas):
    """The small network with a point on the wire from hidden to tanh, at (280, 104)."""
    add_reroutes(canvas.view.canvas, {canvas.edge("hidden", "tanh"): QPointF(280, 104)})
    canvas.view.select_none()
    return canvas


def dot(canvas, dx: float = 0.0) -> QPoint:
    card = canvas.view.card(canvas.node("reroute1").id)
    middle = card.scene_rect().center() + QPointF(dx, 0)
    return canvas.view.viewportTransform().map(middle).toPoint()


def test_a_stroke_lays_a_point_on_each_wire_it_crosses(canvas) -> None:
    before = canvas.document.project

    def look() -> None:
        assert canvas.document.project is before

    stroke = canvas.port("hidden", "y") + QPoint(20, -40)
    canvas.drag(stroke, stroke + QPoint(0, 80), SHIFT, RIGHT, then=look)
    assert canvas.document.undo_label == "Add a reroute point on hidden → tanh"
    assert canvas.edges() >= {"hidden.y>reroute1.x", "reroute1.y>tanh.x"}
    card = canvas.view.card(canvas.node("reroute1").id)
    assert abs(card.scene_rect().center().x() - (canvas.view.event_point(stroke).x())) <= 4
    assert canvas.editor.selected == {card.node_id}
    canvas.document.undo()
    assert canvas.document.project == before


def test_several_wires_are_one_step(canvas) -> None:
    x = canvas.view.event_point(canvas.on_edge("y", "loss")).x()
    top = canvas.view.viewportTransform().map(QPointF(x, -40)).toPoint()
    canvas.drag(top, top + QPoint(0, 320), SHIFT, RIGHT)
    assert canvas.document.undo_label == "Add 2 reroute points"
    assert len(canvas.editor.selected) == 2
    canvas.document.undo()
    assert not canvas.document.can_undo


def test_a_stroke_across_nothing_says_so_and_esc_gives_up(canvas) -> None:
    canvas.drag(QPoint(300, 450), QPoint(400, 480), SHIFT, RIGHT)
    assert not canvas.document.can_undo
    assert canvas.messages == ["The line crossed no wire, so there is no reroute point to add."]
    stroke = canvas.port("hidden", "y") + QPoint(20, -40)
    canvas.press(stroke, SHIFT, RIGHT)
    canvas.move(stroke + QPoint(0, 80), RIGHT, SHIFT)
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(stroke + QPoint(0, 80), SHIFT, RIGHT)
    assert not canvas.document.can_undo


def test_the_selected_wires_get_a_point_in_their_middle(canvas) -> None:
    scene = canvas.view.canvas
    canvas.click(canvas.on_edge("tanh", "out"))
    middle = canvas.view.event_point(canvas.on_edge("tanh", "out"))
    add_reroutes(scene, middles(scene))
    card = canvas.view.card(canvas.node("reroute1").id)
    assert (card.scene_rect().center() - middle).manhattanLength() <= 8


def test_a_point_is_moved_by_itself_and_wires_follow(led) -> None:
    led.drag(dot(led), dot(led) + QPoint(16, 40))
    assert led.place("reroute1") == (288.0, 136.0)
    layer = led.view.canvas.layer
    arriving = layer.ways[layer.edges.index(led.edge("hidden", "reroute1"))][-1]
    leaving = layer.ways[layer.edges.index(led.edge("reroute1", "tanh"))][0]
    assert arriving[3].tolist() == leaving[0].tolist() == [296.0, 144.0]
    # Both tangents are level, so the wire passes without a corner.
    assert arriving[2][1] == arriving[3][1] == leaving[1][1]
    assert led.editor.selected == {led.node("reroute1").id}


def test_wires_are_drawn_from_the_right_side_and_off_the_left_side(led) -> None:
    led.drag(dot(led, 10), led.port("out", "x"))
    assert "reroute1.y>out.x" in led.edges()
    led.document.undo()
    led.drag(dot(led, -10), QPoint(300, 500))
    assert "hidden.y>reroute1.x" not in led.edges()
    assert led.document.undo_label == "Disconnect hidden → reroute1"


@pytest.mark.parametrize("offset", [-10, 0, 10])
def test_a_wire_let_go_anywhere_on_a_point_arrives(led, offset) -> None:
    led.drag(led.port("x", "y"), dot(led, offset))
    assert "x.y>reroute1.x" in led.edges()


def test_the_gradient_passes_through_the_point(led) -> None:
    prepared = led.bridge.prepare(led.graph)
    count = len(prepared.edges)
    led.bridge.report([1.0] * count, np.geomspace(1e-3, 1e-1, count))
    led.view.canvas.traffic.changed.emit()
    scene = led.view.canvas
    for edge in (led.edge("hidden", "reroute1"), led.edge("reroute1", "tanh")):
        assert scene.traffic.values(scene.graph, edge)[1] > 0
    arriving = scene.layer.colour_of(led.edge("hidden", "reroute1"))
    assert led.view.card(led.node("reroute1").id).tint == arriving


def test_a_point_is_no_node_to_people(led) -> None:
    assert node_count(led.graph) == len(led.graph.nodes) - 1
    assert not led.view.toggles.can_toggle()
    led.editor.select([led.node("reroute1").id])
    assert not led.view.toggles.can_toggle()
    led.view.toggles.collapse()
    led.view.toggles.bypass()
    assert led.document.undo_label.startswith("Add a reroute point")


def test_crossings_are_found_along_the_stroke() -> None:
    rows = np.array([[[0.0, y], [50.0, y], [100.0, y]] for y in (30.0, 10.0, 90.0)])
    found = first_crossings(rows, np.array([60.0, 0.0]), np.array([60.0, 50.0]))
    assert list(found) == [1, 0]
    assert found[0] == (60.0, 30.0)
    assert first_crossings(rows[:0], np.array([0.0, 0.0]), np.array([1.0, 1.0])) == {}


def test_wires_run_straight_to_a_point_and_not_around_it(led) -> None:
    layer = led.view.canvas.layer
    for edge in (led.edge("hidden", "reroute1"), led.edge("reroute1", "tanh")):
        assert len(layer.ways[layer.edges.index(edge)]) == 1
    # A wire that merely passes over the point does not go round it either.
    led.drag(dot(led), led.on_edge("tanh", "out"))
    assert len(layer.ways[layer.edges.index(led.edge("tanh", "out"))]) == 1
