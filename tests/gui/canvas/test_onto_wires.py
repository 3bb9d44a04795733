"""Modules and cards that are dropped on wires and ports, and the room that is made for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import add_node, connect, disconnect
from guinet.graph.model import Edge
from guinet.gui.canvas.layout import move_nodes
from guinet.gui.canvas.making_room import make_room
from guinet.gui.mime import module_mime
from tests.graph.strategies import make
from tests.gui.canvas.test_commands import drop, hover

LEFT = Qt.MouseButton.LeftButton


def lit(canvas):
    return canvas.view.canvas._lit_edge


@pytest.fixture
def bubbles(monkeypatch) -> list[tuple[str, str]]:
    """What was said beside the pointer, and of which kind."""
    said: list[tuple[str, str]] = []
    for module in ("drop", "gestures.over_wire", "gestures.draw_wire"):
        monkeypatch.setattr(
            f"guinet.gui.canvas.{module}.paint_bubble",
            lambda _painter, _at, text, kind, _room: said.append((text, kind)),
        )
    return said


def assert_clear(canvas) -> None:
    rects = list(canvas.view.canvas.rects().values())
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def place_free(canvas, module: str = "ReLU", at=(320.0, 200.0)) -> str:
    """Place a node without any wire; return its name."""
    graph, node = add_node(canvas.graph, make(module))

    def change(project):
        return move_nodes(replace(project, graph=graph), {node.id: at})

    canvas.editor.apply(change, "place")
    return node.name


def test_a_module_dropped_on_a_wire_is_put_on_it(canvas, bubbles) -> None:
    before = canvas.document.project
    place = canvas.on_edge("hidden", "tanh")
    hover(canvas, module_mime("Linear"), place)
    canvas.view.grab()
    assert lit(canvas) == canvas.edge("hidden", "tanh")
    assert bubbles[-1] == ("N × 8 → N × 8", "info")
    assert canvas.document.project is before
    drop(canvas, module_mime("Linear"), place)
    assert {"hidden.y>linear1.x", "linear1.y>tanh.x"} <= canvas.edges()
    assert "hidden.y>tanh.x" not in canvas.edges()
    assert canvas.document.undo_label == "Add Linear"
    assert lit(canvas) is None
    assert_clear(canvas)
    canvas.document.undo()
    assert canvas.document.project == before


def test_a_mismatch_on_a_wire_is_said_before_the_drop(canvas, bubbles) -> None:
    place = canvas.on_edge("hidden", "tanh")
    hover(canvas, module_mime("Conv2d"), place)
    canvas.view.grab()
    assert bubbles[-1] == ("Conv2d reads images N × C × H × W at x and gets N × 8.", "warning")
    hover(canvas, module_mime("Linear"), canvas.on_edge("out", "loss"))
    canvas.view.grab()
    assert "compares like with like" in bubbles[-1][0]


def test_what_cannot_stand_on_a_wire_lights_none(canvas) -> None:
    place = canvas.on_edge("hidden", "tanh")
    hover(canvas, module_mime("MSELoss"), place)
    assert lit(canvas) is None
    before = canvas.edges()
    drop(canvas, module_mime("MSELoss"), place)
    assert canvas.edges() == before
    assert "mseloss1" in canvas.names()


def test_a_drag_that_leaves_lights_nothing(canvas) -> None:
    hover(canvas, module_mime("ReLU"), canvas.on_edge("hidden", "tanh"))
    hover(canvas, module_mime("ReLU"), QPoint(300, 480))
    assert lit(canvas) is None


def test_a_module_dropped_on_a_free_port_is_joined_with_it(canvas, bubbles) -> None:
    place = canvas.port("tanh", "y")
    hover(canvas, module_mime("Linear"), place)
    canvas.view.grab()
    assert bubbles[-1] == ("N × 8 → N × 8", "info")
    drop(canvas, module_mime("Linear"), place)
    assert "tanh.y>linear1.x" in canvas.edges()
    tanh, linear = canvas.node("tanh").id, canvas.node("linear1").id
    rects = canvas.view.canvas.rects()
    assert rects[linear].left() > rects[tanh].right()
    assert_clear(canvas)


def test_it_stands_level_with_the_port_where_there_is_room(canvas) -> None:
    drop(canvas, module_mime("ReLU"), canvas.port("y", "y"))
    assert "y.y>relu1.x" in canvas.edges()
    assert_clear(canvas)
    name = place_free(canvas, at=(0.0, 640.0))
    drop(canvas, module_mime("Tanh"), canvas.port(name, "y"))
    assert f"{name}.y>tanh1.x" in canvas.edges()
    assert canvas.port("tanh1", "x").y() == pytest.approx(canvas.port(name, "y").y(), abs=8)


def test_a_module_dropped_on_a_free_input_feeds_it(canvas) -> None:
    edge = canvas.edge("y", "loss")
    canvas.editor.apply_graph(lambda graph: disconnect(graph, edge), "cut")
    drop(canvas, module_mime("Target"), canvas.port("loss", "target"))
    assert "target1.y>loss.target" in canvas.edges()
    assert canvas.node("target1").module.field == "y"


def test_a_card_dragged_onto_a_wire_is_put_on_it_in_one_step(canvas, bubbles) -> None:
    name = place_free(canvas)
    before = canvas.document.project

    def look() -> None:
        assert lit(canvas) == canvas.edge("tanh", "out")
        canvas.view.grab()
        assert bubbles[-1] == ("N × 8 → N × 8", "info")
        assert canvas.document.project is before

    begin = canvas.at(name)
    middle = canvas.view.viewportTransform().map(
        canvas.view.card(canvas.node(name).id).scene_rect().center()
    )
    step = canvas.on_edge("tanh", "out") - middle.toPoint()
    canvas.drag(begin, begin + step, then=look)
    assert {f"tanh.y>{name}.x", f"{name}.y>out.x"} <= canvas.edges()
    assert canvas.document.undo_label == f"Move {name} onto a wire"
    assert_clear(canvas)
    assert canvas.place("out")[0] > 512.0
    assert canvas.place("hidden") == (160.0, 0.0)
    canvas.document.undo()
    assert canvas.document.project == before
    assert lit(canvas) is None


def test_of_wires_that_run_together_the_one_at_the_height_of_the_ports_is_meant(canvas) -> None:
    below = place_free(canvas, "Linear", (512.0, 320.0))
    name = place_free(canvas, "ReLU", (320.0, 400.0))
    edge = Edge(canvas.node("tanh").id, "y", canvas.node(below).id, "x")
    canvas.editor.apply_graph(lambda graph: connect(graph, edge), "wire")
    begin = canvas.at(name)
    top = canvas.view.viewportTransform().map(canvas.view.card(canvas.node(name).id).pos())
    wanted = canvas.port("tanh", "y") + QPoint(-16, -20)
    canvas.press(begin)
    canvas.move(begin + wanted - top.toPoint(), LEFT)
    assert lit(canvas) == canvas.edge("tanh", "out")
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(begin)


def test_a_card_that_is_wired_stays_as_it_is(canvas) -> None:
    edges = canvas.edges()
    begin = canvas.at("y")
    middle = canvas.view.viewportTransform().map(
        canvas.view.card(canvas.node("y").id).scene_rect().center()
    )
    step = canvas.on_edge("hidden", "tanh") - middle.toPoint()
    canvas.drag(begin, begin + step, then=lambda: lit(canvas))
    assert canvas.edges() == edges


def test_esc_over_a_wire_puts_everything_back(canvas) -> None:
    name = place_free(canvas)
    before = canvas.document.project
    begin = canvas.at(name)
    canvas.press(begin)
    middle = canvas.view.viewportTransform().map(
        canvas.view.card(canvas.node(name).id).scene_rect().center()
    )
    canvas.move(begin + canvas.on_edge("tanh", "out") - middle.toPoint(), LEFT)
    assert lit(canvas) is not None
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert lit(canvas) is None
    canvas.release(begin)
    assert canvas.document.project is before


def test_a_card_onto_a_wire_behind_it_closes_no_cycle(canvas) -> None:
    """A sum that is fed by the end of the network cannot be put on a wire before that."""
    name = place_free(canvas, "Add", (320.0, 240.0))
    edge = Edge(canvas.node("out").id, "y", canvas.node(name).id, "x1")
    canvas.editor.apply_graph(lambda graph: connect(graph, edge), "wire")
    begin = canvas.at(name, 40, 10)
    canvas.press(begin)
    for place in (canvas.on_edge("tanh", "out"), canvas.on_edge("hidden", "tanh")):
        canvas.move(place, LEFT)
        assert lit(canvas) is None
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(begin)


def chain(count: int):
    b = GraphBuilder()
    x = b.add("Input")
    for _ in range(count):
        x = b.add("ReLU", x)
    return b.build()


def test_room_is_made_by_what_is_lacking_and_by_no_more() -> None:
    graph = chain(4)
    rects = {id: QRectF(150.0 * n, 0, 100, 80) for n, id in enumerate(graph.nodes)}
    ids = list(graph.nodes)
    # The third stands between the second and the fourth already: 50 pixels are there, 40 wanted.
    assert make_room(graph, rects, ids[2], ids[3]) == {}
    rects[ids[2]] = QRectF(340, 0, 100, 80)
    moved = make_room(graph, rects, ids[2], ids[3])
    assert moved == {ids[3]: (482.0, 0.0), ids[4]: (632.0, 0.0)}


def test_whoever_would_be_covered_moves_along_and_nobody_else() -> None:
    graph = chain(2)
    ids = list(graph.nodes)
    rects = {
        ids[0]: QRectF(0, 0, 100, 80),
        ids[1]: QRectF(150, 0, 100, 80),
        ids[2]: QRectF(200, 0, 100, 80),
        "near": QRectF(330, 20, 100, 80),
        "below": QRectF(330, 300, 100, 80),
        "left": QRectF(-200, 0, 100, 80),
    }
    moved = make_room(graph, rects, ids[1], ids[2])
    assert set(moved) == {ids[2], "near"}
    assert moved["near"][0] - 330 == moved[ids[2]][0] - 200


def test_over_a_port_the_wire_says_what_would_come_of_it(canvas, bubbles) -> None:
    canvas.drag(canvas.port("x", "y"), canvas.port("tanh", "x"), then=lambda: canvas.view.grab())
    assert bubbles[-1] == ("N × 2 → N × 2\nReplaces the wire from hidden.", "info")


def test_ports_say_whether_they_would_take_the_wire(canvas) -> None:
    def look() -> None:
        canvas.view.grab()
        glow = canvas.view._hand.gesture._glow
        card = {n: canvas.view.card(canvas.node(n).id) for n in canvas.names()}
        assert glow.fits(card["out"], "x") is True
        assert glow.fits(card["loss"], "prediction") is False  # 8 and 1 numbers
        assert glow.fits(card["hidden"], "x") is False  # a cycle
        assert glow.fits(card["tanh"], "y") is None  # an output is no end for it

    canvas.drag(canvas.port("tanh", "y"), QPoint(300, 500), then=look)
    canvas.view.searching.close()


def test_ports_are_judged_once_and_a_few_at_a_time(canvas, monkeypatch) -> None:
    from guinet.graph.why_not import Verdicts

    monkeypatch.setattr("guinet.gui.canvas.gestures.port_glow._AT_ONCE", 2)
    judged: list[str] = []
    original = Verdicts.why_not

    def why_not(self, edge):
        judged.append(edge.target)
        return original(self, edge)

    monkeypatch.setattr(Verdicts, "why_not", why_not)

    def look() -> None:
        judged.clear()
        canvas.view.grab()
        assert len(judged) <= 2
        for _ in range(5):
            canvas.view.grab()
        assert len(judged) == len(set(judged)) + 1  # the loss has two inputs

    canvas.press(canvas.port("x", "y"))
    canvas.move(QPoint(300, 500), LEFT)
    look()
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(QPoint(300, 500))


def test_a_card_that_grows_on_its_wire_covers_nothing(canvas) -> None:
    name = place_free(canvas, "Linear", at=(320.0, 420.0))
    canvas.room()
    under = canvas.view.card(canvas.node("out").id).frame.height + 16
    places = {canvas.node("y").id: (512.0, under)}
    canvas.editor.apply(lambda project: move_nodes(project, places), "place")
    small = canvas.view.card(canvas.node(name).id).scene_rect().height()
    start = canvas.at(name)
    canvas.drag(start, start + QPoint(110, -420))
    assert f"{name}.y>out.x" in canvas.edges()
    assert canvas.view.card(canvas.node(name).id).scene_rect().height() > small
    assert_clear(canvas)


def test_what_stands_under_the_wire_moves_down_for_a_high_card(canvas) -> None:
    name = place_free(canvas, "Concat", at=(480.0, 288.0))
    places = {canvas.node("y").id: (680.0, 320.0)}
    canvas.editor.apply(lambda project: move_nodes(project, places), "place")
    assert_clear(canvas)
    drop(canvas, module_mime("ReLU"), canvas.on_edge("tanh", "out"))
    assert "tanh.y>relu1.x" in canvas.edges()
    rects = canvas.view.canvas.rects()
    assert canvas.place(name)[1] >= rects[canvas.node("relu1").id].bottom() + 16
    assert_clear(canvas)
    canvas.document.undo()
    assert canvas.place(name) == (480.0, 288.0)
