"""The search: opened by every hand, filled with what fits, and one step of the history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_edges
from guinet.gui import theme
from guinet.gui.canvas.search.popup import SearchPopup
from guinet.gui.canvas.search.query import Query, read_query
from guinet.project.project import Project

LEFT = Qt.MouseButton.LeftButton
EMPTY = QPoint(300, 560)


@pytest.fixture
def canvas(canvas):
    """In a window that shows room for one more card below all others."""
    canvas.view.resize(960, 1120)
    low = canvas.view.viewportTransform().mapRect(canvas.view.canvas.deck.table.bounds()).bottom()
    assert low + 24 < EMPTY.y()
    return canvas


def popup(canvas) -> SearchPopup:
    found = canvas.view.searching.popup
    assert found is not None
    assert found.isVisible()
    return found


def names(canvas) -> list[str]:
    return [row.name for row in popup(canvas).listing.fitting]


def key(canvas, key: Qt.Key) -> None:
    QTest.keyClick(popup(canvas).field, key)


def typed(canvas, text: str) -> None:
    popup(canvas).field.clear()
    QTest.keyClicks(popup(canvas).field, text)


def drop_wire(canvas, node: str = "hidden", port: str = "y", place: QPoint = EMPTY) -> None:
    canvas.drag(canvas.port(node, port), place)


def test_a_wire_dropped_on_the_empty_canvas_asks_what_it_should_lead_to(canvas) -> None:
    before = canvas.document.project
    drop_wire(canvas)
    assert canvas.document.project is before
    assert popup(canvas).chip.text() == "fits N × 8"
    assert popup(canvas).field.hasFocus()
    assert names(canvas)[0] == "ReLU"
    assert "Conv2d" not in names(canvas)
    others = {row.name: row.reason for row in popup(canvas).listing.others}
    assert others["Conv2d"] == "Conv2d reads images N × C × H × W at x and gets N × 8."
    typed(canvas, "sigm")
    key(canvas, Qt.Key.Key_Return)
    assert canvas.view.searching.popup is None
    assert "hidden.y>sigmoid1.x" in canvas.edges()
    assert canvas.document.undo_label == "Add Sigmoid"
    assert canvas.editor.selected == {canvas.node("sigmoid1").id}
    assert canvas.view.hasFocus()
    assert (canvas.port("sigmoid1", "x") - EMPTY).manhattanLength() <= 8
    canvas.document.undo()
    assert canvas.document.project == before
    assert not canvas.document.can_undo


def test_a_wire_drawn_backwards_asks_what_it_should_come_from(canvas) -> None:
    edge = canvas.edge("out", "loss")
    canvas.editor.apply_graph(lambda graph: remove_edges(graph, [edge]), "cut")
    drop_wire(canvas, "loss", "prediction")
    assert names(canvas)[0] == "Linear"
    assert popup(canvas).listing.fitting[0].result == "N × 1"
    key(canvas, Qt.Key.Key_Return)
    assert "linear1.y>loss.prediction" in canvas.edges()
    assert canvas.node("linear1").module.out_features == 1
    assert (canvas.port("linear1", "y") - EMPTY).manhattanLength() <= 8


def test_the_wire_stays_drawn_to_its_end_while_the_search_is_open(canvas, monkeypatch) -> None:
    drawn: list[tuple[QPoint, QPoint]] = []
    monkeypatch.setattr(
        "guinet.gui.canvas.search.searching.paint_wire",
        lambda _painter, begin, end, forward: drawn.append((begin.toPoint(), end.toPoint())),
    )
    drop_wire(canvas)
    canvas.view.grab()
    assert drawn[-1] == (canvas.port("hidden", "y"), EMPTY)
    key(canvas, Qt.Key.Key_Escape)
    drawn.clear()
    canvas.view.grab()
    assert drawn == []


def test_esc_lets_the_wire_go(canvas) -> None:
    before = canvas.document.project
    drop_wire(canvas)
    key(canvas, Qt.Key.Key_Escape)
    assert canvas.view.searching.popup is None
    assert canvas.document.project is before
    assert canvas.view.hasFocus()


def test_a_press_outside_closes_it(canvas) -> None:
    drop_wire(canvas)
    canvas.click(QPoint(20, 20))
    assert canvas.view.searching.popup is None
    assert not canvas.document.can_undo


def test_a_press_inside_does_not(canvas) -> None:
    drop_wire(canvas)
    QTest.mouseClick(popup(canvas).details, LEFT)
    assert canvas.view.searching.popup is not None


def test_a_click_on_a_row_takes_it(canvas) -> None:
    drop_wire(canvas)
    rows = popup(canvas).rows
    place = rows.visualRect(rows.model().index(2, 0)).center()
    name = names(canvas)[2]
    QTest.mouseClick(rows.viewport(), LEFT, pos=place)
    assert canvas.document.undo_label == f"Add {name}"


def test_arrows_move_through_the_list_and_pass_the_line_of_words(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "conv")
    found = popup(canvas).listing
    assert [row.fits for row in found.rows] == [False] * len(found.others)
    typed(canvas, "rel")
    found = popup(canvas).listing
    assert popup(canvas).rows.chosen() is found.rows[0]
    key(canvas, Qt.Key.Key_Down)
    assert popup(canvas).rows.chosen() is found.rows[1]
    key(canvas, Qt.Key.Key_Up)
    key(canvas, Qt.Key.Key_Up)
    assert popup(canvas).rows.chosen() is found.rows[0]
    typed(canvas, "d")
    found = popup(canvas).listing
    assert found.fitting
    assert found.others
    seen = []
    for _ in range(len(found.rows) + 3):
        seen.append(popup(canvas).rows.chosen())
        key(canvas, Qt.Key.Key_Down)
    assert list(dict.fromkeys(id(row) for row in seen)) == [id(row) for row in found.rows]
    key(canvas, Qt.Key.Key_PageUp)
    assert popup(canvas).rows.chosen() is not found.rows[-1]


def test_tab_moves_nothing_away(canvas) -> None:
    drop_wire(canvas)
    key(canvas, Qt.Key.Key_Tab)
    key(canvas, Qt.Key.Key_Backtab)
    assert popup(canvas).field.hasFocus()


def test_how_many_match_and_do_not_fit_is_said(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "pool")
    model = popup(canvas).rows.model()
    words = [model.index(row, 0).data() for row in range(model.rowCount())]
    others = len(popup(canvas).listing.others)
    assert others > 1
    assert f"{others} more match but do not fit this wire" in words


def test_the_chip_can_be_taken_away(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "con")
    assert popup(canvas).listing.others
    assert all(row.fits for row in popup(canvas).listing.fitting)
    found = {row.name for row in popup(canvas).listing.rows}
    QTest.mouseClick(popup(canvas).chip, LEFT)
    assert not popup(canvas).chip.isVisible()
    assert popup(canvas).field.hasFocus()
    assert set(names(canvas)) == found
    assert names(canvas)[0] == "Conv2d"  # by the words alone, and by what is met most often
    key(canvas, Qt.Key.Key_Escape)
    drop_wire(canvas)
    key(canvas, Qt.Key.Key_Backspace)
    assert not popup(canvas).chip.isVisible()


def test_what_does_not_fit_is_joined_all_the_same_and_becomes_a_problem(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "conv2d")
    key(canvas, Qt.Key.Key_Return)
    assert "hidden.y>conv2d1.x" in canvas.edges()
    assert canvas.messages[-1] == "Conv2d reads images N × C × H × W at x and gets N × 8."
    assert any(problem.path == "conv2d1" for problem in canvas.editor.problems)


def test_what_has_no_port_for_the_wire_just_stands_there(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "input")
    before = canvas.edges()
    key(canvas, Qt.Key.Key_Return)
    assert "input1" in canvas.names()
    assert canvas.edges() == before
    assert canvas.messages[-1] == "Input has no input for a wire."


@pytest.mark.parametrize(
    ("text", "module", "settings"),
    [
        ("linear 32", "Linear", {"out_features": 32}),
        ("32", "Linear", {"out_features": 32}),
        ("dropout .25", "Dropout", {"p": 0.25}),
        ("linear bias=no 5", "Linear", {"out_features": 5, "bias": False}),
        ("huber 0.5", "HuberLoss", {"delta": 0.5}),
        ("= sin(x) + a", "Expression", {"expression": "sin(x) + a"}),
    ],
)
def test_settings_can_be_typed(canvas, text: str, module: str, settings) -> None:
    drop_wire(canvas)
    typed(canvas, text)
    key(canvas, Qt.Key.Key_Return)
    (new,) = canvas.editor.selected
    node = canvas.graph.nodes[new]
    assert node.module.type_name() == module
    for name, value in settings.items():
        assert getattr(node.module, name) == value
    assert any(edge.target == new for edge in canvas.graph.edges)


def test_a_setting_that_is_refused_is_said_and_adds_nothing(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "dropout 5")
    (row,) = [r for r in popup(canvas).listing.rows if r.name == "Dropout"]
    assert not row.fits
    assert "p must be" in row.reason
    key(canvas, Qt.Key.Key_Return)
    assert canvas.view.searching.popup is not None
    assert not canvas.document.can_undo
    typed(canvas, "linear nonsense=3")
    assert "no setting nonsense" in popup(canvas).listing.rows[0].reason
    typed(canvas, "relu 3")
    assert popup(canvas).listing.rows[0].reason == "ReLU takes no number here."


def test_the_row_shows_what_was_typed_and_what_comes_of_it(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "linear 32")
    row = popup(canvas).rows.chosen()
    assert row is not None
    assert (row.name, row.shown, row.result) == ("Linear", "32", "N × 32")
    assert popup(canvas).details.footer() == "288 weights, 256 multiply-adds"
    typed(canvas, "linear bias=no")
    row = popup(canvas).rows.chosen()
    assert row is not None
    assert row.shown == "bias no"
    typed(canvas, "mse")
    assert popup(canvas).details.footer() == "Waits for target"


def test_a_name_in_full_is_never_beaten_by_scattered_letters(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "lstm")  # L-og-S-of-T-M-ax would fit
    assert [row.name for row in popup(canvas).listing.rows] == ["LSTM"]


def test_letters_that_match_are_known(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "batch norm")
    row = popup(canvas).listing.rows[0]
    assert row.name == "BatchNorm"
    assert row.match.letters == tuple(range(9))


def test_it_opens_in_the_middle_if_the_pointer_is_elsewhere(canvas) -> None:
    canvas.view.pan(0, 700)
    QApplication.sendEvent(canvas.view.viewport(), QEvent(QEvent.Type.Leave))
    canvas.view.searching.open_here()
    assert not popup(canvas).chip.isVisible()
    typed(canvas, "gelu")
    key(canvas, Qt.Key.Key_Return)
    card = canvas.view.card(canvas.node("gelu1").id)
    seen = canvas.view.viewportTransform().map(card.scene_rect().center())
    middle = canvas.view.viewport().rect().center()
    assert (seen.toPoint() - middle).manhattanLength() <= 10
    assert not any(canvas.node("gelu1").id in (e.source, e.target) for e in canvas.graph.edges)


def test_it_opens_where_the_pointer_is(canvas) -> None:
    place = EMPTY + QPoint(0, 48)
    canvas.move(place)
    canvas.view.searching.open_here()
    typed(canvas, "gelu")
    key(canvas, Qt.Key.Key_Return)
    card = canvas.view.card(canvas.node("gelu1").id)
    seen = canvas.view.viewportTransform().map(card.scene_rect().center())
    assert (seen.toPoint() - place).manhattanLength() <= 10


def test_a_double_click_on_nothing_opens_it_there(canvas) -> None:
    QTest.mouseDClick(canvas.view.viewport(), LEFT, pos=EMPTY)
    typed(canvas, "relu")
    key(canvas, Qt.Key.Key_Return)
    rect = canvas.view.card(canvas.node("relu1").id).scene_rect()
    assert rect.contains(canvas.view.event_point(EMPTY))


def test_a_double_click_on_a_wire_inserts_there(canvas) -> None:
    before = canvas.document.project
    QTest.mouseDClick(canvas.view.viewport(), LEFT, pos=canvas.on_edge("tanh", "out"))
    assert popup(canvas).chip.text() == "fits this wire"
    assert "MSELoss" not in names(canvas)
    typed(canvas, "dropout")
    key(canvas, Qt.Key.Key_Return)
    assert {"tanh.y>dropout1.x", "dropout1.y>out.x"} <= canvas.edges()
    assert "tanh.y>out.x" not in canvas.edges()
    rects = list(canvas.view.canvas.rects().values())
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])
    canvas.document.undo()
    assert canvas.document.project == before


def test_a_new_card_covers_no_other(canvas) -> None:
    drop_wire(canvas, place=canvas.at("y", -20, 40))
    typed(canvas, "linear")
    key(canvas, Qt.Key.Key_Return)
    rects = list(canvas.view.canvas.rects().values())
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def test_what_was_used_last_comes_before_its_equals(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "softsign")
    key(canvas, Qt.Key.Key_Return)
    drop_wire(canvas, place=EMPTY + QPoint(320, 0))
    assert names(canvas)[0] == "Softsign"


@pytest.mark.parametrize("zoom", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("corner", [(2, 2), (955, 555), (2, 555), (955, 2)])
def test_it_stays_inside_the_window(canvas, zoom: float, corner: tuple[int, int]) -> None:
    canvas.view.zoom_to(zoom)
    point = canvas.view.event_point(QPointF(*corner))
    id = canvas.node("hidden").id
    canvas.view.searching.open_for_wire(id, "y", forward=True, point=point)
    inside = canvas.view.rect()
    assert inside.contains(popup(canvas).geometry())
    assert not popup(canvas).geometry().contains(QPoint(*corner))


def test_zooming_panning_and_edits_close_it(canvas) -> None:
    for change in (
        lambda: canvas.view.zoom_to(0.7),
        lambda: canvas.view.pan(30, 0),
        lambda: canvas.view.add_module("ReLU"),
        lambda: canvas.document.undo(),
    ):
        canvas.view.searching.open_here()
        assert popup(canvas)
        change()
        assert canvas.view.searching.popup is None


def test_every_part_has_a_name_for_those_who_listen(canvas) -> None:
    drop_wire(canvas)
    found = popup(canvas)
    named: list[QWidget] = [found, found.field, found.chip, found.rows, found.details]
    assert all(widget.accessibleName() for widget in named)
    text = found.rows.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "ReLU. N × 8"


def test_both_themes_are_painted(canvas) -> None:
    before = theme.current()
    drop_wire(canvas)
    try:
        shades = []
        for each in (theme.DARK, theme.LIGHT):
            theme.themes.use(each)
            shades.append(popup(canvas).grab().toImage().pixelColor(200, 18).name())
        assert shades == [theme.DARK.card.lower(), theme.LIGHT.card.lower()]
    finally:
        theme.themes.use(before)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("max pool 2d", Query(("max", "pool", "2d"))),
        ("conv2d 16 3", Query(("conv2d",), ("16", "3"))),
        ("relu6", Query(("relu6",))),
        ("32", Query((), ("32",))),
        ("leaky -0.1", Query(("leaky",), ("-0.1",))),
        ("conv stride=2 padding=", Query(("conv",), (), (("stride", "2"),))),
        ("=x^2", Query(formula="x^2")),
    ],
)
def test_what_was_typed_is_parted(text: str, query: Query) -> None:
    assert read_query(text) == query


def test_a_composite_of_the_library_can_be_chosen(canvas) -> None:
    drop_wire(canvas)
    typed(canvas, "transformerenc")
    (row,) = [r for r in popup(canvas).listing.rows if r.offer.item.entry is not None]
    assert not row.fits  # it reads sequences
    key(canvas, Qt.Key.Key_Return)
    assert any(c.name == row.name for c in canvas.graph.composites.values())
    assert canvas.document.undo_label == f"Add {row.name}"
    canvas.document.undo()
    assert replace(canvas.document.project, layout={}) == replace(
        canvas.document.project, layout={}
    )
    assert not canvas.graph.composites


def test_inside_a_composite_shapes_are_those_of_the_use_that_was_entered(make_canvas) -> None:
    canvas = make_canvas(inside_project())
    canvas.editor.enter([canvas.node("block").id])
    canvas.view.zoom_reset()
    before = canvas.document.project
    inner = canvas.node("inner")
    canvas.view.searching.open_for_wire(
        inner.id, "y", forward=True, point=canvas.view.event_point(QPointF(400, 480))
    )
    assert popup(canvas).chip.text() == "fits N × 5"
    typed(canvas, "outlet")
    key(canvas, Qt.Key.Key_Return)
    assert "inner.y>outlet1.x" in canvas.edges()
    definition = canvas.document.project.graph.composites[canvas.editor.scope]
    assert len(definition.graph.nodes) == 4
    assert canvas.document.project.graph.nodes == before.graph.nodes
    assert len(canvas.document.project.layout[canvas.editor.scope]) == 4
    canvas.document.undo()
    assert canvas.document.project == before


def inside_project() -> Project:
    """Return x and a composite with a Linear of 5 inside."""
    inner = GraphBuilder()
    inner.add("Outlet", inner.add("Linear", inner.add("Inlet"), out_features=5, name="inner"))
    b = GraphBuilder()
    b.define("cell", inner.build())
    b.add("cell", b.add("Input", name="x"), name="block")
    return Project(graph=b.build())
