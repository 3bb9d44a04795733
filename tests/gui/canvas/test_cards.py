"""Cards show the project and the running network, never something made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionGraphicsItem

import guinet
from guinet.data.sources.two_moons import TwoMoons
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import (
    add_node,
    disconnect,
    remove_nodes,
    rename,
    set_learning_rate_factor,
    set_module,
)
from guinet.graph.placeholder import Placeholder
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.card_instruments.activation import ActivationCurve
from guinet.gui.canvas.card_instruments.loss import LossNumber
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.card_instruments.sample import BatchCells, BatchPoints
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.canvas.hints import tool_tip
from guinet.gui.canvas.signed import signed_rgb
from guinet.gui.format import unbroken
from guinet.modules import modules
from guinet.modules.activation.expression import Expression
from guinet.training.messages import LossPoint, Snapshot


def face(canvas, name: str):
    return canvas.view.card(canvas.node(name).id).face


def instrument(canvas, name: str):
    """Return what a card shows; where that is more than one thing, what shows the module."""
    found = canvas.view.card(canvas.node(name).id).instrument
    return found.parts[0] if isinstance(found, Stack) else found


def card_image(canvas, name: str) -> QImage:
    image = QImage(260, 260, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    canvas.view.card(canvas.node(name).id).paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def test_a_card_says_name_type_shape_and_weights(canvas) -> None:
    shown = face(canvas, "hidden")
    assert (shown.name, shown.type_text, shown.shape) == ("hidden", "Linear", "N × 8")
    assert shown.weights == 24
    assert shown.footer() == ("N × 8", "24 weights")
    assert shown.footer(narrow=True) == ("N×8", "24 w")
    assert face(canvas, "tanh").footer() == ("N × 8", "")
    assert face(canvas, "loss").shape == "scalar"
    assert [port.name for port in face(canvas, "loss").inputs] == ["prediction", "target"]
    assert face(canvas, "loss").outputs == ()


def test_a_frozen_node_has_a_lock(canvas) -> None:
    node = canvas.node("hidden")
    before = card_image(canvas, "hidden")
    canvas.editor.apply_graph(lambda graph: set_learning_rate_factor(graph, node.id, 0.0), "freeze")
    assert face(canvas, "hidden").frozen
    assert not face(canvas, "out").frozen
    assert not face(canvas, "tanh").frozen
    assert card_image(canvas, "hidden") != before
    canvas.editor.apply_graph(lambda graph: set_learning_rate_factor(graph, node.id, 0.5), "slow")
    assert not face(canvas, "hidden").frozen
    tanh = canvas.node("tanh")
    canvas.editor.apply_graph(lambda graph: set_learning_rate_factor(graph, tanh.id, 0.0), "none")
    assert not face(canvas, "tanh").frozen, "there is nothing to freeze"


def test_a_changed_hyperparameter_reaches_all_cards_behind_it(canvas) -> None:
    node = canvas.node("hidden")
    canvas.editor.apply_graph(
        lambda graph: set_module(graph, node.id, node.module.replace(out_features=3)), "edit"
    )
    assert face(canvas, "hidden").shape == "N × 3"
    assert face(canvas, "tanh").shape == "N × 3"
    assert face(canvas, "out").weights == 4
    canvas.document.undo()
    assert face(canvas, "tanh").shape == "N × 8"


def test_cards_and_edges_come_and_go_with_the_graph(canvas) -> None:
    tanh = canvas.node("tanh")
    canvas.editor.apply_graph(lambda graph: remove_nodes(graph, [tanh.id]), "remove")
    assert tanh.id not in canvas.view.canvas.cards
    assert set(canvas.view.canvas.layer.edges) == set(canvas.graph.edges)
    canvas.document.undo()
    assert canvas.view.card(tanh.id).pos() == QPointF(320, 0)
    assert set(canvas.view.canvas.layer.edges) == set(canvas.graph.edges)
    assert len(canvas.view.canvas.cards) == 6


def test_another_project_replaces_everything(canvas, make_canvas, without_layout) -> None:
    canvas.editor.select([canvas.node("x").id])
    canvas.document.new()
    assert canvas.view.canvas.cards == {}
    assert canvas.view.canvas.layer.edges == []
    canvas.document.new(without_layout)
    assert len(canvas.view.canvas.cards) == 6
    assert canvas.editor.selected == frozenset()


def test_an_unknown_shape_is_not_invented(canvas) -> None:
    edge = canvas.edge("x", "hidden")
    canvas.editor.apply_graph(lambda graph: disconnect(graph, edge), "cut")
    shown = face(canvas, "hidden")
    assert shown.shape == "N × ?"
    assert shown.weights == 0
    assert not shown.inputs[0].known
    assert not shown.outputs[0].known
    assert shown.severity == "error"
    assert instrument(canvas, "hidden") is None


def test_the_badge_tells_the_problem_and_its_popover_mends_it(canvas, qtbot) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    canvas.drag(canvas.port("hidden", "y"), canvas.port("loss", "prediction"))
    card = canvas.view.card(canvas.node("loss").id)
    problem = card.face.problems[0]
    assert problem.fixes
    corner = card.pos() + card.badge_rect().center()
    canvas.click(canvas.view.viewportTransform().map(corner).toPoint())
    popover = canvas.view.viewport().findChild(object, "problem-popover")
    assert popover.isVisible()
    assert unbroken(problem.message) in [label.text() for label in popover.findChildren(QLabel)]
    button = next(
        b for b in popover.findChildren(QPushButton) if b.text() == problem.fixes[0].label
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert canvas.document.undo_label == problem.fixes[0].label
    assert problem.message not in [p.message for p in canvas.editor.problems]
    assert not popover.isVisible()


def test_esc_closes_the_popover_and_keeps_the_selection(canvas) -> None:
    canvas.drag(canvas.port("hidden", "y"), canvas.port("loss", "prediction"))
    canvas.editor.select([canvas.node("x").id])
    card = canvas.view.card(canvas.node("loss").id)
    corner = card.pos() + card.badge_rect().center()
    canvas.click(canvas.view.viewportTransform().map(corner).toPoint())
    popover = canvas.view.viewport().findChild(object, "problem-popover")
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert canvas.editor.selected == {canvas.node("x").id}


def test_composites_and_missing_modules_are_drawn_too(canvas) -> None:
    canvas.editor.apply_graph(lambda g: add_node(g, CompositeUse(definition="gone"), "use")[0], "a")
    missing = Placeholder(missing="FancyNorm", input_names=["x"], output_names=["y"])
    canvas.editor.apply_graph(lambda g: add_node(g, missing, "norm")[0], "b")
    assert face(canvas, "use").composite
    assert face(canvas, "use").type_text == "Composite, missing"
    assert face(canvas, "norm").missing
    assert face(canvas, "norm").type_text == "FancyNorm, not installed"
    assert [port.name for port in face(canvas, "norm").inputs] == ["x"]
    assert not canvas.view.grab().isNull()


def test_each_kind_of_module_has_its_instrument(canvas) -> None:
    assert isinstance(instrument(canvas, "x"), BatchPoints)
    assert isinstance(instrument(canvas, "y"), BatchCells)
    assert isinstance(instrument(canvas, "hidden"), WeightMatrix)
    assert isinstance(instrument(canvas, "tanh"), ActivationCurve)
    assert isinstance(instrument(canvas, "loss"), LossNumber)
    canvas.view.add_module("Concat")
    assert instrument(canvas, "concat1") is None


def test_the_curve_is_the_module_s_own_arithmetic(canvas) -> None:
    curve = instrument(canvas, "tanh")
    assert np.allclose(curve.y, np.tanh(curve.x))
    node = canvas.node("tanh")
    canvas.editor.apply_graph(
        lambda graph: set_module(graph, node.id, modules.get("ReLU")()), "replace"
    )
    curve = instrument(canvas, "tanh")
    assert np.array_equal(curve.y, np.maximum(curve.x, 0))


def set_expression(canvas, expression: str) -> None:
    node = canvas.node("tanh")
    made = Expression(expression=expression)
    canvas.editor.apply_graph(lambda graph: set_module(graph, node.id, made), "Change expression")


def test_the_curve_of_a_formula_is_drawn_with_what_it_has_learned(canvas, qtbot) -> None:
    set_expression(canvas, "a * sin(x)")
    curve = instrument(canvas, "tanh")
    assert np.allclose(curve.y, np.sin(curve.x))
    canvas.bridge.snapshot.emit(Snapshot({"tanh.a": np.asarray(3.0)}, {}, 1, 1))
    qtbot.wait(30)
    assert not canvas.view.grab().isNull()
    assert np.allclose(curve.y, 3 * np.sin(curve.x))
    set_expression(canvas, "x * z")
    assert instrument(canvas, "tanh") is None


def test_the_ports_of_a_formula_follow_its_names(canvas) -> None:
    set_expression(canvas, "x * z")
    assert [port.name for port in face(canvas, "tanh").inputs] == ["x", "z"]
    canvas.drag(canvas.port("x", "y"), canvas.port("tanh", "z"))
    assert {"hidden.y>tanh.x", "x.y>tanh.z", "tanh.y>out.x"} <= canvas.edges()
    set_expression(canvas, "x * beta")
    assert [port.name for port in face(canvas, "tanh").inputs] == ["x"]
    assert "x.y>tanh.z" not in canvas.edges()
    assert {"hidden.y>tanh.x", "tanh.y>out.x"} <= canvas.edges()
    assert set(canvas.view.canvas.layer.edges) == set(canvas.graph.edges)
    set_expression(canvas, "x * y")
    assert {"hidden.y>tanh.x", "tanh.f>out.x"} <= canvas.edges()


def test_the_matrix_is_the_latest_snapshot(canvas, qtbot) -> None:
    card = canvas.view.card(canvas.node("hidden").id)
    qtbot.waitUntil(lambda: canvas.view.at_rest)
    before = canvas.view.grab().toImage()
    weight = np.linspace(-1, 1, 16).reshape(8, 2).astype(np.float32)
    canvas.bridge.snapshot.emit(
        Snapshot({"hidden.weight": weight, "hidden.bias": np.zeros(8)}, {}, 1, 1)
    )
    qtbot.waitUntil(lambda: canvas.view.at_rest)
    after = canvas.view.grab().toImage()
    matrix = card.instrument
    cells = [
        card.pos()
        + card.frame.body.topLeft()
        + QPointF((column + 0.5) * matrix.cell_w, 16 + (row + 0.5) * matrix.cell_h)
        for row, column in ((0, 0), (7, 1))
    ]
    places = [canvas.view.viewportTransform().map(cell).toPoint() for cell in cells]
    assert [after.pixelColor(place) for place in places] == [
        theme.colour("negative"),
        theme.colour("positive"),
    ]
    assert before.pixelColor(places[0]) != after.pixelColor(places[0])


def test_weights_of_another_shape_are_not_shown_as_these(canvas) -> None:
    canvas.bridge.snapshot.emit(Snapshot({"hidden.weight": np.ones((3, 3))}, {}, 1, 1))
    assert not canvas.view.grab().isNull()


def test_a_target_of_other_data_is_drawn_as_these(canvas) -> None:
    document = canvas.editor.document
    document.open("example:digits-cnn")
    target = canvas.editor.graph.by_name("y").id
    assert canvas.view.card(target).instrument.rows == 10
    moons = canvas.editor.project.data.replace(source=TwoMoons())
    canvas.editor.apply(lambda project: replace(project, data=moons), "Other data")
    assert canvas.view.card(target).instrument.rows == 2


def test_signed_colours_recede_at_zero_and_stop_at_the_reach() -> None:
    ends = signed_rgb(np.array([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan]), 1.0).tolist()
    negative, zero, positive = (
        list(theme.colour(role).getRgb()[:3]) for role in ("negative", "zero", "positive")
    )
    assert ends == [negative, negative, zero, positive, positive, zero]


def test_the_loss_shows_what_the_run_reports(canvas, qtbot) -> None:
    readings = canvas.view.canvas.readings
    assert np.isnan(readings.loss)
    prepared = canvas.bridge.prepare(canvas.graph)
    count = len(prepared.edges)
    with qtbot.waitSignal(readings.changed, check_params_cb=lambda what: what == "loss"):
        canvas.bridge.report([1.0] * count, [0.1] * count)
    assert readings.loss == 0.25
    assert readings.losses == {"loss": 0.25}
    canvas.bridge.losses.emit([LossPoint(0, 5, 0.9, 0.8, 1.0), LossPoint(5, 5, 0.7, 0.6, 0.8)])
    assert readings.curve == [0.9, 0.7]
    canvas.bridge.restarted.emit()
    assert readings.curve == []
    assert np.isnan(readings.loss)


def test_a_long_run_stays_in_the_picture_as_a_whole(canvas) -> None:
    readings = canvas.view.canvas.readings
    points = [LossPoint(step, 1, float(step), 0, 0) for step in range(4000)]
    canvas.bridge.losses.emit(points)
    assert 200 <= len(readings.curve) <= 400
    # Means of equally many neighbours: still a straight line from first to last.
    assert np.allclose(np.diff(readings.curve), np.diff(readings.curve)[0])
    assert readings.curve[0] < 16
    assert readings.curve[-1] > 3980


@pytest.mark.parametrize("zoom", [0.05, 0.2, 0.5, 1.0, 4.0])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_zoom_and_theme_can_be_painted(canvas, qtbot, zoom: float, name: str) -> None:
    before = theme.current()
    theme.themes.use(theme.DARK if name == "dark" else theme.LIGHT)
    try:
        canvas.view.zoom_to(zoom)
        canvas.view.frame_selection()
        qtbot.waitUntil(lambda: canvas.view.at_rest)
        image = canvas.view.grab().toImage()
        assert image.pixelColor(2, image.height() - 3) == theme.colour("canvas")
    finally:
        theme.themes.use(before)


def test_a_renamed_node_is_renamed_on_its_card(canvas) -> None:
    node = canvas.node("hidden")
    canvas.editor.apply_graph(lambda graph: rename(graph, node.id, "first"), "rename")
    assert face(canvas, "first").name == "first"


def test_a_long_name_makes_no_card_grow_over_its_neighbour(canvas) -> None:
    node = canvas.node("hidden")
    name = "a name far too long for any card"
    canvas.editor.apply_graph(lambda graph: rename(graph, node.id, name), "rename")
    card = canvas.view.card(node.id)
    assert card.frame.width <= 144
    middle = card.scene_rect().topLeft() + QPointF(40, 16)
    assert name in tool_tip(canvas.view.canvas, middle, 1.0)


def test_hovering_a_card_tells_formula_shapes_and_cost(canvas) -> None:
    card = canvas.view.card(canvas.node("hidden").id)
    words = tool_tip(canvas.view.canvas, card.scene_rect().center(), 1.0)
    assert "<b>hidden</b> &nbsp;Linear" in words
    assert "<img src=" in words
    assert "N × 2 → N × 8" in words
    # 2 x 8 + 8 weights of all 24 + 9; 16 multiplications of 16 + 8.
    assert "24 weights, 73 % of the network" in words
    assert "16 multiply-adds per sample, 67 % of the network" in words
    tanh = canvas.view.card(canvas.node("tanh").id)
    assert "weights" not in tool_tip(canvas.view.canvas, tanh.scene_rect().center(), 1.0)


def test_bars_compare_weights_and_cost_with_the_largest_node(canvas) -> None:
    assert (face(canvas, "hidden").weight_share, face(canvas, "hidden").cost_share) == (1.0, 1.0)
    out = face(canvas, "out")
    assert out.weight_share == pytest.approx(9 / 24, abs=1 / 64)
    assert out.cost_share == pytest.approx(8 / 16, abs=1 / 64)
    assert out.measured
    assert not face(canvas, "tanh").measured
    node = canvas.node("hidden")
    canvas.editor.apply_graph(
        lambda graph: set_module(graph, node.id, node.module.replace(out_features=1)), "narrow"
    )
    assert face(canvas, "out").weight_share == pytest.approx(2 / 3, abs=1 / 64)


def test_ports_have_the_colour_of_what_they_carry(make_canvas) -> None:
    canvas = make_canvas(guinet.load("example:digits-cnn"))
    shown = {name: face(canvas, name) for name in ("x", "conv1", "flat", "out", "y", "loss")}
    assert shown["x"].outputs[0].carried == "image"
    assert shown["conv1"].inputs[0].carried == shown["conv1"].outputs[0].carried == "image"
    assert (shown["flat"].inputs[0].carried, shown["flat"].outputs[0].carried) == (
        "image",
        "features",
    )
    assert shown["conv1"].type_text == "Conv2d 3 × 3"
    assert shown["y"].outputs[0].carried == "class"
    assert [port.carried for port in shown["loss"].inputs] == ["features", "class"]
    flat = canvas.node("flat")
    canvas.editor.apply_graph(
        lambda graph: remove_nodes(graph, [canvas.node("conv1").id, flat.id]), "remove"
    )
    assert face(canvas, "out").inputs[0].carried is None


@pytest.mark.parametrize(("zoom", "flat"), [(0.5, False), (0.3, True)])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_detail_follows_zoom_and_not_the_screen(
    canvas, monkeypatch, zoom: float, flat: bool, ratio: float
) -> None:
    deck = canvas.view.canvas.deck
    drawn: list[object] = []
    monkeypatch.setattr(Card, "paint", lambda card, *_: drawn.append(card))
    image = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)  # the memory may hold an earlier picture of cards
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    device = QTransform.fromScale(zoom * ratio, zoom * ratio)
    deck.paint(painter, QRectF(0, 0, 800, 800), device, ratio)
    painter.end()
    assert bool(drawn) is not flat
    card = image.pixelColor(int(20 * zoom * ratio), int(40 * zoom * ratio))
    assert (card == theme.colour("card")) is flat
