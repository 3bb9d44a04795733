"""Weights in the inspector: picked, set by hand, set back, and what training did to them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from guinet.core.initializers import initialize
from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes, rename
from guinet.gui.format import number
from guinet.gui.panels.inspector import InspectorPanel
from guinet.gui.panels.picked_weight import step_size
from guinet.gui.panels.switch import Switch
from guinet.lens.client import ObserverClient
from guinet.lens.scene import Scene
from guinet.lens.view import Moment, Unseen
from guinet.lens.views.weight_gradients import WeightGradients
from guinet.training.messages import Effect, Snapshot

CELL = 14


@pytest.fixture
def network(editor):
    return Network(editor.graph, editor.fields, batch_size=4, seed=3)


@pytest.fixture
def inspector(qtbot, editor, bridge, sight, client, network, node):
    panel = InspectorPanel(editor, bridge, sight)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    panel.show()
    editor.select([node("out").id])
    bridge.prepare()
    client.inbox.append(Snapshot(network.weights, network.state, 0, 0))
    bridge.poll()
    return panel


@pytest.fixture
def answer(bridge, client, network):
    """Do what the process was told last, and answer like it."""

    def do(step=0, edits=1):
        name, *rest = client.calls[-1]
        if name == "set_weight":
            array = network.weights[rest[0]]
            array[rest[1]] = rest[2]
            rest = [{rest[0]: array}]
        network.set_weights(rest[0])
        client.inbox.append(Snapshot(network.weights, network.state, step, step, edits))
        bridge.poll()

    return do


def weight_view(inspector):
    return inspector.node_page.weights.views[0]


def pick(view, row, column):
    place = QPoint(column * CELL + CELL // 2, row * CELL + CELL // 2)
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=place)


def wheel(picture, row, column, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF((column + 0.5) * CELL, (row + 0.5) * CELL)
    event = QWheelEvent(
        place,
        picture.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picture, event)
    return event


def test_the_picked_cell_is_that_of_the_array(inspector, network):
    view, weight = weight_view(inspector), network.weights["out.weight"]
    assert weight.shape == (2, 8)
    for row, column in ((0, 5), (1, 2), (1, 7)):
        pick(view, row, column)
        assert view.picture.pick == (row, column)
        assert view.picked.isVisible()
        assert view.picked.place.text() == f"row {row + 1}, column {column + 1}"
        assert np.float32(view.picked.field.text().replace("−", "-")) == weight[row, column]
    pick(view, 5, 0)
    assert view.picture.pick is None
    assert not view.picked.isVisible()


def test_a_typed_number_is_set_there_alone(inspector, client, answer, network):
    view = weight_view(inspector)
    before = network.weights["out.weight"]
    pick(view, 1, 2)
    QTest.keyClicks(view.picture, "-")
    assert view.picked.field.hasFocus()
    QTest.keyClicks(view.picked.field, "0.60370123")
    QTest.keyClick(view.picked.field, Qt.Key.Key_Return)
    assert client.calls[-1] == ("set_weight", "out.weight", (1, 2), -0.60370123)
    answer()
    assert view.picked.field.text() == "−0.60370123"
    wanted = before.copy()
    wanted[1, 2] = -0.60370123
    np.testing.assert_array_equal(view._shown, wanted)


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1e39", ""])
def test_what_is_no_number_is_refused_in_the_field(inspector, client, text):
    view = weight_view(inspector)
    pick(view, 0, 0)
    field = view.picked.field
    shown = field.text()
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "set_weight" not in client.names()
    assert field.property("invalid")
    assert "finite number" in field.toolTip()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == shown
    assert not field.property("invalid")


def test_new_weights_do_not_overwrite_what_is_being_typed(inspector, bridge, client, network):
    view = weight_view(inspector)
    pick(view, 0, 0)
    QTest.keyClicks(view.picture, "0")
    QTest.keyClicks(view.picked.field, ".5")
    moved = {name: array + 1 for name, array in network.weights.items()}
    client.inbox.append(Snapshot(moved, {}, 1, 1))
    bridge.poll()
    assert view.picked.field.text() == "0.5"
    QTest.keyClick(view.picked.field, Qt.Key.Key_Return)
    assert client.calls[-1] == ("set_weight", "out.weight", (0, 0), 0.5)


def test_arrows_go_from_cell_to_cell(inspector):
    view = weight_view(inspector)
    pick(view, 0, 6)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view.picture, key)
    assert view.picture.pick == (1, 7)
    QTest.keyClick(view.picture, Qt.Key.Key_Escape)
    assert view.picture.pick is None
    QTest.keyClick(view.picture, Qt.Key.Key_Down)
    assert view.picture.pick == (0, 0)


def test_keys_and_wheel_step_and_shift_is_fine(inspector, client, network):
    view, weight = weight_view(inspector), network.weights["out.weight"]
    step = step_size(float(np.abs(weight).max()))
    pick(view, 1, 2)
    value = float(weight[1, 2])

    def asked():
        assert client.calls[-1][:3] == ("set_weight", "out.weight", (1, 2))
        return client.calls[-1][3]

    QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
    assert asked() == pytest.approx(value + step, rel=1e-4)
    QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
    assert asked() == pytest.approx(value + 2 * step, rel=1e-4), "none is lost before an answer"
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view.picture, Qt.Key.Key_PageDown, shift)
    assert asked() == pytest.approx(value + 1.9 * step, rel=1e-4)
    assert wheel(view.picture, 1, 2, -1).isAccepted()
    assert asked() == pytest.approx(value + 0.9 * step, rel=1e-4)
    view.picked.field.setFocus()
    QTest.keyClick(view.picked.field, Qt.Key.Key_Up, shift)
    assert asked() == pytest.approx(value + step, rel=1e-4)
    told = len(client.calls)
    assert not wheel(view.picture, 0, 5, 1).isAccepted(), "the panel scrolls"
    assert len(client.calls) == told


def test_dragging_up_scrubs_and_escape_takes_it_back(inspector, client, answer, network):
    view, weight = weight_view(inspector), network.weights["out.weight"]
    step = step_size(float(np.abs(weight).max()))
    value = float(weight[1, 2])
    at = QPoint(2 * CELL + 7, CELL + 7)
    button = Qt.MouseButton.LeftButton

    def drag(*offsets):
        QTest.mousePress(view.picture, button, pos=at)
        for offset in offsets:
            QTest.mouseMove(view.picture, at - QPoint(0, offset))

    drag(1)
    QTest.mouseRelease(view.picture, button, pos=at)
    assert "set_weight" not in client.names(), "a click that trembles sets nothing"
    drag(4, 12)
    assert client.calls[-1][3] == pytest.approx(value + 3 * step, rel=1e-4)
    answer()
    QTest.keyClick(view.picture, Qt.Key.Key_Escape)
    assert client.calls[-1] == ("set_weight", "out.weight", (1, 2), value)
    answer(edits=2)
    told = len(client.calls)
    QTest.mouseMove(view.picture, at - QPoint(0, 40))
    QTest.mouseRelease(view.picture, button, pos=at)
    assert len(client.calls) == told
    np.testing.assert_array_equal(network.weights["out.weight"], weight)


def test_the_way_back_leads_to_before_the_first_edit(inspector, client, answer, network):
    view, weight = weight_view(inspector), network.weights["out.weight"]
    assert not view.set_back.isVisible()
    pick(view, 0, 0)
    for edits in (1, 2):
        QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
        answer(edits=edits)
    assert view.set_back.isVisible()
    assert not inspector.node_page.weights.views[1].set_back.isVisible()
    view.set_back.click()
    name, weights = client.calls[-1]
    assert name == "set_weights"
    assert list(weights) == ["out.weight"]
    np.testing.assert_array_equal(weights["out.weight"], weight)
    answer(edits=3)
    assert not view.set_back.isVisible()


def test_the_way_back_goes_with_a_node_that_is_renamed(inspector, client, answer, editor, node):
    view = weight_view(inspector)
    pick(view, 0, 0)
    QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
    answer()
    edits = inspector.node_page.weights.edits
    editor.apply_graph(lambda graph: rename(graph, node("out").id, "last"), "Rename")
    editor.apply_graph(lambda graph: rename(graph, node("hidden").id, "out"), "Rename")
    assert not edits.can_set_back("out.weight")
    named = {"last.weight": np.ones((2, 8), np.float32)}
    client.inbox.append(Snapshot(named, {}, 0, 0, 1))
    edits._bridge.poll()
    assert edits.can_set_back("last.weight")


def test_what_an_edit_did_to_the_loss_is_told_until_training_goes_on(
    inspector, bridge, client, answer, network
):
    view = weight_view(inspector)
    pick(view, 0, 0)
    for effect in (Effect(0.25, 0.5), Effect(0.5, 0.125)):
        QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
        client.inbox.append(effect)
        answer()
    assert view.effect.text() == "loss 0.2500 → 0.1250"
    client.inbox.append(Effect(0.125, 0.2500001))
    bridge.poll()
    assert view.effect.text() == "loss 0.2500000 → 0.2500001"
    client.inbox.append(Snapshot(network.weights, {}, 0, 7, 2))
    bridge.poll()
    assert view.effect.text() == ""
    assert view.set_back.isVisible()


def entry(view, words):
    menu = view.make_menu()
    found = next(a for a in menu.actions() if a.text().startswith(words))
    return menu, found


def test_whole_arrays_are_set_to_zero_and_drawn_anew(inspector, client, answer, network, editor):
    view, weight = weight_view(inspector), network.weights["out.weight"]
    menu, zero = entry(view, "Set all to zero")
    zero.trigger()
    menu.close()
    answer()
    np.testing.assert_array_equal(network.weights["out.weight"], np.zeros((2, 8)))
    drawn = []
    for edits in (2, 3):
        menu, draw = entry(view, "Draw anew (pytorch)")
        draw.trigger()
        menu.close()
        drawn.append(client.calls[-1][1]["out.weight"])
        answer(edits=edits)
    assert not np.array_equal(*drawn)
    spec = inspector.node_page.weights.edits.spec_of("out.weight")
    bound = np.abs(initialize(spec, np.random.default_rng(0), "float64")).max()
    assert all(array.dtype == np.float32 and array.std() > 0.1 * bound for array in drawn)
    assert all(np.abs(array).max() <= 1 / np.sqrt(8) for array in drawn)
    menu, back = entry(view, "Set back")
    assert back.isEnabled()
    back.trigger()
    menu.close()
    np.testing.assert_array_equal(client.calls[-1][1]["out.weight"], weight)


def test_a_broken_network_says_why_nothing_can_be_set(inspector, editor, client, node):
    view = weight_view(inspector)
    pick(view, 0, 0)
    editor.apply_graph(lambda graph: remove_nodes(graph, [node("loss").id]), "Remove loss")
    editor.select([node("out").id])
    pick(view, 0, 0)
    assert not view.picked.field.isEnabled()
    assert "loss" in view.picked.field.toolTip()
    assert not view.menu_button.isEnabled()
    told = len(client.calls)
    QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
    assert len(client.calls) == told


def test_state_is_looked_at_but_not_set(inspector, editor, bridge, client):
    b = GraphBuilder()
    h = b.add("BatchNorm", b.add("Input", name="x"), name="norm")
    out = b.add("Linear", h, out_features=2, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    graph = b.build()
    editor.apply_graph(lambda _: graph, "Other")
    network = Network(graph, editor.fields, batch_size=4)
    client.inbox.append(Snapshot(network.weights, network.state, 0, 0))
    bridge.poll()
    editor.select([graph.by_name("norm").id])
    views = {view._public: view for view in inspector.node_page.weights.views if view.isVisible()}
    view = views["norm.running_mean"]
    pick(view, 0, 1)
    assert view.picked.field.text() == "0"
    assert not view.picked.field.isEnabled()
    assert "not learned" in view.picked.field.toolTip()
    assert not view.menu_button.isVisible()
    assert views["norm.weight"].menu_button.isVisible()


def test_weights_inside_a_composite_are_set_by_their_whole_name(inspector, editor, bridge, client):
    inner = GraphBuilder()
    linear = inner.add("Linear", inner.add("Inlet", name="in"), out_features=2, name="linear")
    inner.add("Outlet", linear, name="out")
    b = GraphBuilder()
    b.define("Block", inner.build())
    h = b.add("Block", b.add("Input", name="x"), name="block")
    b.add("CrossEntropyLoss", h, b.add("Target", name="y"), name="loss")
    graph = b.build()
    editor.apply_graph(lambda _: graph, "Composite")
    network = Network(graph, editor.fields, batch_size=4)
    client.inbox.append(Snapshot(network.weights, network.state, 0, 0))
    bridge.poll()
    editor.select([graph.by_name("block").id])
    view = weight_view(inspector)
    pick(view, 1, 0)
    QTest.keyClick(view.picture, Qt.Key.Key_PageUp)
    assert client.calls[-1][:3] == ("set_weight", "block.linear.weight", (1, 0))
    assert inspector.node_page.weights.edits.spec_of("block.linear.weight").shape == (2, 2)


def test_the_switch_shows_the_last_step(inspector, bridge, client, network):
    view, switch = weight_view(inspector), inspector.node_page.weights.switch
    pick(view, 1, 2)
    switch.buttons["Step"].click()
    assert not view.picture.isVisible()
    assert "made a step" in view.nothing.text()
    moved = {
        name: array + np.arange(array.size).reshape(array.shape) / 64
        for name, array in network.weights.items()
    }
    client.inbox.append(Snapshot(moved, {}, 0, 2))
    bridge.poll()
    assert view.picture.isVisible()
    np.testing.assert_allclose(view._shown, np.arange(16).reshape(2, 8) / 128, atol=1e-7)
    assert view.picked.more.text() == "mean of 2 steps 0.07812"
    switch.buttons["Value"].click()
    np.testing.assert_array_equal(view._shown, moved["out.weight"])
    assert not view.picked.more.isVisible()


@pytest.mark.parametrize("observer", [ObserverClient])
def test_the_switch_shows_the_gradient_that_the_engine_computes(
    inspector, qtbot, editor, sight, network, node
):
    weights, view = inspector.node_page.weights, weight_view(inspector)
    inspector.node_page.live.set_folded(True)
    pick(view, 1, 2)
    assert not any(sight._looks.values()), "nobody looks"
    weights.switch.buttons["Gradient"].click()
    assert view.nothing.text() == "Being computed."
    qtbot.waitUntil(view.picture.isVisible, timeout=30_000)
    project = editor.project
    scene = Scene(project.graph, prepare(project.data), project.recipe.batch_size, 0)
    scene.set_weights(network.weights, network.state, Moment(0, 0))
    wanted = scene.batch.weight_gradients
    np.testing.assert_array_equal(view._shown, wanted["out.weight"])
    np.testing.assert_array_equal(weights.views[1]._shown, wanted["out.bias"])
    assert view.picked.more.text() == f"gradient {number(float(wanted['out.weight'][1, 2]))}"
    assert view.picture.reach == pytest.approx(np.abs(wanted["out.weight"]).max())
    assert (
        np.float32(view.picked.field.text().replace("−", "-"))
        == (network.weights["out.weight"][1, 2])
    ), "the field still holds the weight"
    editor.select([node("hidden").id])
    qtbot.waitUntil(lambda: np.shape(weights.views[0]._shown) == (8, 2), timeout=30_000)
    np.testing.assert_array_equal(weights.views[0]._shown, wanted["hidden.weight"])
    inspector.hide()
    assert sight._looks[id(weights)] == ()


def test_a_gradient_that_cannot_be_told_says_why(inspector, sight):
    inspector.node_page.weights.switch.buttons["Gradient"].click()
    sight.seen.emit(WeightGradients("hidden"), Unseen("Of another node."))
    view = weight_view(inspector)
    assert view.nothing.text() == "Being computed."
    sight.seen.emit(WeightGradients("out"), Unseen("There is no loss."))
    assert view.nothing.text() == "There is no loss."
    assert not view.picture.isVisible()


def test_another_node_has_no_picked_cell(inspector, editor, node):
    view = weight_view(inspector)
    pick(view, 1, 2)
    editor.select([node("hidden").id])
    assert view.picture.pick is None
    assert not view.picked.isVisible()


@pytest.mark.parametrize(("reach", "step"), [(1.6, 0.05), (0.3, 0.005), (12.0, 0.5), (0.0, 0.05)])
def test_steps_follow_the_size_of_the_weights(reach, step):
    assert step_size(reach) == pytest.approx(step)
    assert step_size(reach, fine=True) == pytest.approx(step / 10)


def test_a_switch_without_room_shows_first_letters_and_still_chooses(qtbot):
    panel = QWidget()
    qtbot.addWidget(panel)
    switch = Switch({"Value": "what it is", "Step": "what was added"}, panel)
    chosen = []
    switch.chosen.connect(chosen.append)
    switch.resize(switch.sizeHint())
    panel.show()
    assert [button.text() for button in switch.buttons.values()] == ["Value", "Step"]
    switch.resize(switch.minimumSizeHint())
    assert [button.text() for button in switch.buttons.values()] == ["V", "S"]
    switch.buttons["Step"].click()
    assert chosen == ["Step"]
    assert switch.choice == "Step"
