"""Zoom keeps the point under the cursor, frames fit, and the kept picture is never stale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from guinet.gui import theme
from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.gestures.base import Pointer
from guinet.gui.canvas.gestures.pan import Pan
from guinet.gui.canvas.legend import LegendStrip
from guinet.project.project import Project


def wheel(canvas, place: QPoint, delta: int, pixels: QPoint | None = None) -> None:
    port = canvas.view.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(port.mapToGlobal(place)),
        pixels or QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


@pytest.mark.parametrize("delta", [120, -120, 360, 40])
def test_the_wheel_zooms_about_the_pointer(canvas, delta: int) -> None:
    place = QPoint(700, 130)
    canvas.move(QPoint(10, 10))
    before = canvas.view.event_point(place)
    wheel(canvas, place, delta)
    assert canvas.view.zoom == pytest.approx(1.2 ** (delta / 120))
    moved = canvas.view.viewportTransform().map(before) - QPointF(place)
    assert moved.manhattanLength() <= 2


def test_zoom_has_ends(canvas) -> None:
    for _ in range(40):
        wheel(canvas, QPoint(300, 300), 120)
    assert canvas.view.zoom == pytest.approx(4.0)
    for _ in range(80):
        wheel(canvas, QPoint(300, 300), -120)
    assert canvas.view.zoom == pytest.approx(0.05)


def test_a_trackpad_pans(canvas) -> None:
    before = canvas.view.viewportTransform().map(QPointF(0, 0))
    wheel(canvas, QPoint(300, 300), 120, QPoint(12, -30))
    assert canvas.view.zoom == 1.0
    assert canvas.view.viewportTransform().map(QPointF(0, 0)) - before == QPointF(12, -30)


def test_frame_all_shows_every_card(canvas) -> None:
    canvas.view.pan(4000, 4000)
    canvas.view.frame_all()
    room = canvas.view.viewport().rect()
    for rect in canvas.view.canvas.rects().values():
        assert room.contains(canvas.view.viewportTransform().mapRect(rect).toRect())
    assert canvas.view.zoom <= 1.0


def test_frame_selection_shows_the_selection(canvas) -> None:
    canvas.editor.select([canvas.node("loss").id])
    canvas.view.pan(4000, 0)
    canvas.view.frame_selection()
    card = canvas.view.card(canvas.node("loss").id)
    middle = canvas.view.viewportTransform().map(card.scene_rect().center())
    assert (middle - QPointF(canvas.view.viewport().rect().center())).manhattanLength() <= 2


def test_zoom_buttons(canvas) -> None:
    canvas.view.zoom_in()
    assert canvas.view.zoom == pytest.approx(1.2)
    canvas.view.zoom_out()
    canvas.view.zoom_out()
    assert canvas.view.zoom == pytest.approx(1 / 1.2)
    canvas.view.zoom_reset()
    assert canvas.view.zoom == pytest.approx(1.0)


@pytest.mark.parametrize(
    "change",
    ["pan", "long pan", "zoom", "move", "select", "edge", "drag", "delete", "telemetry", "theme"],
)
def test_the_kept_picture_equals_a_fresh_one(canvas, qtbot, change: str) -> None:
    view = canvas.view
    view.grab()
    before = theme.current()
    hidden = canvas.node("hidden").id
    if change == "pan":
        for step in ((30, 0), (0, -17), (-5, 40)):
            view.pan(*step)
            view.grab()
    elif change == "long pan":
        view.pan(900, 500)
    elif change == "zoom":
        view.zoom_to(1.7)
    elif change == "move":
        view.canvas.show_at({hidden: (170.0, 60.0)})
    elif change == "select":
        canvas.editor.select([hidden])
    elif change == "edge":
        view.canvas.select_edges([canvas.edge("out", "loss")])
    elif change == "drag":
        canvas.drag(canvas.at("hidden"), canvas.at("hidden") + QPoint(50, 90))
        canvas.move(QPoint(5, 5))
    elif change == "delete":
        canvas.editor.select([hidden])
        view.commands.delete()
    elif change == "telemetry":
        count = len(canvas.bridge.prepare(canvas.graph).edges)
        with qtbot.waitSignals([view.canvas.readings.changed, view.canvas.traffic.changed]):
            canvas.bridge.report([3.0] * count, [0.1] * count)
    elif change == "theme":
        theme.themes.use(theme.LIGHT if before is theme.DARK else theme.DARK)
    try:
        qtbot.waitUntil(lambda: view.at_rest)
        kept = view.grab().toImage()
        view.repaint_all()
        fresh = view.grab().toImage()
        assert kept == fresh
    finally:
        theme.themes.use(before)


def test_only_what_changed_is_painted_again(canvas, qtbot, monkeypatch) -> None:
    from guinet.gui.canvas.card import Card

    view = canvas.view
    view.grab()
    qtbot.wait(20)
    painted: list[str] = []
    original = Card._paint_ground

    def paint(self, painter):
        painted.append(self.face.name)
        original(self, painter)

    monkeypatch.setattr(Card, "_paint_ground", paint)
    canvas.editor.select([canvas.node("hidden").id])
    qtbot.wait(20)
    view.grab()
    assert set(painted) == {"hidden"}
    painted.clear()
    view.pan(10, 10)
    view.grab()
    assert painted == []


def test_hovering_a_wire_shows_what_flows_on_it(canvas, monkeypatch) -> None:
    tags: list[list[str]] = []
    monkeypatch.setattr(
        "guinet.gui.canvas.hints.paint_tag", lambda _painter, _at, parts, _room: tags.append(parts)
    )
    canvas.move(canvas.on_edge("hidden", "tanh"))
    canvas.view.grab()
    assert tags[-1] == ["N × 8"]
    prepared = canvas.bridge.prepare(canvas.graph)
    canvas.bridge.report([0.5629] * len(prepared.edges), [0.02441] * len(prepared.edges))
    canvas.view.grab()
    assert tags[-1] == ["N × 8", "RMS 0.56", "gradient 0.024"]
    tags.clear()
    canvas.move(QPoint(20, 540))
    canvas.view.grab()
    assert tags == []


def test_the_legend_follows_scale_and_zoom(canvas, qtbot) -> None:
    legend = LegendStrip(canvas.view)
    qtbot.addWidget(legend)
    legend.resize(1100, 40)
    legend.show()
    assert legend.height() == 40
    assert legend.percent.text() == "100 %"
    canvas.view.zoom_to(0.5)
    assert legend.percent.text() == "50 %"
    qtbot.mouseClick(legend.percent, Qt.MouseButton.LeftButton)
    assert canvas.view.zoom == 1.0
    assert legend.key.marker_positions() is None
    prepared = canvas.bridge.prepare(canvas.graph)
    gradients = [0.001, 0.01, 0.1, 0.1, float("nan")][: len(prepared.edges)]
    canvas.bridge.report([1.0] * len(gradients), gradients)
    canvas.view.canvas.traffic.changed.emit()
    assert legend.key.marker_positions() == pytest.approx((0.0, 1.0))
    assert "10⁻³" in legend.key.toolTip()
    qtbot.wait(100)
    for width in (1100, 700, 420, 260):
        legend.resize(width, 40)
        assert not legend.grab().isNull()


def test_modules_added_without_a_place_are_always_in_sight(canvas) -> None:
    for _ in range(14):
        node = canvas.view.add_module("Tanh")
        seen = QRectF(canvas.view.viewport().rect())
        card = canvas.view.viewportTransform().mapRect(canvas.view.card(node).scene_rect())
        assert seen.contains(card)


def test_an_empty_project_begins_at_100_percent(canvas) -> None:
    canvas.view.zoom_to(0.4)
    canvas.document.new(Project())
    assert canvas.view.zoom == 1.0


def test_panning_by_parts_of_pixels_keeps_up_with_the_hand(canvas) -> None:
    view, none = canvas.view, Qt.KeyboardModifier.NoModifier
    begin = view.viewportTransform().map(QPointF(0, 0))
    pan = Pan(view, Pointer(QPointF(), QPointF(100, 100), none))
    for step in range(1, 31):
        pan.follow(Pointer(QPointF(), QPointF(100 + 0.4 * step, 100 - 1.6 * step), none))
    moved = view.viewportTransform().map(QPointF(0, 0)) - begin
    assert moved == QPointF(12, -48)


def shown(canvas) -> bool:
    view = canvas.view
    cards = [view.card(id).scene_rect() for id in canvas.graph.nodes]
    room = QRectF(view.viewport().rect())
    return all(room.contains(view.viewportTransform().mapRect(card)) for card in cards)


def test_all_stays_in_view_in_another_room_unless_something_else_is_looked_at(canvas) -> None:
    view = canvas.view
    view.frame_all()
    for width, height in ((500, 400), (1300, 800)):
        view.resize(width, height)
        QApplication.processEvents()
        assert shown(canvas)
        middle = view.scene_centre()
        whole = QRectF()
        for id in canvas.graph.nodes:
            whole = whole.united(view.card(id).scene_rect())
        assert (middle - whole.center()).manhattanLength() < 2 / view.zoom + 2
    view.pan(-40, 0)
    before = view.viewportTransform()
    view.resize(700, 500)
    QApplication.processEvents()
    assert view.viewportTransform().m11() == before.m11()


@pytest.mark.parametrize("part", [0.90, 0.95, 0.99])
def test_cards_are_framed_at_a_zoom_at_which_they_show_what_they_do(canvas, part: float) -> None:
    view, room = canvas.view, canvas.view.viewport().rect()
    usual = (room.width() - 64) / (part * FLAT_BELOW)
    area = QRectF(-30, 70, usual, 10)
    view.frame_rect(area)
    narrower = (room.width() - 24) / usual
    assert view.zoom == pytest.approx(FLAT_BELOW if narrower >= FLAT_BELOW else part * FLAT_BELOW)
    seen = view.viewportTransform().mapRect(area)
    assert seen.left() >= 11
    assert seen.right() <= room.width() - 11
