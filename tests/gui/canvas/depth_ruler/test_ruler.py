"""Under each wire stands that wire's own gradient, as the engine computes it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import set_learning_rate_factor
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Edge, Graph
from guinet.gui.canvas import traffic
from guinet.gui.canvas.plumb_lines import middles
from tests.gui.canvas.depth_ruler.stood import Stood


@pytest.fixture
def stood(qtbot: QtBot) -> Iterator[Stood]:
    made = Stood(qtbot)
    made.advance()
    yield made
    made.bridge.shutdown()


def test_each_dot_is_the_gradient_of_its_own_wire(stood: Stood) -> None:
    """Held against the reference with the same weights and the same first batch."""
    wanted = {edge: sizes[1] for edge, sizes in stood.reference().items()}
    names = {id: node.name for id, node in stood.editor.graph.nodes.items()}
    assert stood.gradients.keys() == wanted.keys()
    for edge, gradient in stood.gradients.items():
        told = f"{names[edge.source]} to {names[edge.target]}"
        np.testing.assert_allclose(gradient, wanted[edge], rtol=1e-4, err_msg=told)
    flowing = [value for value in wanted.values() if value > 0]
    # The two inputs of Add, and what leaves it, have the same gradient; all others differ.
    assert len({f"{value:.6e}" for value in flowing}) >= len(flowing) - 2


def test_a_dot_is_as_high_as_its_gradient_is_large(stood: Stood) -> None:
    scale = stood.view.canvas.traffic.scale
    places = stood.places()
    sizes = {edge: sizes[1] for edge, sizes in stood.reference().items() if sizes[1] > 0}
    y_of = {edge: places[edge][1] for edge in sizes}
    low, high = min(sizes, key=sizes.__getitem__), max(sizes, key=sizes.__getitem__)
    per_decade = (y_of[low] - y_of[high]) / math.log10(sizes[high] / sizes[low])
    for edge, size in sizes.items():
        wanted = y_of[low] - per_decade * math.log10(size / sizes[low])
        assert y_of[edge] == pytest.approx(wanted, abs=0.1)
    assert 10.0**scale.low <= min(sizes.values()) <= max(sizes.values()) <= 10.0**scale.high


def test_the_way_back_shrinks_through_sigmoids(stood: Stood) -> None:
    graph, (main,) = stood.editor.graph, stood.ruler.reading.traces
    names = [graph.nodes[edge.target].name for edge in main.edges]
    assert names == ["fc1", "s1", "fc2", "s2", "sum", "out", "loss"]
    sizes = {edge: sizes[1] for edge, sizes in stood.reference().items()}
    first, last = sizes[stood.edge("fc1", "s1")], sizes[stood.edge("out", "loss")]
    assert main.course.factor == pytest.approx(math.sqrt(first / last), rel=1e-3)
    times = f"{math.sqrt(last / first):.1f}"
    assert stood.ruler.sentences() == [f"Gradients shrink {times}× per layer"]
    assert "2 steps from layer to layer" in stood.ruler.words_at(QPointF(900, 10))


def test_dots_stand_under_their_wires_and_follow_the_view(stood: Stood) -> None:
    view = stood.view
    for edge, place in stood.places().items():
        row = view.canvas.layer.edges.index(edge)
        x, y = middles(view.canvas.layer)[row].tolist()
        assert view.canvas.layer.at(QPointF(x, y), 2.0) == edge
        assert place[0] == pytest.approx(view.viewportTransform().map(QPointF(x, y)).x())
    before = stood.places()
    bar = view.horizontalScrollBar()
    bar.setValue(bar.value() + 37)
    for edge, place in stood.places().items():
        assert place.tolist() == pytest.approx([before[edge][0] - 37, before[edge][1]], nan_ok=True)
    # Zoomed about the left edge, what lies there stays.
    view.zoom_to(2 * view.zoom, QPointF(0, 200))
    for edge, place in stood.places().items():
        assert place[0] == pytest.approx(2 * (before[edge][0] - 37), abs=1.0)


def test_a_dot_follows_its_wire_while_a_card_is_dragged(stood: Stood) -> None:
    edge = stood.edge("out", "loss")
    before = stood.places()
    card = stood.view.card(edge.target)
    stood.view.canvas.show_at({edge.target: (card.pos().x() + 200, card.pos().y())}, passing=True)
    after = stood.places()
    assert after[edge][0] == pytest.approx(before[edge][0] + 100 * stood.view.zoom, abs=2.0)
    other = stood.edge("fc1", "s1")
    assert after[other].tolist() == before[other].tolist()


def test_steps_are_those_of_the_trainer(stood: Stood) -> None:
    found = {step.name: step.size for step, _ in stood.ruler.step_places()}
    after = stood.session.network.weights
    assert found.keys() == {"fc1", "fc2", "skip", "out"}
    for name, size in found.items():
        own = [n for n in after if n.startswith(f"{name}.")]
        old = np.concatenate([stood.before[n].ravel() for n in own]).astype(float)
        new = np.concatenate([after[n].ravel() for n in own]).astype(float)
        assert size is not None
        wanted = np.linalg.norm(new - old) / np.linalg.norm(old)
        assert size == pytest.approx((wanted, wanted), rel=1e-4)


def test_a_step_stands_under_its_card(stood: Stood) -> None:
    for step, x in stood.ruler.step_places():
        rect = stood.view.card(step.node).scene_rect()
        left, right = (
            stood.view.viewportTransform().map(point).x()
            for point in (rect.topLeft(), rect.topRight())
        )
        assert x == pytest.approx((left + right) / 2)


def test_tool_tips_say_what_is_pointed_at(stood: Stood) -> None:
    edge = stood.edge("s1", "skip")
    words = stood.ruler.words_at(QPointF(*stood.places()[edge].tolist()))
    assert words.startswith("s1 → skip\ngradient ")
    step, x = stood.ruler.step_places()[0]
    words = stood.ruler.words_at(QPointF(x, stood.ruler.height() - 10))
    assert f"the weights of {step.name} by {step.size.text()}" in words  # type: ignore[union-attr]
    assert stood.ruler.words_at(QPointF(5, 80)) == ""


def test_the_wire_of_the_dot_under_the_pointer_is_emphasised(stood: Stood) -> None:
    edge = stood.edge("fc2", "s2")
    place = stood.places()[edge].tolist()
    told: list[object] = []
    stood.ruler.pointed.connect(told.append)
    point_at(stood, QPointF(*place))
    assert told == [edge]
    assert stood.view.canvas.layer._marks == {edge: "hovered"}
    stood.ruler.hide()
    assert told == [edge, None]
    assert stood.view.canvas.layer._marks == {}


def point_at(stood: Stood, place: QPointF) -> None:
    nothing = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        stood.ruler.mapToGlobal(place),
        nothing,
        nothing,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(stood.ruler, event)


def test_lines_lead_down_from_the_wires_while_the_ruler_is_there(stood: Stood) -> None:
    flowing = {edge for edge, (_, size) in stood.reference().items() if size >= 0}
    layer = stood.view.canvas.layer
    assert {layer.edges[row] for row in stood.view.plumb.rows.tolist()} == flowing
    with_lines = stood.view.grab().toImage()
    stood.ruler.hide()
    assert not len(stood.view.plumb.rows)
    assert stood.view.grab().toImage() != with_lines


def test_nothing_is_read_while_nobody_looks(stood: Stood) -> None:
    before = stood.ruler.reading
    stood.ruler.hide()
    stood.view.canvas.traffic.changed.emit()
    assert stood.ruler.reading is before
    stood.ruler.show()
    assert stood.ruler.reading is not before


def test_wires_are_looked_up_once_however_often_they_are_read(
    stood: Stood, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, asked = traffic.executed_within, []

    def counted(*args: Any) -> dict[Edge, FlatEdge]:
        asked.append(args)
        return plain(*args)

    monkeypatch.setattr(traffic, "executed_within", counted)
    node = stood.editor.graph.by_name("skip")
    assert node is not None
    stood.editor.apply_graph(lambda g: set_learning_rate_factor(g, node.id, 0.5), "Slower")
    stood.advance()
    edge = stood.edge("x", "fc1")
    for _ in range(3):
        stood.view.canvas.traffic.changed.emit()
        stood.view.canvas.traffic.values(stood.editor.graph, edge)
    assert len(asked) == 1


def test_a_frozen_way_is_grey_and_said_to_be(stood: Stood) -> None:
    node = stood.editor.graph.by_name("skip")
    assert node is not None
    stood.editor.apply_graph(lambda g: set_learning_rate_factor(g, node.id, 0.0), "Freeze")
    reading = stood.ruler.reading
    frozen = {edge for edge, still in zip(reading.edges, reading.frozen, strict=True) if still}
    assert frozen == set()  # fc1, behind it, learns from what it hands back
    first = stood.editor.graph.by_name("fc1")
    assert first is not None
    stood.editor.apply_graph(lambda g: set_learning_rate_factor(g, first.id, 0.0), "Freeze")
    reading = stood.ruler.reading
    frozen = {edge for edge, still in zip(reading.edges, reading.frozen, strict=True) if still}
    pairs = (("x", "fc1"), ("fc1", "s1"), ("s1", "fc2"), ("s1", "skip"), ("skip", "sum"))
    assert frozen == {stood.edge(*pair) for pair in pairs}
    words = stood.ruler.words_at(QPointF(*stood.places()[stood.edge("fc1", "s1")].tolist()))
    assert "Frozen" in words
    step = next(step for step, _ in stood.ruler.step_places() if step.name == "skip")
    assert step.frozen
    assert not stood.ruler.grab().isNull()


def two_losses() -> Graph:
    b = GraphBuilder()
    x, y = b.add("Input", name="x"), b.add("Target", name="y")
    deep = x
    for number in range(3):
        deep = b.add("Linear", deep, out_features=4, name=f"deep{number}")
    out = b.add("Linear", deep, out_features=2, name="deep_out")
    b.add("CrossEntropyLoss", out, y, name="deep_loss")
    flat = b.add("Linear", x, out_features=4, name="flat0")
    out = b.add("Linear", flat, out_features=2, name="flat_out")
    b.add("CrossEntropyLoss", out, y, name="flat_loss")
    return b.build()


def test_each_loss_has_its_line_and_the_selected_one_stands_out(qtbot: QtBot) -> None:
    stood = Stood(qtbot, two_losses())
    stood.advance()
    assert [trace.loss for trace in stood.ruler.reading.traces] == ["deep_loss", "flat_loss"]
    node = stood.editor.graph.by_name("flat0")
    assert node is not None
    stood.editor.select([node.id])
    traces = stood.ruler.reading.traces
    assert [(trace.loss, trace.main) for trace in traces] == [
        ("flat_loss", True),
        ("deep_loss", False),
    ]
    said = stood.ruler.sentences()
    assert said[0].startswith("flat_loss: gradients ")
    assert said[1].startswith("deep_loss: gradients ")
    main = {step.name for step, _ in stood.ruler.step_places() if step.main}
    assert main == {"flat0", "flat_out"}
    assert not stood.ruler.grab().isNull()
    stood.bridge.shutdown()


def test_before_the_first_step_it_says_what_to_do(qtbot: QtBot) -> None:
    stood = Stood(qtbot)
    assert stood.ruler.sentences() == []
    assert not stood.ruler.reading.flows
    empty = stood.ruler.grab().toImage()
    stood.advance()
    assert stood.ruler.grab().toImage() != empty
    stood.bridge.restarted.emit()
    assert not stood.ruler.reading.flows
    assert stood.ruler.grab().toImage() == empty
    stood.bridge.shutdown()


def test_a_dot_is_painted_in_the_colour_of_its_gradient(stood: Stood) -> None:
    """In the scale's colour at its middle, as the wire above it."""
    image = stood.ruler.grab().toImage()
    layer = stood.view.canvas.layer
    colours = set()
    for edge, (_, size) in stood.reference().items():
        x, y = stood.places()[edge].tolist()
        if size > 0:
            painted, wanted = image.pixelColor(int(x), int(y)), layer.colour_of(edge)
            for part in ("red", "green", "blue"):
                assert abs(getattr(painted, part)() - getattr(wanted, part)()) <= 2
            colours.add(wanted.name())
    assert len(colours) > 4
