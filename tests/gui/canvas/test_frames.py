"""Comment frames through real events: made, written in, moved, resized, copied, deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from guinet.gui.canvas.asking import ask_selected
from guinet.gui.canvas.frames.geometry import around, resized
from guinet.gui.canvas.frames.item import header_growth
from guinet.gui.canvas.frames.text_field import FrameTextField
from guinet.gui.canvas.frames.words import body_lines, split
from guinet.project.annotation_edits import add_frames, annotations_of
from guinet.project.annotations import CommentFrame

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton

# Around hidden and tanh, and a small one below all cards.
STEM = CommentFrame("Stem", 136.0, -56.0, 336.0, 480.0)
NOTE = CommentFrame("A note", 0.0, 280.0, 120.0, 80.0, "teal")


@pytest.fixture
def framed(canvas):
    """The small network with two frames, ``f1`` around hidden and tanh."""
    add(canvas, STEM, NOTE)
    assert canvas.view.canvas.frames.contents(("f1",))[0] == {
        canvas.node("hidden").id,
        canvas.node("tanh").id,
    }
    return canvas


def add(canvas, *frames: CommentFrame) -> tuple[str, ...]:
    project, ids = add_frames(canvas.document.project, frames)
    canvas.editor.apply(lambda _: project, "Add frames")
    return ids


def frames(canvas) -> dict[str, CommentFrame]:
    return dict(annotations_of(canvas.document.project).frames)


def selected(canvas) -> frozenset[str]:
    return canvas.view.canvas.frames.selected


def spot(canvas, x: float, y: float) -> QPoint:
    """Return a point of the viewport by its place in the scene."""
    return canvas.view.viewportTransform().map(QPointF(x, y)).toPoint()


def header(canvas, frame: CommentFrame) -> QPoint:
    return spot(canvas, frame.x + 60, frame.y + 16)


def field(canvas) -> FrameTextField | None:
    fields = canvas.view.viewport().findChildren(FrameTextField)
    return next((each for each in fields if each.isVisible()), None)


# Making and writing.


def test_c_frames_what_is_selected_and_asks_for_the_title(canvas) -> None:
    ids = [canvas.node("hidden").id, canvas.node("tanh").id]
    canvas.editor.select(ids)
    canvas.view.frames.make()
    open_field = field(canvas)
    assert open_field is not None
    assert open_field.hasFocus()
    QTest.keyClicks(open_field, "Stem")
    QTest.keyClick(open_field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(open_field, "two lines")
    QTest.keyClick(open_field, Qt.Key.Key_Return)
    assert field(canvas) is None
    (frame,) = frames(canvas).values()
    assert frame.text == "Stem\ntwo lines"
    layer = canvas.view.canvas.frames
    assert layer.contents(frames(canvas))[0] == set(ids)
    rects = canvas.view.canvas.rects()
    cards = rects[ids[0]].united(rects[ids[1]])
    assert cards.left() - frame.x == 24.0
    # The line below the title stands above the cards, not under them.
    assert cards.top() - frame.y >= 32 + 18 + 12
    assert canvas.document.undo_label == "Add a frame"
    canvas.document.undo()
    assert frames(canvas) == {}
    assert not canvas.document.can_undo


def test_a_frame_without_selection_begins_at_the_pointer(canvas) -> None:
    canvas.move(QPoint(400, 400))
    canvas.view.frames.make()
    (frame,) = frames(canvas).values()
    under = canvas.view.event_point(QPoint(400, 400))
    assert QRectF(frame.x, frame.y, frame.width, 32).contains(under)
    QTest.keyClick(field(canvas), Qt.Key.Key_Escape)
    assert frames(canvas) == {"f1": frame}
    assert canvas.view.hasFocus()


def test_a_frame_comes_to_the_middle_where_the_pointer_is_elsewhere(canvas) -> None:
    QApplication.sendEvent(canvas.view.viewport(), QEvent(QEvent.Type.Leave))
    canvas.view.frames.make()
    (frame,) = frames(canvas).values()
    middle = QRectF(frame.x, frame.y, frame.width, frame.height).center()
    assert (middle - canvas.view.scene_centre()).manhattanLength() <= 16


def test_a_double_click_on_the_header_and_f2_write_in_the_frame(framed) -> None:
    QTest.mouseDClick(framed.view.viewport(), LEFT, NONE, header(framed, STEM))
    QTest.keyClicks(field(framed), "Head")
    QTest.keyClick(field(framed), Qt.Key.Key_Return)
    assert frames(framed)["f1"].text == "Head"
    assert framed.document.undo_label == "Write in the frame Stem"
    framed.click(header(framed, NOTE))
    framed.view.rename_selected()
    QTest.keyClicks(field(framed), "gone")
    QTest.keyClick(field(framed), Qt.Key.Key_Escape)
    assert frames(framed)["f2"] == NOTE


def test_what_is_written_is_kept_when_the_person_goes_elsewhere(framed) -> None:
    framed.view.frames.write("f2")
    QTest.keyClicks(field(framed), "Another")
    framed.click(QPoint(900, 540))
    framed.view.setFocus()
    assert frames(framed)["f2"].text == "Another"


def test_a_note_without_cards_grows_for_its_lines(framed) -> None:
    framed.view.frames.write("f2")
    field(framed).setPlainText("Title\n" + "many words " * 20)
    QTest.keyClick(field(framed), Qt.Key.Key_Return)
    after = frames(framed)["f2"]
    assert after.height > NOTE.height
    assert (after.x, after.y, after.width) == (NOTE.x, NOTE.y, NOTE.width)


# Moving.


def test_the_header_moves_the_frame_with_what_stands_wholly_in_it(framed) -> None:
    before = framed.document.project
    x, y = framed.place("hidden")

    def look() -> None:
        assert framed.document.project is before

    framed.drag(header(framed, STEM), header(framed, STEM) + QPoint(32, 40), then=look)
    assert frames(framed)["f1"].x == STEM.x + 32
    assert framed.place("hidden") == (x + 32, y + 40)
    assert framed.place("out") == before.layout[""][framed.node("out").id]
    assert framed.document.undo_label == "Move the frame Stem"
    framed.document.undo()
    assert framed.document.project == before
    assert framed.view.canvas.frames.rects()["f1"].topLeft() == QPointF(STEM.x, STEM.y)


def test_a_card_that_stands_out_of_the_frame_stays(framed) -> None:
    (half,) = add(framed, CommentFrame("Half", 500, -40, 96, 64))
    assert framed.view.canvas.frames.contents((half,)) == (frozenset(), {half})


def test_frames_inside_move_along(framed) -> None:
    (outer,) = add(framed, CommentFrame("Outer", -40, -100, 560, 600))
    framed.drag(spot(framed, 200, -84), spot(framed, 210, -64))
    assert frames(framed)[outer].y == -80
    assert frames(framed)["f1"].y == STEM.y + 20
    assert frames(framed)["f2"].y == NOTE.y + 20
    assert framed.place("x") == (10.0, 20.0)


def test_alt_moves_the_frame_alone_even_when_it_is_held_later(framed) -> None:
    place = framed.place("hidden")
    begin = header(framed, STEM)
    framed.press(begin)
    framed.move(begin + QPoint(0, 40), LEFT)
    card = framed.view.card(framed.node("hidden").id)
    assert card.pos() == QPointF(place[0], place[1] + 40)
    framed.move(begin + QPoint(0, 40), LEFT, ALT)
    assert card.pos() == QPointF(*place)
    framed.release(begin + QPoint(0, 40), ALT)
    assert framed.place("hidden") == place
    assert frames(framed)["f1"].y == STEM.y + 40


def test_shift_snaps_and_esc_puts_back(framed) -> None:
    begin = header(framed, NOTE)
    framed.drag(begin, begin + QPoint(13, 21), SHIFT, press_keys=NONE)
    assert (frames(framed)["f2"].x, frames(framed)["f2"].y) == (16.0, 304.0)
    before = framed.document.project
    framed.press(header(framed, STEM))
    framed.move(header(framed, STEM) + QPoint(60, 60), LEFT)
    QTest.keyClick(framed.view, Qt.Key.Key_Escape)
    framed.release(header(framed, STEM) + QPoint(60, 60))
    assert framed.document.project is before
    assert framed.view.canvas.frames.rects()["f1"].topLeft() == QPointF(STEM.x, STEM.y)
    assert framed.view.card(framed.node("hidden").id).pos() == QPointF(160, 0)


def test_a_selection_of_cards_and_frames_moves_as_one(framed) -> None:
    framed.click(header(framed, NOTE))
    framed.click(framed.at("x"), SHIFT)
    framed.drag(framed.at("x"), framed.at("x") + QPoint(0, 24))
    assert framed.place("x") == (0.0, 24.0)
    assert frames(framed)["f2"].y == NOTE.y + 24
    assert framed.document.undo_label == "Move 2 items"


def test_arrows_move_a_frame_and_what_it_holds(framed) -> None:
    framed.click(header(framed, STEM))
    QTest.keyClick(framed.view, Qt.Key.Key_Right)
    QTest.keyClick(framed.view, Qt.Key.Key_Right)
    assert frames(framed)["f1"].x == STEM.x + 16
    assert framed.place("hidden") == (176.0, 0.0)
    framed.document.undo()
    assert frames(framed)["f1"] == STEM


# Resizing.


@pytest.mark.parametrize(
    ("x", "y", "cursor", "change"),
    [
        (472, 100, Qt.CursorShape.SizeHorCursor, (0, 0, 40, 0)),
        (136, 100, Qt.CursorShape.SizeHorCursor, (40, 0, -40, 0)),
        (300, 424, Qt.CursorShape.SizeVerCursor, (0, 0, 0, 24)),
        (472, 424, Qt.CursorShape.SizeFDiagCursor, (0, 0, 40, 24)),
        (136, 424, Qt.CursorShape.SizeBDiagCursor, (40, 0, -40, 24)),
        (136, -56, Qt.CursorShape.SizeFDiagCursor, (40, 24, -40, -24)),
    ],
)
def test_edges_and_corners_resize(framed, x, y, cursor, change) -> None:
    place = spot(framed, x, y)
    framed.move(place)
    assert framed.view.viewport().cursor().shape() == cursor
    framed.drag(place, place + QPoint(40, 24))
    after = frames(framed)["f1"]
    grown = (after.x - STEM.x, after.y - STEM.y, after.width - 336, after.height - 480)
    assert grown == change
    assert framed.place("hidden") == (160.0, 0.0)
    assert framed.document.undo_label == "Resize the frame Stem"


def test_a_frame_keeps_its_least_size_and_shift_snaps() -> None:
    small = resized(STEM, "top left", 1000, 1000, on_grid=False)
    assert (small.width, small.height) == (96.0, 64.0)
    assert small.x + small.width == STEM.x + STEM.width
    snapped = resized(STEM, "bottom right", 13, 13, on_grid=True)
    assert (snapped.width % 8, snapped.height % 8) == (0.0, 0.0)


# Selecting.


def test_the_header_selects_and_the_inside_is_canvas(framed) -> None:
    framed.click(header(framed, STEM))
    assert selected(framed) == {"f1"}
    assert framed.editor.selected == frozenset()
    framed.click(header(framed, NOTE), SHIFT)
    assert selected(framed) == {"f1", "f2"}
    framed.click(header(framed, NOTE), CTRL)
    assert selected(framed) == {"f1"}
    framed.click(spot(framed, 280, 200))
    assert selected(framed) == frozenset()
    framed.click(header(framed, STEM))
    framed.click(framed.at("x"))
    assert selected(framed) == frozenset()
    framed.drag(spot(framed, 270, 210), spot(framed, 340, 100))
    assert framed.editor.selected == {framed.node("tanh").id}


def test_a_box_takes_only_frames_that_lie_wholly_in_it(framed) -> None:
    framed.drag(spot(framed, -20, 260), spot(framed, 60, 400))
    assert selected(framed) == frozenset()
    framed.drag(spot(framed, -20, 260), spot(framed, 140, 400))
    assert selected(framed) == {"f2"}
    framed.view.select_all()
    assert selected(framed) == {"f1", "f2"}
    framed.view.give_up()
    assert selected(framed) == frozenset()


def test_selecting_wires_with_shift_keeps_the_frames(framed) -> None:
    framed.click(header(framed, NOTE))
    framed.click(framed.on_edge("y", "loss"), SHIFT)
    assert selected(framed) == {"f2"}
    framed.click(framed.on_edge("y", "loss"))
    assert selected(framed) == frozenset()


# Deleting, copying, colour.


def test_deleting_a_frame_leaves_its_cards(framed) -> None:
    nodes = framed.names()
    framed.click(header(framed, STEM))
    framed.view.commands.delete()
    assert set(frames(framed)) == {"f2"}
    assert framed.names() == nodes
    assert framed.document.undo_label == "Delete the frame Stem"
    framed.document.undo()
    assert frames(framed)["f1"] == STEM


def test_frames_are_cut_and_pasted_as_text_with_cards(framed) -> None:
    framed.editor.select([framed.node("hidden").id])
    framed.view.canvas.select_edges((), ("f1",))
    framed.view.commands.cut()
    assert "f1" not in frames(framed)
    assert "guinet-fragment" in QGuiApplication.clipboard().text()
    framed.view.paste()
    (pasted,) = selected(framed)
    frame, card = frames(framed)[pasted], framed.place("hidden")
    assert (frame.text, frame.width) == ("Stem", STEM.width)
    assert (card[0] - frame.x, card[1] - frame.y) == (160 - STEM.x, 0 - STEM.y)
    assert framed.document.undo_label == "Paste 2 items"


def test_a_frame_alone_is_duplicated_beside_itself(framed) -> None:
    framed.click(header(framed, NOTE))
    framed.view.commands.duplicate()
    (copy,) = selected(framed)
    assert frames(framed)[copy].colour == "teal"
    assert (frames(framed)[copy].x, frames(framed)[copy].y) != (NOTE.x, NOTE.y)


def test_the_row_of_colours_stands_by_the_selected_frame(framed) -> None:
    from guinet.gui.canvas.frames.colour_row import ColourRow

    (row,) = framed.view.viewport().findChildren(ColourRow)
    assert not row.isVisible()
    framed.click(header(framed, STEM))
    assert row.isVisible()
    assert row.swatches["grey"].isChecked()
    QTest.mouseClick(row.swatches["amber"], LEFT)
    assert frames(framed)["f1"].colour == "amber"
    assert row.swatches["amber"].isChecked()
    before = row.pos()
    framed.view.pan(20, 30)
    assert row.pos() == before + QPoint(20, 30)
    framed.view.frames.next_colour()
    assert frames(framed)["f1"].colour == "red"
    framed.view.give_up()
    assert not row.isVisible()


def test_a_right_click_on_the_header_asks_for_the_menu_of_the_frame(framed) -> None:
    asked: list[str] = []
    framed.view.menu_wanted.connect(lambda place, _spot: asked.append(place))
    QTest.mouseClick(framed.view.viewport(), Qt.MouseButton.RightButton, NONE, header(framed, STEM))
    assert asked == ["frame"]
    assert selected(framed) == {"f1"}
    ask_selected(framed.view)
    assert asked == ["frame", "frame"]


# Geometry and words.


def test_a_frame_stands_24_px_around_with_its_corners_on_the_grid() -> None:
    rect = around([QRectF(160, 0, 96, 201), QRectF(320, 8, 97, 40)])
    assert (rect.left(), rect.top()) == (136.0, -56.0)
    assert rect.right() >= 417 + 24
    assert rect.right() % 8 == 0
    assert rect.bottom() >= 201 + 24
    assert rect.bottom() % 8 == 0


def test_a_title_grows_from_afar_up_to_a_limit() -> None:
    assert header_growth(1.0, 400) == 1.0
    assert 13 * 0.2 * header_growth(0.2, 400) >= 11
    assert header_growth(0.05, 400) == header_growth(0.1, 400)
    assert header_growth(0.2, 64) <= 2.0
    assert header_growth(0.2, 400, headroom=0.0) == 1.0


def test_an_inner_header_never_grows_over_the_one_around_it(framed) -> None:
    (outer,) = add(framed, CommentFrame("Outer", -40, -112, 560, 600))
    items = framed.view.canvas.frames.items
    assert items["f1"].zValue() > items[outer].zValue()
    assert items["f1"].header_rect(0.1).top() >= -112 + 32
    assert items[outer].header_rect(0.1).top() < -112


def test_the_first_line_is_the_title_and_long_bodies_say_that_they_go_on(qapp) -> None:
    assert split("Stem\nedges\nstrokes") == ("Stem", "edges\nstrokes")
    text = "Stem\n" + "word " * 60
    shown = body_lines(text, 120, 60)
    assert len(shown) == 3
    assert shown[-1].endswith("…")
    assert not body_lines(text, 120, 1e6)[-1].endswith("…")


@pytest.mark.parametrize(("lines", "told"), [(1, False), (40, True)])
def test_a_hover_tells_the_text_that_a_frame_has_no_room_for(canvas, lines: int, told: bool):
    text = "\n".join(["Stem", *["words of a line"] * lines])
    add(canvas, replace(STEM, text=text))
    QToolTip.hideText()
    place = header(canvas, STEM)
    port = canvas.view.viewport()
    QApplication.sendEvent(port, QHelpEvent(QEvent.Type.ToolTip, place, port.mapToGlobal(place)))
    assert (QToolTip.text() == text) is told


def test_frames_are_left_behind_with_their_scope(framed) -> None:
    framed.document.new()
    assert framed.view.canvas.frames.items == {}
    assert selected(framed) == frozenset()
