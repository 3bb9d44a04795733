"""Checks of comment frames, collapsed cards, reroute points, bypassing and keeping wires."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from guinet.gui.canvas.frames.text_field import FrameTextField
from guinet.gui.starts.gallery import Gallery
from guinet.project.annotation_edits import add_frames, annotations_of
from guinet.project.annotations import CommentFrame
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check

FRAME = CommentFrame("Stem", 150.0, -60.0, 384.0, 300.0)
"""Around hidden1 and tanh1."""


def _framed(desk: Desk) -> str:
    project, (id,) = add_frames(desk.document.project, [FRAME])
    desk.document.new(project)
    desk.view.zoom_reset()
    origin = desk.view.viewportTransform().map(QPointF(0, 0)).toPoint()
    desk.view.pan(40 - origin.x(), 120 - origin.y())
    desk.view.setFocus()
    return id


def _frames(desk: Desk) -> dict[str, CommentFrame]:
    return dict(annotations_of(desk.document.project).frames)


def _at(desk: Desk, x: float, y: float) -> QPoint:
    return desk.view.viewportTransform().map(QPointF(x, y)).toPoint()


def _header(desk: Desk) -> QPoint:
    return _at(desk, FRAME.x + 200, FRAME.y + 16)


def _field() -> FrameTextField | None:
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, FrameTextField) else None


@check("frame")
def _(desk: Desk, do: Do) -> None:
    desk.select("hidden1", "tanh1")
    do()
    field = _field()
    assert field is not None
    field.leave()
    held, _ = desk.view.canvas.frames.contents(_frames(desk))
    assert held == {desk.id("hidden1"), desk.id("tanh1")}
    desk.only_step("Add a frame")


@check("frame_colour")
def _(desk: Desk, do: Do) -> None:
    id = _framed(desk)
    desk.view.canvas.select_edges((), (id,))
    do()
    assert _frames(desk)[id].colour == "blue"


@check("write_in_frame")
def _(desk: Desk, do: Do) -> None:
    _framed(desk)
    do(_header(desk))
    field = _field()
    assert field is not None
    field.leave()


@check("select_frame")
def _(desk: Desk, do: Do) -> None:
    id = _framed(desk)
    desk.select("out")
    do(_header(desk))
    assert desk.view.canvas.frames.selected == {id}
    assert desk.selected() == set()


@check("select_frame_add")
def _(desk: Desk, do: Do) -> None:
    id = _framed(desk)
    desk.select("out")
    do(_header(desk))
    assert desk.view.canvas.frames.selected == {id}
    assert desk.selected() == {"out"}


@check("select_frame_toggle")
def _(desk: Desk, do: Do) -> None:
    id = _framed(desk)
    desk.view.canvas.select_edges((), (id,))
    do(_header(desk))
    assert desk.view.canvas.frames.selected == set()


@check("resize_frame")
def _(desk: Desk, do: Do) -> None:
    id = _framed(desk)
    do(_at(desk, FRAME.x + 150, FRAME.y + FRAME.height), (0, 48))
    assert _frames(desk)[id].height > FRAME.height + 24
    assert _frames(desk)[id].y == FRAME.y
    desk.document.undo()
    assert _frames(desk)[id] == FRAME


@check("move_frame")
def _(desk: Desk, do: Do) -> None:
    id, before = _framed(desk), desk.place("hidden1")
    do(_header(desk), (0, 40))
    assert _frames(desk)[id].y > FRAME.y + 24
    # With Alt the frame moves alone.
    moved = desk.place("hidden1") != before
    assert moved == (desk.place("tanh1")[1] != 0.0)
    desk.document.undo()
    assert _frames(desk)[id] == FRAME
    assert desk.place("hidden1") == before


@check("collapse")
def _(desk: Desk, do: Do) -> None:
    desk.select("hidden1")
    do()
    assert annotations_of(desk.document.project).collapsed == {desk.id("hidden1")}
    desk.only_step("Collapse hidden1")


@check("open_card")
def _(desk: Desk, do: Do) -> None:
    desk.select("hidden1")
    desk.view.toggles.collapse()
    card = desk.view.card(desk.id("hidden1"))
    do(_at(desk, card.scene_rect().center().x(), card.scene_rect().center().y()))
    assert annotations_of(desk.document.project).collapsed == set()
    assert desk.document.undo_label == "Open hidden1"


@check("bypass")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert desk.editor.graph.nodes[desk.id("tanh1")].bypassed
    desk.only_step("Bypass tanh1")


@check("dissolve")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert "tanh1" not in desk.names()
    assert desk.has_edge("hidden1", "hidden2")
    desk.document.undo()
    assert not desk.document.can_undo


@check("pull_out")
def _(desk: Desk, do: Do) -> None:
    do(desk.on_card("tanh1"), (0, 200))
    assert desk.has_edge("hidden1", "hidden2")
    assert not desk.has_edge("hidden1", "tanh1")
    assert desk.place("tanh1")[1] > 100
    desk.document.undo()
    assert not desk.document.can_undo


@check("reroute")
def _(desk: Desk, do: Do) -> None:
    desk.view.canvas.select_edges([desk.edge("hidden1", "tanh1")])
    do()
    assert desk.has_edge("hidden1", "reroute1")
    assert desk.has_edge("reroute1", "tanh1")
    desk.only_step("Add a reroute point on hidden1 → tanh1")


@check("lay_reroutes")
def _(desk: Desk, do: Do) -> None:
    begin = desk.on_edge("hidden1", "tanh1") - QPoint(0, 60)
    do(begin, (0, 120))
    assert desk.has_edge("hidden1", "reroute1")
    desk.only_step("Add a reroute point on hidden1 → tanh1")


@check("new_from_example")
def _(desk: Desk, do: Do) -> None:
    do()
    galleries = [w for w in QApplication.topLevelWidgets() if isinstance(w, Gallery)]
    assert [each.isVisible() for each in galleries] == [True]
    galleries[0].close()
