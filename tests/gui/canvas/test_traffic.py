"""Colours, widths and beads are the telemetry's, on the right edges, and nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node, connect, rename, set_learning_rate_factor
from guinet.graph.executed import executed_within
from guinet.graph.flat import FlatEdge
from guinet.graph.flatten import flatten
from guinet.graph.model import Composite, Edge, Graph
from guinet.gui import theme
from guinet.gui.canvas.hints import edge_parts
from guinet.gui.canvas.legend import LegendStrip
from guinet.gui.canvas.pulses import Pulses
from guinet.gui.canvas.scale import LEVELS, LogScale, gradient_rgb, width_px
from guinet.gui.canvas.scale_popup import ScalePopup
from guinet.modules import modules


def test_width_follows_the_logarithm_between_two_and_eight_pixels() -> None:
    assert width_px(1.0) == 4.5
    assert width_px(10.0) == pytest.approx(6.7)
    assert width_px(0.1) == pytest.approx(2.3)
    assert width_px(1e-9) == 2.0
    assert width_px(1e9) == 8.0
    assert width_px(math.nan) == 2.0


def test_the_scale_spans_whole_decades_extends_and_never_shrinks() -> None:
    scale = LogScale()
    assert scale.extend(np.array([0.02, 0.3, np.nan, 0.0]))
    assert (scale.low, scale.high) == (-2, 0)
    assert not scale.extend(np.array([0.1]))
    assert (scale.low, scale.high) == (-2, 0)
    assert scale.extend(np.array([3e-5, 20.0]))
    assert (scale.low, scale.high) == (-5, 2)
    assert not scale.extend(np.array([0.1, 0.2]))
    assert (scale.low, scale.high) == (-5, 2)
    scale.reset()
    scale.extend(np.array([0.02, 0.3]))
    assert (scale.low, scale.high) == (-2, 0)


def test_the_scale_maps_logarithmically_and_stops_at_its_ends() -> None:
    scale = LogScale(-3, 1)
    fractions = scale.fraction(np.array([1e-3, 1e-1, 1e1, 1e-9, 1e9, np.nan]))
    assert fractions[:5] == pytest.approx([0.0, 0.5, 1.0, 0.0, 1.0])
    assert math.isnan(fractions[5])


@pytest.mark.parametrize("values", [[1e-300], [1e300], [np.inf], [-1.0], []])
def test_no_value_breaks_the_scale(values: list[float]) -> None:
    scale = LogScale()
    scale.extend(np.array(values))
    assert -12 <= scale.low < scale.high <= 6
    assert 2 <= len(scale.decades()) <= 6


def test_the_colours_are_viridis_without_its_darkest_end() -> None:
    import pyqtgraph

    colours = gradient_rgb()
    viridis = pyqtgraph.colormap.get("viridis")
    assert colours.shape == (LEVELS, 3)
    assert colours[0].tolist() == list(viridis.map(0.14, "byte")[:3])
    assert colours[-1].tolist() == list(viridis.map(1.0, "byte")[:3])


def send(canvas, gradients: dict[str, float], activations: dict[str, float]) -> None:
    """Report sizes by the name of the edge's source."""
    prepared = canvas.bridge.prepare(canvas.graph)
    canvas.bridge.report(
        [activations[edge.source] for edge in prepared.edges],
        [gradients[edge.source] for edge in prepared.edges],
    )
    canvas.view.canvas.traffic.changed.emit()


GRADIENTS = {"x": 1e-4, "hidden": 1e-3, "tanh": 1e-2, "out": 1e-1, "y": math.nan}
ACTIVATIONS = {"x": 1.0, "hidden": 0.5, "tanh": 10.0, "out": 100.0, "y": 0.7}


def test_each_edge_has_the_colour_and_width_of_its_own_numbers(canvas) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    layer, scale = canvas.view.canvas.layer, canvas.view.canvas.traffic.scale
    assert (scale.low, scale.high) == (-4, -1)
    pairs = (("x", "hidden"), ("hidden", "tanh"), ("tanh", "out"), ("out", "loss"))
    for number, (source, target) in enumerate(pairs):
        edge = canvas.edge(source, target)
        row = round(number / 3 * (LEVELS - 1))
        assert layer.colour_of(edge) == QColor(*gradient_rgb()[row].tolist())
        assert layer.width_of(edge) == pytest.approx(width_px(ACTIVATIONS[source]), abs=0.125)


