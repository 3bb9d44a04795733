"""Composites on the canvas: entering, leaving, grouping, ungrouping, ports."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.graph.composite import CompositeUse
from guinet.graph.flatten import flatten
from guinet.graph.ports import input_ports, output_ports
from guinet.graph.scopes import inside
from guinet.gui import app as application
from guinet.gui.canvas.rename import RenameField
from guinet.gui.window import MainWindow
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.library_save import save_composite
from tests.gui.canvas.nested import deep, with_block

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own that is empty."""
    monkeypatch.setenv("GUINET_COMPOSITES", str(tmp_path / "own"))
    return tmp_path / "own"


def double_click(canvas, at: QPoint) -> None:
    QTest.mouseClick(canvas.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(canvas.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def field_of(canvas) -> RenameField | None:
    fields = canvas.view.viewport().findChildren(RenameField)
    return next((field for field in fields if field.isVisible()), None)


def select(canvas, *names: str) -> None:
    canvas.editor.select(canvas.node(name).id for name in names)


def enter(canvas, *names: str) -> None:
    for name in names:
        assert canvas.view.composites.enter(canvas.node(name).id)


def rect(canvas, name: str):
    return canvas.view.card(canvas.node(name).id).scene_rect()


def by_definition(canvas, name: str):
    return next(c for c in canvas.editor.project.graph.composites.values() if c.name == name)


# In and out.


def test_a_double_click_on_the_card_enters_and_on_the_name_renames(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    double_click(canvas, canvas.at("block1", 20, 14))
    assert canvas.editor.standpoint.uses == ()
    assert field_of(canvas) is not None
    QTest.keyClick(field_of(canvas), Qt.Key.Key_Escape)
    double_click(canvas, canvas.at("block1"))
    assert canvas.editor.standpoint.names == ("block1",)
    assert canvas.names() == ["x", "linear", "tanh", "y"]
    assert not canvas.document.can_undo


def test_a_double_click_on_what_is_no_composite_stays(make_canvas) -> None:
    canvas = make_canvas(with_block())
    double_click(canvas, canvas.at("out"))
    assert canvas.editor.standpoint.uses == ()


def test_the_bar_tells_where_one_is_and_leads_back(make_canvas) -> None:
    canvas = make_canvas(deep(["One", "Two", "Three"]))
    bar = canvas.view.breadcrumbs
    assert not bar.isVisible()
    before = canvas.view.zoom, canvas.view.scene_centre()
    enter(canvas, "block1", "Two", "Three")
    assert bar.isVisible()
    assert bar.names == ["A network that is deep", "block1", "Two", "Three"]
    assert canvas.view.viewport().y() == bar.height()
    QTest.mouseClick(bar.crumb(2), LEFT)
    assert canvas.editor.standpoint.names == ("block1", "Two")
    assert canvas.editor.selected_node().name == "Three"
    QTest.mouseClick(bar.crumb(0), LEFT)
    assert canvas.editor.standpoint.uses == ()
    assert canvas.editor.selected_node().name == "block1"
    assert not bar.isVisible()
    assert canvas.view.zoom == before[0]
    assert (canvas.view.scene_centre() - before[1]).manhattanLength() <= 2


def test_names_that_find_no_room_go_into_a_menu(make_canvas) -> None:
    names = [f"A composite with a long name {n}" for n in range(6)]
    canvas = make_canvas(deep(names))
    enter(canvas, "block1", *names[1:])
    bar = canvas.view.breadcrumbs
    canvas.view.resize(420, 400)
    assert "…" in bar.names
    assert bar.names[-1] == names[-1]
    right = max(crumb.geometry().right() for crumb in bar._crumbs if crumb.isVisible())
    assert right <= bar.width()
    QTest.mouseClick(bar.more, LEFT)
    menu = bar.findChild(QMenu)
    assert menu.actions()[0].text() == "block1"
    menu.actions()[1].trigger()
    menu.close()
    assert canvas.editor.standpoint.names == ("block1", names[1])


def test_the_bar_says_what_the_composite_is_and_who_shares_it(make_canvas) -> None:
    canvas = make_canvas(with_block(3))
    canvas.view.resize(1400, 500)
    enter(canvas, "block2")
    bar = canvas.view.breadcrumbs
    assert "Used in 3 places; changes here show in each" in bar.said
    assert "2 nodes, 1 input, 1 output" in bar.said
    shared = canvas.editor.scope
    QTest.mouseClick(bar.own, LEFT)
    assert canvas.editor.standpoint.names == ("block2",)
    assert canvas.editor.scope != shared
    assert bar.said == "Inside a composite: 2 nodes, 1 input, 1 output"
    assert not bar.own.isVisible()
    canvas.document.undo()
    assert canvas.editor.scope == shared


def test_making_one_its_own_keeps_where_its_cards_stand(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block1")
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(40, 88))
    place = rect(canvas, "tanh").topLeft()
    canvas.view.composites.make_own(canvas.editor.standpoint.uses)
    assert rect(canvas, "tanh").topLeft() == place
    enter_scope = canvas.editor.scope
    canvas.view.composites.leave()
    assert canvas.editor.project.layout[enter_scope][
        by_definition(canvas, "Block").graph.by_name("tanh").id
    ] == (place.x(), place.y())


# Into itself.


def test_a_composite_is_not_put_into_itself(make_canvas, folder) -> None:
    project = with_block()
    save_composite(project.graph, next(iter(project.graph.composites)))
    canvas = make_canvas(project)
    select(canvas, "block1")
    canvas.view.commands.copy()
    enter(canvas, "block1")
    assert canvas.view.add_module("Block") is None
    canvas.view.paste()
    assert canvas.messages == ["Block cannot stand inside itself: it would never end."] * 2
    assert canvas.document.project == project


# Grouping.


def test_grouping_keeps_what_is_computed_and_where_the_cards_stood(canvas) -> None:
    before = flatten(canvas.editor.project.graph)
    hidden, tanh = rect(canvas, "hidden"), rect(canvas, "tanh")
    select(canvas, "hidden", "tanh")
    canvas.view.composites.group()
    use = canvas.editor.selected_node()
    assert isinstance(use.module, CompositeUse)
    assert use.name == "block1"
    middle = hidden.united(tanh).center()
    card = canvas.view.card(use.id).scene_rect()
    assert abs(card.center().x() - middle.x()) <= 8
    assert canvas.edges() == {
        "x.y>block1.x",
        "block1.tanh_y>out.x",
        "out.y>loss.prediction",
        "y.y>loss.target",
    }
    field = field_of(canvas)
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert canvas.editor.selected_node().name == "block1"

    enter(canvas, "block1")
    assert rect(canvas, "hidden").topLeft() == hidden.topLeft()
    assert rect(canvas, "tanh").topLeft() == tanh.topLeft()
    graph = canvas.graph
    inlets = [n for n in graph.nodes.values() if n.module.type_name() == "Inlet"]
    outlets = [n for n in graph.nodes.values() if n.module.type_name() == "Outlet"]
    assert len(inlets) == len(outlets) == 1
    assert canvas.view.card(inlets[0].id).scene_rect().right() < hidden.left()
    assert canvas.view.card(outlets[0].id).scene_rect().left() > tanh.right()
    after = flatten(canvas.editor.project.graph)
    kinds = [node.module.type_name() for node in after.nodes.values()]
    for node in before.nodes.values():
        assert node.module.type_name() in kinds

    canvas.document.undo()
    assert canvas.editor.standpoint.uses == ()
    assert canvas.names() == ["x", "hidden", "tanh", "out", "y", "loss"]
    assert not canvas.document.can_undo


def test_a_new_composite_takes_its_name_at_once(canvas) -> None:
    select(canvas, "hidden", "tanh")
    canvas.view.composites.group()
    field = field_of(canvas)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "encoder")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert canvas.editor.selected_node().name == "encoder"
    assert canvas.editor.standpoint.uses == ()


def test_what_cannot_be_grouped_is_said(canvas) -> None:
    select(canvas, "hidden", "out")
    canvas.view.composites.group()
    assert "tanh stands between these nodes" in canvas.messages[0]
    assert not canvas.document.can_undo


def test_grouping_inside_a_composite_leaves_its_ports_alone(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block1")
    canvas.view.select_all()
    canvas.view.composites.group()
    assert sorted(node.module.type_name() for node in canvas.graph.nodes.values()) == [
        "CompositeUse",
        "Inlet",
        "Outlet",
    ]
    use = canvas.editor.selected_node()
    enter(canvas, use.name)
    assert len(canvas.editor.standpoint.uses) == 2
    assert not canvas.editor.problems
    # The setting that Block exposes goes on to the Linear, two levels down.
    canvas.editor.enter(())
    assert canvas.editor.analysis.weight_count("block1") > 0


def test_ungrouping_puts_the_cards_back_and_covers_none(canvas) -> None:
    before = canvas.editor.project
    select(canvas, "hidden", "tanh")
    canvas.view.composites.group()
    QTest.keyClick(field_of(canvas), Qt.Key.Key_Escape)
    canvas.view.composites.ungroup()
    assert {canvas.graph.nodes[id].name for id in canvas.editor.selected} == {"hidden", "tanh"}
    assert canvas.editor.project.graph == before.graph
    cards = list(canvas.view.canvas.rects().values())
    for at, some in enumerate(cards):
        assert not any(some.intersects(other) for other in cards[at + 1 :])
    gap = rect(canvas, "tanh").left() - rect(canvas, "hidden").left()
    assert gap == 160.0


def test_ungrouping_makes_room(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    gap = rect(canvas, "block2").left() - rect(canvas, "block1").right()
    assert gap < 300
    select(canvas, "block1", "block2")
    canvas.view.composites.ungroup()
    cards = list(canvas.view.canvas.rects().values())
    for at, some in enumerate(cards):
        assert not any(some.intersects(other) for other in cards[at + 1 :])
    assert canvas.document.undo_label == "Ungroup 2 composites"
    assert canvas.editor.project.graph.composites == {}
    canvas.document.undo()
    assert "block1" in canvas.names()


def test_frames_and_collapsed_cards_go_in_and_come_out(make_canvas) -> None:
    from dataclasses import replace

    from tests.gui.canvas.conftest import small_network

    project = small_network()
    id = project.graph.by_name("hidden").id
    frames = {
        "f1": CommentFrame("around hidden", 130, -40, 180, 300),
        "f2": CommentFrame("around all", -50, -80, 900, 600),
    }
    drawn = Annotations(frames, frozenset({id}))
    canvas = make_canvas(replace(project, annotations={"": drawn}))
    select(canvas, "hidden", "tanh")
    canvas.view.composites.group()
    scope = by_definition(canvas, "Block").id
    after = canvas.editor.project.annotations
    assert list(after[""].frames) == ["f2"]
    assert list(after[scope].frames) == ["f1"]
    assert after[scope].collapsed == {id}
    canvas.view.composites.ungroup()
    after = canvas.editor.project.annotations
    assert {frame.text for frame in after[""].frames.values()} == {"around hidden", "around all"}
    assert after[""].collapsed == {id}
    assert scope not in after


# Ports.


def test_a_port_is_added_inside_and_stands_outside(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block1")
    from guinet.gui.canvas.composites.ports import INPUTS, OUTPUTS

    canvas.view.composites.add_port(INPUTS)
    field = field_of(canvas)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "skip")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert rect(canvas, "skip").top() > rect(canvas, "x").bottom()
    canvas.view.composites.add_port(OUTPUTS)
    graph = canvas.editor.project.graph
    for name in ("block1", "block2"):
        use = graph.by_name(name)
        assert [port.name for port in input_ports(graph, use)] == ["x", "skip"]
        assert [port.name for port in output_ports(graph, use)] == ["y", "output1"]


def test_ports_stand_in_the_order_of_their_cards(make_canvas) -> None:
    canvas = make_canvas(with_block())
    enter(canvas, "block1")
    from guinet.gui.canvas.composites.ports import INPUTS

    canvas.view.composites.add_port(INPUTS)
    QTest.keyClick(field_of(canvas), Qt.Key.Key_Escape)
    graph = canvas.editor.project.graph
    assert [p.name for p in input_ports(graph, graph.by_name("block1"))] == ["x", "input1"]
    canvas.view.zoom_reset()
    canvas.view.frame_all()
    up = rect(canvas, "x").top() - 120 - rect(canvas, "input1").top()
    step = QPointF(0, up * canvas.view.zoom)
    canvas.drag(canvas.at("input1", 40, 34), canvas.at("input1", 40, 34) + step.toPoint())
    graph = canvas.editor.project.graph
    assert [p.name for p in input_ports(graph, graph.by_name("block1"))] == ["input1", "x"]
    canvas.document.undo()
    graph = canvas.editor.project.graph
    assert [p.name for p in input_ports(graph, graph.by_name("block1"))] == ["x", "input1"]


def test_renaming_and_deleting_an_inlet_is_seen_outside(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block1")
    select(canvas, "x")
    canvas.view.rename_selected()
    field = field_of(canvas)
    QTest.keyClicks(field, "signal")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "x.y>block1.signal" in edges_outside(canvas)
    canvas.view.commands.delete()
    assert not any(edge.startswith("x.y>block1") for edge in edges_outside(canvas))


def edges_outside(canvas) -> set[str]:
    graph = canvas.editor.project.graph
    return {
        f"{graph.nodes[e.source].name}.{e.source_port}>{graph.nodes[e.target].name}.{e.target_port}"
        for e in graph.edges
    }


# Undo shows what it undoes.


def test_undo_goes_where_the_change_is(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block2")
    select(canvas, "tanh")
    canvas.view.commands.delete()
    canvas.view.composites.leave()
    select(canvas, "out")
    canvas.view.commands.delete()
    enter(canvas, "block1")
    canvas.document.undo()
    assert canvas.editor.standpoint.uses == ()
    assert "out" in canvas.names()
    canvas.document.undo()
    assert canvas.editor.standpoint.names == ("block1",)
    assert "tanh" in canvas.names()
    canvas.editor.enter(())
    canvas.document.redo()
    assert canvas.editor.standpoint.names == ("block1",)
    canvas.document.redo()
    assert canvas.editor.standpoint.uses == ()


def test_undo_of_a_move_goes_where_the_card_moved(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    enter(canvas, "block2")
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(40, 64))
    canvas.view.composites.leave()
    canvas.document.undo()
    assert canvas.editor.standpoint.names == ("block1",)
    canvas.editor.enter(())
    enter(canvas, "block2")
    canvas.document.redo()
    assert canvas.editor.standpoint.names == ("block2",)


# Copying.


def test_copies_go_between_graphs_and_windows(make_canvas) -> None:
    canvas = make_canvas(with_block(2))
    select(canvas, "block1")
    canvas.view.commands.copy()
    other = make_canvas()
    other.view.paste()
    name = other.editor.selected_node().name
    graph = other.editor.project.graph
    assert graph.composites[graph.by_name(name).module.definition].name == "Block"

    select(canvas, "out")
    canvas.view.commands.copy()
    enter(canvas, "block1")
    canvas.view.paste()
    assert canvas.editor.selected_node().name == "out"
    scope = canvas.editor.scope
    assert "out" in {n.name for n in inside(canvas.editor.project.graph, scope).nodes.values()}


# In the window: by keys.


@pytest.fixture
def window(qtbot, monkeypatch: pytest.MonkeyPatch):
    settings = Settings.load()
    application.make_application(settings)
    document = Document()
    document.new(with_block(2))
    main = MainWindow(document, settings)
    main.resize(1280, 800)
    main.show()
    qtbot.waitExposed(main)
    main.activateWindow()
    main.canvas.setFocus()
    yield main
    main.leave()
    main.hide()
    main.deleteLater()


def press(window: MainWindow, key: Qt.Key, keys=Qt.KeyboardModifier.NoModifier) -> None:
    window.refresh_actions()
    QTest.keyClick(window.canvas, key, keys)


def test_keys_lead_in_and_out_group_and_ungroup(window: MainWindow) -> None:
    editor = window.editor
    ctrl, shift, alt = (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.AltModifier,
    )
    editor.select([editor.graph.by_name("block2").id])
    press(window, Qt.Key.Key_Return)
    assert editor.standpoint.names == ("block2",)
    editor.select([editor.graph.by_name(n).id for n in ("linear", "tanh")])
    press(window, Qt.Key.Key_G, ctrl)
    made = editor.selected_node().name
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert editor.standpoint.names == ("block2",)
    press(window, Qt.Key.Key_Down, alt)
    assert editor.standpoint.names == ("block2", made)
    press(window, Qt.Key.Key_Up, alt)
    assert editor.selected_node().name == made
    press(window, Qt.Key.Key_G, ctrl | shift)
    assert {editor.graph.nodes[id].name for id in editor.selected} == {"linear", "tanh"}
    press(window, Qt.Key.Key_Up, alt)
    assert editor.standpoint.names == ()
    assert editor.selected_node().name == "block2"
