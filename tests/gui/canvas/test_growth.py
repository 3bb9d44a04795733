"""Cards that grow make room: with a wire, a setting, other data, or opened again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import connect, set_module
from guinet.graph.model import Edge
from guinet.gui.canvas.growth import make_way
from guinet.project.annotation_edits import add_frames, annotations_of
from guinet.project.annotations import CommentFrame
from guinet.project.examples import examples, open_example
from tests.gui.canvas.test_onto_wires import assert_clear, place_free


def card(canvas, name: str) -> QRectF:
    return canvas.view.card(canvas.node(name).id).scene_rect()


def below(canvas, name: str) -> str:
    """Place a node just below another; return its name."""
    rect = card(canvas, name)
    return place_free(canvas, "Concat", at=(rect.left(), rect.bottom() + 24))


def set_outputs(canvas, name: str, count: int, *, merge: str = "") -> None:
    node = canvas.node(name)
    module = node.module.replace(out_features=count)
    canvas.editor.apply_graph(
        lambda graph: set_module(graph, node.id, module), "Change out features", merge=merge
    )


def test_what_is_below_moves_down_and_what_is_beside_moves_right() -> None:
    rects = {
        "grown": QRectF(0, 0, 160, 200),
        "below": QRectF(0, 120, 100, 80),
        "under that": QRectF(20, 224, 100, 80),
        "beside": QRectF(140, 0, 100, 80),
        "behind that": QRectF(260, 20, 100, 80),
        "far below": QRectF(0, 800, 100, 80),
        "above": QRectF(0, -120, 100, 80),
        "left": QRectF(-140, 0, 100, 300),
    }
    moved = make_way(rects, {"grown": QRectF(0, 0, 100, 96)})
    assert moved == {
        "below": (0.0, 232.0),
        "under that": (20.0, 336.0),
        "beside": (196.0, 0.0),
        "behind that": (316.0, 20.0),
    }
    after = {id: rect.translated(0, 0) for id, rect in rects.items()}
    for id, (x, y) in moved.items():
        after[id].moveTo(x, y)
    places = list(after.values())
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])


def test_what_lay_under_a_card_before_it_grew_stays() -> None:
    rects = {"grown": QRectF(0, 0, 100, 200), "under": QRectF(20, 60, 100, 80)}
    assert make_way(rects, {"grown": QRectF(0, 0, 100, 96)}) == {}


def test_two_that_grow_above_each_other_stand_clear() -> None:
    rects = {
        "one": QRectF(0, 0, 100, 200),
        "two": QRectF(0, 120, 100, 200),
        "three": QRectF(0, 240, 100, 80),
    }
    before = {"one": QRectF(0, 0, 100, 96), "two": QRectF(0, 120, 100, 96)}
    moved = make_way(rects, before)
    tops = [0.0, moved["two"][1], moved["three"][1]]
    assert tops[1] >= 216.0
    assert tops[2] >= tops[1] + 216.0


def test_a_setting_that_makes_a_card_grow_is_one_step_with_the_room_for_it(canvas) -> None:
    set_outputs(canvas, "hidden", 2)
    name = below(canvas, "hidden")
    before = canvas.document.project
    place, small = canvas.place(name), card(canvas, "hidden")
    set_outputs(canvas, "hidden", 8)
    assert card(canvas, "hidden").height() > small.height() + 24
    assert canvas.place(name)[1] >= card(canvas, "hidden").bottom() + 16
    assert canvas.place(name)[0] == place[0]
    assert_clear(canvas)
    assert canvas.document.undo_label == "Change out features"
    after = canvas.document.project
    canvas.document.undo()
    assert canvas.document.project == before
    assert canvas.place(name) == place
    canvas.document.redo()
    assert canvas.document.project == after


def test_a_setting_that_is_dragged_stays_one_step(canvas) -> None:
    set_outputs(canvas, "hidden", 2)
    below(canvas, "hidden")
    before = canvas.document.project
    for count in (3, 5, 7, 8):
        set_outputs(canvas, "hidden", count, merge="outputs")
        assert_clear(canvas)
    canvas.document.undo()
    assert canvas.document.project == before


def test_a_wire_that_makes_shapes_known_covers_nothing(canvas) -> None:
    canvas.room()
    name = place_free(canvas, "Linear", at=(320.0, 480.0))
    small = card(canvas, name)
    other = below(canvas, name)
    edge = Edge(canvas.node("hidden").id, "y", canvas.node(name).id, "x")
    canvas.editor.apply_graph(lambda graph: connect(graph, edge), "Connect")
    assert card(canvas, name).height() > small.height() + 24
    assert canvas.place(other)[1] > small.bottom() + 24
    assert_clear(canvas)


def test_a_card_that_is_opened_again_covers_nothing(canvas) -> None:
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.toggles.collapse()
    name = below(canvas, "hidden")
    canvas.editor.select([canvas.node("hidden").id])
    canvas.view.toggles.collapse()
    assert canvas.place(name)[1] >= card(canvas, "hidden").bottom() + 16
    assert_clear(canvas)


def test_other_data_cover_nothing(canvas) -> None:
    for name in ("x", "hidden", "tanh", "y", "loss"):
        below(canvas, name)
    assert_clear(canvas)
    for data in (DataSpec(source=Digits()), DataSpec()):
        canvas.editor.apply(lambda project, data=data: replace(project, data=data), "Other data")
        assert_clear(canvas)


def test_data_that_arrive_later_cover_nothing(canvas, tmp_path) -> None:
    path = tmp_path / "late.csv"
    data = DataSpec(source=CsvFile(path=str(path)))
    canvas.editor.apply(lambda project: replace(project, data=data), "Other data")
    assert canvas.document.data_error
    small = {name: card(canvas, name).height() for name in canvas.names()}
    for name in ("x", "hidden", "tanh", "y", "loss"):
        below(canvas, name)
    path.write_text("a,b,y\n" + "".join(f"{n},{n % 7},{n % 2}\n" for n in range(40)))
    canvas.document.refresh_data()
    assert not canvas.document.data_error
    assert any(card(canvas, name).height() > small[name] + 24 for name in small)
    assert_clear(canvas)


def test_nobody_moves_where_there_is_room(canvas) -> None:
    set_outputs(canvas, "hidden", 2)
    before = canvas.document.project.layout
    set_outputs(canvas, "hidden", 8)
    assert canvas.document.project.layout == before


def test_a_frame_holds_a_card_that_grows_in_it(canvas) -> None:
    set_outputs(canvas, "hidden", 2)
    rect = card(canvas, "hidden").adjusted(-24, -56, 24, 24)
    frame = CommentFrame("Here", rect.x(), rect.y(), rect.width(), rect.height())
    project, (id,) = add_frames(canvas.document.project, [frame])
    canvas.editor.apply(lambda _: project, "Frame")
    set_outputs(canvas, "hidden", 8)
    after = annotations_of(canvas.document.project).frames[id]
    held = QRectF(after.x, after.y, after.width, after.height)
    assert held.contains(card(canvas, "hidden"))
    assert (after.x, after.y) == (frame.x, frame.y)


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_no_example_has_cards_or_wires_over_cards(make_canvas, name: str) -> None:
    canvas = make_canvas(open_example(name))
    uses = [id for id, node in canvas.graph.nodes.items() if isinstance(node.module, CompositeUse)]
    for standpoint in ((), *((use,) for use in uses[:1])):
        canvas.editor.enter(standpoint)
        assert_clear(canvas)
        layer = canvas.view.canvas.layer
        while layer.searching:
            layer.go_on(1.0)
        rects = canvas.view.canvas.rects()
        for edge, points in zip(layer.edges, layer.table, strict=True):
            for id, rect in rects.items():
                if id not in (edge.source, edge.target):
                    inner = rect.adjusted(1, 1, -1, -1)
                    low, high = np.array(inner.getCoords()).reshape(2, 2)
                    assert not ((points > low) & (points < high)).all(axis=1).any()