def test_an_edge_without_gradient_is_grey_and_still(canvas) -> None:
    layer = canvas.view.canvas.layer
    assert all(layer.colour_of(edge) == theme.colour("wire_still") for edge in layer.edges)
    send(canvas, GRADIENTS, ACTIVATIONS)
    target = canvas.edge("y", "loss")
    assert layer.colour_of(target) == theme.colour("wire_still")
    row = layer.edges.index(target)
    pulses = canvas.view.pulses
    _, rows, _ = pulses.positions()
    assert row not in set(rows.tolist())
    assert set(rows.tolist()) == set(range(len(layer.edges))) - {row}


def test_a_gradient_that_vanished_entirely_is_still(canvas) -> None:
    send(canvas, GRADIENTS | {"x": 0.0}, ACTIVATIONS)
    edge = canvas.edge("x", "hidden")
    assert canvas.view.canvas.layer.colour_of(edge) == theme.colour("wire_still")


def test_numbers_of_another_plan_are_ignored(canvas) -> None:
    prepared = canvas.bridge.prepare(canvas.graph)
    count = len(prepared.edges)
    canvas.bridge.report([1.0] * count, [0.1] * count, plan=prepared.plan - 1)
    values = canvas.view.canvas.traffic.values(canvas.graph, canvas.edge("x", "hidden"))
    assert all(math.isnan(value) for value in values)


def test_numbers_stay_on_their_edges_when_the_graph_is_edited(canvas) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    layer = canvas.view.canvas.layer
    before = layer.colour_of(canvas.edge("tanh", "out"))
    canvas.editor.select([canvas.node("x").id])
    canvas.view.commands.delete()
    assert layer.colour_of(canvas.edge("tanh", "out")) == before
    assert layer.width_of(canvas.edge("tanh", "out")) == pytest.approx(6.75)


def test_a_restarted_run_begins_with_a_fresh_scale_and_grey_edges(canvas) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    canvas.bridge.restarted.emit()
    traffic = canvas.view.canvas.traffic
    assert traffic.extremes() is None
    assert (traffic.scale.low, traffic.scale.high) == (-3, 1)
    layer = canvas.view.canvas.layer
    assert layer.colour_of(canvas.edge("out", "loss")) == theme.colour("wire_still")


def test_recolouring_waits_so_that_it_happens_ten_times_a_second_at_most(canvas, qtbot) -> None:
    prepared = canvas.bridge.prepare(canvas.graph)
    told: list[None] = []
    canvas.view.canvas.traffic.changed.connect(lambda: told.append(None))
    count = len(prepared.edges)
    for _ in range(50):
        canvas.bridge.report([1.0] * count, [0.1] * count)
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 1)


def test_the_edges_of_a_composite_are_those_of_its_inlets_and_outlets() -> None:
    inner = Graph()
    inner, inlet = add_node(inner, modules.get("Inlet")(), "in")
    inner, tanh = add_node(inner, modules.get("Tanh")(), "act")
    inner, outlet = add_node(inner, modules.get("Outlet")(), "out")
    inner = connect(inner, Edge(inlet.id, "y", tanh.id, "x"))
    inner = connect(inner, Edge(tanh.id, "y", outlet.id, "x"))
    graph = replace(Graph(), composites={"c": Composite("c", "block", inner)})
    graph, x = add_node(graph, modules.get("Input")(), "x")
    graph, use = add_node(graph, CompositeUse(definition="c"), "b")
    graph, last = add_node(graph, modules.get("Linear")(), "last")
    graph = connect(graph, Edge(x.id, "y", use.id, "in"))
    graph = connect(graph, Edge(use.id, "out", last.id, "x"))
    executed = [executed_within(graph)[edge] for edge in graph.edges]
    assert executed == [FlatEdge("x", "y", "b.in", "x"), FlatEdge("b.out", "y", "last", "x")]
    assert set(executed) <= set(flatten(graph).edges)
    renamed = rename(graph, use.id, "block")
    assert executed_within(renamed)[renamed.edges[0]] == FlatEdge("x", "y", "block.in", "x")


