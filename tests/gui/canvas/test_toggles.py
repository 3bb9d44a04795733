"""Collapsed cards and bypassed nodes: keys, pictures, what is saved."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.core.category import Category
from guinet.graph.edits import add_node, connect
from guinet.graph.model import Edge
from guinet.gui.canvas.face import Face, PortFace, frame_of
from guinet.gui.canvas.hints import tool_tip
from guinet.gui.panels.inspector_node import NodePage
from guinet.gui.sight import Sight
from guinet.modules.linear.linear import Linear
from guinet.modules.merge.add import Add
from guinet.project.annotation_edits import annotations_of

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def collapsed(canvas) -> set[str]:
    ids = annotations_of(canvas.document.project).collapsed
    return {canvas.graph.nodes[id].name for id in ids}


def select(canvas, *names: str) -> None:
    canvas.editor.select([canvas.node(name).id for name in names])


def ends(canvas, source: str, target: str) -> list[list[float]]:
    layer = canvas.view.canvas.layer
    way = layer.ways[layer.edges.index(canvas.edge(source, target))]
    return [way[0, 0].tolist(), way[-1, -1].tolist()]


def test_collapsing_moves_no_wire_of_a_single_port(canvas) -> None:
    before = ends(canvas, "x", "hidden")
    select(canvas, "hidden")
    canvas.view.toggles.collapse()
    card = canvas.view.card(canvas.node("hidden").id)
    assert (card.frame.width, card.frame.height) == (56.0, 48.0)
    assert ends(canvas, "x", "hidden") == before
    assert canvas.place("hidden") == (160.0, 0.0)
    assert ends(canvas, "hidden", "tanh")[0] == [216.0, 24.0]
    assert card.instrument is None
    assert canvas.document.undo_label == "Collapse hidden"
    canvas.document.undo()
    assert card.frame.width > 56
    assert card.instrument is not None


def test_all_selected_cards_are_collapsed_unless_all_are_already(canvas) -> None:
    select(canvas, "hidden")
    canvas.view.toggles.collapse()
    select(canvas, "hidden", "tanh")
    canvas.view.toggles.collapse()
    assert collapsed(canvas) == {"hidden", "tanh"}
    canvas.view.toggles.collapse()
    assert collapsed(canvas) == set()
    assert canvas.document.undo_label == "Open 2 nodes"


def test_a_double_click_opens_a_collapsed_card_and_the_tooltip_says_the_rest(canvas) -> None:
    select(canvas, "hidden")
    canvas.view.toggles.collapse()
    card = canvas.view.card(canvas.node("hidden").id)
    middle = card.scene_rect().center()
    words = tool_tip(canvas.view.canvas, middle, 1.0)
    assert all(word in words for word in ("hidden", "Linear", "24 weights"))
    place = canvas.view.viewportTransform().map(middle).toPoint()
    QTest.mouseDClick(canvas.view.viewport(), LEFT, NONE, place)
    assert collapsed(canvas) == set()


def test_ports_of_collapsed_cards_stand_around_the_middle() -> None:
    def heights(inputs: int, outputs: int) -> tuple[float, list[float], list[float]]:
        face = Face(
            "n",
            "T",
            Category.LINEAR,
            tuple(PortFace(f"i{k}") for k in range(inputs)),
            tuple(PortFace(f"o{k}") for k in range(outputs)),
            collapsed=True,
            module=Linear,
        )
        frame = frame_of(face, 100, 100)
        assert frame.width == 56
        return frame.height, [p.y() for p in frame.inputs], [p.y() for p in frame.outputs]

    assert heights(1, 1) == (48.0, [24.0], [24.0])
    assert heights(0, 1) == (48.0, [], [24.0])
    assert heights(2, 1) == (64.0, [16.0, 48.0], [24.0])
    height, inputs, _ = heights(5, 1)
    assert [b - a for a, b in pairwise(inputs)] == [20.0] * 4
    assert inputs[0] > 8
    assert inputs[-1] < height - 8
    assert (inputs[0] + inputs[-1]) / 2 == height / 2


def test_a_copy_of_a_collapsed_card_is_collapsed_and_a_deleted_one_leaves_nothing(canvas) -> None:
    select(canvas, "hidden", "tanh")
    canvas.view.toggles.collapse()
    select(canvas, "hidden")
    canvas.view.commands.copy()
    assert "collapsed" in QGuiApplication.clipboard().text()
    canvas.view.paste()
    (pasted,) = canvas.editor.selected
    assert canvas.view.card(pasted).face.collapsed
    canvas.view.commands.delete()
    assert collapsed(canvas) == {"hidden", "tanh"}
    assert pasted not in annotations_of(canvas.document.project).collapsed


def test_m_bypasses_and_uses_again_in_one_step(canvas) -> None:
    select(canvas, "hidden", "tanh")
    canvas.view.toggles.bypass()
    assert canvas.node("hidden").bypassed
    assert canvas.node("tanh").bypassed
    assert canvas.document.undo_label == "Bypass 2 nodes"
    card = canvas.view.card(canvas.node("hidden").id)
    assert card.face.passes == "x"
    assert card.face.footer()[1] == "bypassed"
    canvas.view.toggles.bypass()
    assert not canvas.node("hidden").bypassed
    canvas.document.undo()
    canvas.document.undo()
    assert not canvas.node("tanh").bypassed
    assert not canvas.document.can_undo


def test_a_source_cannot_be_bypassed_and_says_why(canvas) -> None:
    select(canvas, "x")
    canvas.view.toggles.bypass()
    assert not canvas.document.can_undo
    assert canvas.messages == ["x has no input, so there is nothing to hand on in its place."]
    select(canvas, "x", "tanh")
    canvas.view.toggles.bypass()
    assert canvas.document.undo_label == "Bypass tanh"
    assert len(canvas.messages) == 2


def test_a_bypassed_card_is_fainter_and_shows_the_way_through(canvas) -> None:
    card = canvas.view.card(canvas.node("tanh").id)
    # The passage leaves the port below the name's upper part.
    name = QRectF(12, 8, 40, 12).translated(card.pos())

    def brightest() -> int:
        QApplication.processEvents()
        image = canvas.view.grab().toImage()
        area = canvas.view.viewportTransform().mapRect(name).toRect()
        points = [
            QPoint(x, y)
            for x in range(area.left(), area.right())
            for y in range(area.top(), area.bottom())
        ]
        return max(image.pixelColor(point).lightness() for point in points)

    before = brightest()
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.toggles.bypass()
    canvas.view.select_none()
    assert brightest() < 0.75 * before
    middle = card.scene_rect().center()
    row = canvas.view.viewportTransform().map(middle).toPoint()
    image = canvas.view.grab().toImage()
    depth = round((48 + card.frame.height - 24) / 2 - card.frame.height / 2)
    bright = [image.pixelColor(row + QPoint(dx, depth)).lightness() > 180 for dx in range(-20, 20)]
    assert 10 < sum(bright) < 35


def test_what_flows_into_a_bypassed_node_is_read_off_its_identity(canvas) -> None:
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.toggles.bypass()
    prepared = canvas.bridge.prepare(canvas.graph)
    count = len(prepared.edges)
    canvas.bridge.report(range(1, count + 1), [0.1] * count)
    scene = canvas.view.canvas
    for edge in canvas.graph.edges:
        activation, gradient = scene.traffic.values(scene.graph, edge)
        assert activation > 0
        assert gradient == 0.1


def test_an_input_that_is_not_handed_on_carries_nothing(canvas) -> None:
    ids = {name: canvas.node(name).id for name in canvas.names()}

    def add(graph):
        graph, _ = add_node(graph, Add(), "sum", "n50")
        graph = connect(graph, Edge(ids["hidden"], "y", "n50", "x1"))
        graph = connect(graph, Edge(ids["hidden"], "y", "n50", "x2"))
        return connect(graph, Edge("n50", "y", ids["out"], "x"))

    canvas.editor.apply_graph(add, "add")
    canvas.editor.select(["n50"])
    canvas.view.toggles.bypass()
    prepared = canvas.bridge.prepare(canvas.graph)
    count = len(prepared.edges)
    canvas.bridge.report([1.0] * count, [0.1] * count)
    scene = canvas.view.canvas
    first, second = (edge for edge in canvas.graph.edges if edge.target == "n50")
    assert (first.target_port, second.target_port) == ("x1", "x2")
    assert scene.traffic.values(scene.graph, first)[1] == 0.1
    assert scene.traffic.values(scene.graph, second)[1] != 0.1


def test_the_inspector_offers_to_use_it_again(canvas, qtbot) -> None:
    page = NodePage(canvas.editor, canvas.bridge, Sight(canvas.editor, canvas.bridge))
    qtbot.addWidget(page)
    page.show_node(canvas.node("tanh"))
    assert not page.bypass.isVisibleTo(page)
    canvas.editor.select([canvas.node("tanh").id])
    canvas.view.toggles.bypass()
    page.show_node(canvas.node("tanh"))
    assert page.bypass.isVisibleTo(page)
    QTest.mouseClick(page.bypass.button, LEFT)
    assert not canvas.node("tanh").bypassed
    assert canvas.document.undo_label == "Use tanh again"