def test_beads_move_against_the_arrow(canvas) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    pulses: Pulses = canvas.view.pulses
    points, rows, opacities = pulses.positions()
    heads = len(points) // 3
    row = canvas.view.canvas.layer.edges.index(canvas.edge("tanh", "out"))
    head = rows[:heads].tolist().index(row)
    before = points[head].copy()
    pulses.advance(0.05)
    after = pulses.positions()[0]
    assert after[head, 0] < before[0]
    # The tail follows behind: on the side of the target, from where the error came.
    assert after[head, 0] < after[heads + head, 0] < after[2 * heads + head, 0]
    assert opacities[head] > opacities[heads + head] > opacities[2 * heads + head]


def test_larger_gradients_have_quicker_and_brighter_beads(canvas) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    pulses = canvas.view.pulses
    layer = canvas.view.canvas.layer
    first, last = (
        layer.edges.index(canvas.edge(*ends)) for ends in (("x", "hidden"), ("tanh", "out"))
    )
    points, rows, opacities = pulses.positions()
    heads = rows[: len(rows) // 3].tolist()
    begin = points.copy()
    pulses.advance(0.02)
    moved = np.hypot(*(pulses.positions()[0] - begin).T)
    assert moved[heads.index(last)] > moved[heads.index(first)]
    assert opacities[heads.index(last)] > opacities[heads.index(first)]


def test_beads_move_only_while_the_network_learns(canvas, qtbot) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    pulses = canvas.view.pulses
    canvas.bridge.set_state("running")
    begin = pulses.positions()[0].copy()
    qtbot.waitUntil(lambda: bool(np.abs(pulses.positions()[0] - begin).max() > 0.5))
    canvas.bridge.set_state("paused")
    begin = pulses.positions()[0].copy()
    qtbot.wait(60)
    assert np.array_equal(pulses.positions()[0], begin)


def test_a_hidden_canvas_rests(canvas, qtbot) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    canvas.bridge.set_state("running")
    canvas.view.hide()
    begin = canvas.view.pulses.positions()[0].copy()
    qtbot.wait(60)
    assert np.array_equal(canvas.view.pulses.positions()[0], begin)
    canvas.view.show()
    qtbot.waitUntil(lambda: not np.array_equal(canvas.view.pulses.positions()[0], begin))
    canvas.bridge.set_state("paused")


def test_beads_are_not_drawn_over_cards_that_a_wire_passes_under(canvas, qtbot) -> None:
    # A card upon both ends of a wire leaves it no way round.
    over = canvas.on_edge("out", "loss") - canvas.at("tanh")
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + over)
    send(canvas, GRADIENTS, ACTIVATIONS)
    assert beads_change_a_card(canvas, qtbot, "tanh") == (True, False)


def beads_change_a_card(canvas, qtbot, name: str) -> tuple[bool, bool]:
    """Return whether beads lie where a card is, and whether they change a pixel of it."""
    view = canvas.view
    qtbot.waitUntil(lambda: view.at_rest)
    card = view.card(canvas.node(name).id).scene_rect().adjusted(2, 2, -2, -2)
    area = view.viewportTransform().mapRect(card).toRect()
    points = view.pulses.positions()[0].tolist()
    under = any(card.adjusted(8, 8, -8, -8).contains(x, y) for x, y in points)
    view.pulses.shown = False
    without = view.grab().toImage()
    view.pulses.shown = True
    with_beads = view.grab().toImage()
    assert with_beads != without
    return under, with_beads.copy(area) != without.copy(area)


def test_beads_are_painted_over_the_kept_picture(canvas, qtbot) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    qtbot.wait(30)
    still = canvas.view.grab().toImage()
    canvas.bridge.set_state("running")
    qtbot.wait(30)
    canvas.bridge.set_state("paused")
    moving = canvas.view.grab().toImage()
    assert still != moving
    canvas.view.pulses.advance(0.2)
    canvas.view.viewport().update()
    assert canvas.view.grab().toImage() != moving


def test_beads_hide_below_a_card_that_is_put_over_them(canvas, qtbot) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    over = canvas.on_edge("out", "loss") - canvas.at("tanh")
    seen: list[tuple[bool, bool]] = []
    canvas.drag(
        canvas.at("tanh"),
        canvas.at("tanh") + over,
        then=lambda: seen.append(beads_change_a_card(canvas, qtbot, "tanh")),
    )
    seen.append(beads_change_a_card(canvas, qtbot, "tanh"))
    assert seen == [(True, False), (True, False)]


def test_a_pinned_scale_stays_whatever_runs() -> None:
    scale = LogScale()
    scale.extend(np.array([0.02, 0.3]))
    scale.pin((-6, 0))
    assert not scale.extend(np.array([1e-9]))
    assert (scale.low, scale.high) == (-6, 0)
    assert scale.fraction(np.array([1e-3, 1e-9])).tolist() == [0.5, 0.0]
    scale.reset()
    scale.extend(np.array([1e-4, 0.02]))
    assert (scale.low, scale.high) == (-6, 0)
    scale.pin(None)
    assert (scale.low, scale.high) == (-4, -1)


@pytest.mark.parametrize("ends", [(3, 3), (9, -40), (-40, 40), (6, 6)])
def test_ends_that_make_no_scale_are_set_right(ends: tuple[int, int]) -> None:
    scale = LogScale()
    scale.pin(ends)
    assert -12 <= scale.low < scale.high <= 6


def test_the_scale_is_pinned_by_hand(canvas, qtbot) -> None:
    send(canvas, GRADIENTS, ACTIVATIONS)
    layer, edge = canvas.view.canvas.layer, canvas.edge("tanh", "out")  # at 1e-2
    legend = LegendStrip(canvas.view)
    qtbot.addWidget(legend)
    legend.resize(900, 40)
    legend.show()
    legend.key.grab()
    QTest.mouseClick(legend.key, Qt.MouseButton.LeftButton, pos=legend.key._bar.center().toPoint())
    popup = legend.findChild(ScalePopup)
    assert popup is not None
    assert (popup.low.currentData(), popup.high.currentData()) == (-4, -1)
    assert not popup.pinned.isChecked()
    popup.high.setCurrentIndex(popup.high.findData(0))
    popup.high.activated.emit(popup.high.currentIndex())
    assert popup.pinned.isChecked()
    row = round(0.5 * (LEVELS - 1))
    assert layer.colour_of(edge) == QColor(*gradient_rgb()[row].tolist())
    assert legend.key.marker_positions() == pytest.approx((0.0, 0.75))
    assert "pinned" in legend.key.toolTip()
    # The lower end moves along rather than pass the upper one.
    popup.low.setCurrentIndex(popup.low.findData(2))
    popup.low.activated.emit(popup.low.currentIndex())
    scale = canvas.view.canvas.traffic.scale
    assert (scale.low, scale.high) == (2, 3)
    popup.pinned.click()
    assert (scale.low, scale.high) == (-4, -1)
    popup.close()


def test_a_frozen_part_is_grey_and_still(canvas) -> None:
    """What arrives there changes no weight; its gradient can still be read."""
    send(canvas, GRADIENTS, ACTIVATIONS)
    layer, pulses = canvas.view.canvas.layer, canvas.view.pulses
    hidden = canvas.node("hidden").id
    canvas.editor.apply_graph(lambda g: set_learning_rate_factor(g, hidden, 0.0), "Freeze")
    still = [canvas.edge("x", "hidden"), canvas.edge("hidden", "tanh"), canvas.edge("tanh", "out")]
    assert all(layer.colour_of(edge) == theme.colour("wire_still") for edge in still)
    assert layer.colour_of(canvas.edge("out", "loss")) != theme.colour("wire_still")
    assert set(pulses.positions()[1].tolist()) == {layer.edges.index(canvas.edge("out", "loss"))}
    assert edge_parts(canvas.view.canvas, still[0])[-2:] == ["gradient 1.0×10⁻⁴", "frozen"]
    assert canvas.view.canvas.traffic.extremes() == (0.1, 0.1)
    canvas.document.undo()
    assert layer.colour_of(still[0]) == QColor(*gradient_rgb()[0].tolist())


def test_esc_closes_the_sheet_of_the_scale(canvas, qtbot) -> None:
    legend = LegendStrip(canvas.view)
    qtbot.addWidget(legend)
    legend.resize(900, 40)
    legend.show()
    legend.key.open_scale()
    popup = legend.findChild(ScalePopup)
    assert popup is not None
    QTest.keyClick(popup.low, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert canvas.view.canvas.traffic.scale.pinned is None
