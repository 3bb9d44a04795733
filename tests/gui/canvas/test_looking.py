"""What is asked for is what can be seen on the canvas, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes
from guinet.gui.canvas import looking
from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.looking import Looking
from guinet.gui.editor import Editor
from guinet.gui.sample_choice import SampleChoice
from guinet.lens.view import SampleAt, Unseen, View
from guinet.lens.views.activation_state import ActivationState, ActivationStateOf
from guinet.lens.views.sample import BatchOf, SharesOf, ShownBatch
from guinet.lens.views.unit_maps import UnitMapsOf
from guinet.lens.views.weight_gradients import WeightGradients
from guinet.project.project import Project
from tests.gui.canvas.nested import with_block

STATE = ActivationState(np.linspace(-4, 4, 33), np.ones(32), 0.0, 0.0)


class FakeSight(QObject):
    """Notes what is looked at; what is seen is given by the test."""

    seen = Signal(object, object)
    outdated = Signal(object)
    forgot = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.sample = SampleChoice(editor, self)
        self.asked: list[tuple[View, ...]] = []
        self.results: dict[View, Any] = {}

    def look(self, owner: QObject, views: tuple[View, ...]) -> None:
        self.asked.append(tuple(views))

    def newest(self, view: View) -> Any:
        return self.results.get(view)


class Looked:
    """A canvas with somebody who looks at it."""

    def __init__(self, canvas) -> None:
        self.canvas, self.view, self.readings = canvas, canvas.view, canvas.view.canvas.readings
        self.sight = FakeSight(canvas.editor)
        self.looking = Looking(canvas.view, self.sight)

    def now(self) -> set[View]:
        """Return what is asked for now, each of it once."""
        self.looking.look()
        found = self.sight.asked[-1] if self.sight.asked else ()
        assert len(found) == len(set(found))
        return set(found)

    def of(self, *names: str) -> set[View]:
        """Return what the instruments of some cards draw."""
        cards = [self.view.card(self.canvas.node(name).id) for name in names]
        views = {v for card in cards for v in card.instrument.views(self.readings.sample)}
        assert views
        return views

    def see_only(self, name: str) -> None:
        """Have one card fill the canvas."""
        rect = self.view.card(self.canvas.node(name).id).scene_rect()
        self.view.zoom_to(2.0)
        at = self.view.viewportTransform().map(rect.topLeft())
        self.view.pan(40 - at.x(), 100 - at.y())
        self.view.resize(400, 300)


def network() -> Project:
    """Two layers with their activations and a classifier, one card beside the other."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", name="x"), out_features=4, name="hidden")
    h = b.add("Tanh", h, name="tanh")
    h = b.add("ReLU", b.add("Linear", h, out_features=4, name="second"), name="relu")
    out = b.add("Linear", h, out_features=2, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    graph = b.build()
    names = ("x", "hidden", "tanh", "second", "relu", "out", "loss", "y")
    places = {graph.by_name(name).id: (200.0 * k, 0.0) for k, name in enumerate(names)}
    return Project(graph=graph, layout={"": places})


ALL = ("x", "hidden", "tanh", "second", "relu", "out", "loss", "y")


@pytest.fixture
def looked(make_canvas) -> Looked:
    """A canvas on which all cards are in sight, large enough to be read."""
    canvas = make_canvas(network())
    canvas.view.resize(1800, 560)
    found = Looked(canvas)
    canvas.view.frame_all()
    assert canvas.view.zoom > FLAT_BELOW
    return found


def test_what_is_in_sight_is_asked_for_by_its_cards(looked: Looked) -> None:
    asked = looked.now()
    assert asked == looked.of(*ALL)
    some = {
        BatchOf("x"),
        UnitMapsOf("x", most=2),
        WeightGradients("hidden"),
        ActivationStateOf("tanh", 4.0),
        UnitMapsOf("tanh", most=4),
        UnitMapsOf("out", most=2),
        SharesOf("loss"),
        BatchOf("y"),
    }
    assert some <= asked


def test_nobody_is_told_twice_of_the_same(looked: Looked) -> None:
    looked.now()
    looked.now()
    assert len(looked.sight.asked) == 1


def test_cards_out_of_sight_ask_for_nothing(looked: Looked) -> None:
    for name in ("tanh", "x", "loss"):
        looked.see_only(name)
        assert looked.now() == looked.of(name)
    looked.view.pan(0, 5000)
    assert looked.now() == set()


def test_a_card_whose_instrument_is_cut_off_asks_for_nothing(looked: Looked) -> None:
    looked.see_only("loss")
    card = looked.view.card(looked.canvas.node("loss").id)
    bottom = looked.view.viewport().rect().bottom()
    body = card.frame.body.translated(card.pos())
    at = looked.view.viewportTransform().map(body.topLeft())
    looked.view.pan(0, bottom - at.y() + 6)
    assert looked.now() == set(), "only the name is in sight"
    looked.view.pan(0, -12)
    assert looked.now() == looked.of("loss")


def test_from_afar_nothing_is_asked_for(looked: Looked) -> None:
    looked.now()
    looked.view.zoom_to(0.9 * FLAT_BELOW)
    assert looked.now() == set()
    looked.view.zoom_to(1.2 * FLAT_BELOW)
    assert looked.now() >= looked.of("second")


def test_a_canvas_that_is_hidden_or_minimised_asks_for_nothing(looked: Looked) -> None:
    looked.now()
    looked.view.hide()
    assert looked.now() == set()
    looked.view.show()
    assert looked.now() == looked.of(*ALL)
    looked.view.setWindowState(Qt.WindowState.WindowMinimized)
    assert looked.now() == set()
    looked.view.setWindowState(Qt.WindowState.WindowNoState)


def test_collapsed_and_bypassed_cards_and_those_that_are_gone_ask_for_nothing(
    looked: Looked,
) -> None:
    editor = looked.canvas.editor
    editor.select([looked.canvas.node("tanh").id])
    looked.view.toggles.collapse()
    rest = [name for name in ALL if name != "tanh"]
    assert looked.now() == looked.of(*rest)
    editor.select([looked.canvas.node("relu").id])
    looked.view.toggles.bypass()
    rest.remove("relu")
    assert looked.now() == looked.of(*rest)
    gone = looked.canvas.node("hidden").id
    editor.apply_graph(lambda graph: remove_nodes(graph, [gone]), "remove")
    assert not {v for v in looked.now() if getattr(v, "path", "") in ("tanh", "relu", "hidden")}


def test_another_sample_is_asked_for_in_place_of_the_one_before(looked: Looked) -> None:
    assert SharesOf("loss") in looked.now()
    looked.sight.sample.choose(SampleAt(3))
    asked = set(looked.sight.asked[-1])
    assert SharesOf("loss", SampleAt(3)) in asked
    assert SharesOf("loss") not in asked


def test_cards_that_share_their_weights_ask_once(make_canvas) -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", name="x"), out_features=4, name="before")
    for name in ("first", "second"):
        h = b.add("Linear", h, out_features=4, name=name, share="both")
    looked = Looked(make_canvas(Project(graph=b.build())))
    looked.view.frame_all()
    gradients = {view for view in looked.now() if isinstance(view, WeightGradients)}
    assert gradients == {WeightGradients("before"), WeightGradients("first")}


def test_of_very_many_views_only_so_many_are_asked_for(
    looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_MOST", 3)
    assert len(looked.now()) == 3


def test_inside_of_a_composite_its_own_cards_ask(make_canvas) -> None:
    looked = Looked(make_canvas(with_block()))
    editor = looked.canvas.editor
    looked.now()
    editor.enter([looked.canvas.node("block1").id])
    looked.view.frame_all()
    assert looked.now() == {
        WeightGradients("block1.linear"),
        ActivationStateOf("block1.tanh", 4.0),
        UnitMapsOf("block1.tanh", most=8),
    }


def test_it_looks_by_itself_a_few_times_a_second(qtbot, looked: Looked) -> None:
    qtbot.waitUntil(lambda: bool(looked.sight.asked))
    looked.see_only("relu")
    qtbot.waitUntil(lambda: set(looked.sight.asked[-1]) == looked.of("relu"))


def test_what_was_seen_before_is_shown_at_once(qtbot, looked: Looked) -> None:
    view = ActivationStateOf("tanh", 4.0)
    looked.sight.results[view] = STATE
    looked.now()
    qtbot.waitUntil(lambda: looked.readings.seen(view) is STATE)


def test_only_the_cards_that_draw_it_are_painted_anew(
    qtbot, looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked.now()
    painted: list[set[str]] = []
    monkeypatch.setattr(looked.view.canvas.deck, "refresh", lambda ids: painted.append(set(ids)))
    looked.sight.seen.emit(ActivationStateOf("tanh", 4.0), STATE)
    looked.sight.seen.emit(BatchOf("x"), ShownBatch(np.ones((4, 2)), None))
    qtbot.waitUntil(lambda: bool(painted))
    assert painted == [{looked.canvas.node(name).id for name in ("tanh", "x")}]


def test_what_nobody_looks_at_is_not_taken_in_and_what_is_gone_is_not_shown(
    qtbot, looked: Looked
) -> None:
    looked.see_only("tanh")
    looked.now()
    view, other = ActivationStateOf("tanh", 4.0), ActivationStateOf("relu", 4.0)
    looked.sight.seen.emit(other, STATE)
    looked.sight.seen.emit(view, STATE)
    qtbot.waitUntil(lambda: looked.readings.seen(view) is STATE)
    assert looked.readings.seen(other) is None
    looked.sight.seen.emit(view, Unseen("It cannot be computed yet."))
    qtbot.waitUntil(lambda: looked.readings.seen(view) is None)
    looked.sight.seen.emit(view, STATE)
    qtbot.waitUntil(lambda: looked.readings.seen(view) is STATE)
    looked.sight.forgot.emit()
    qtbot.waitUntil(lambda: looked.readings.seen(view) is None)


def test_what_no_card_draws_any_more_is_forgotten(qtbot, looked: Looked) -> None:
    looked.now()
    view = ActivationStateOf("tanh", 4.0)
    looked.sight.seen.emit(view, STATE)
    qtbot.waitUntil(lambda: looked.readings.seen(view) is STATE)
    looked.view.pan(0, 5000)
    looked.now()
    assert looked.readings.seen(view) is STATE, "the card still draws it when it comes back"
    gone = looked.canvas.node("tanh").id
    looked.canvas.editor.apply_graph(lambda graph: remove_nodes(graph, [gone]), "remove")
    looked.view.pan(0, -5000)
    looked.now()
    assert looked.readings.seen(view) is None


def test_what_does_not_fit_its_card_any_more_is_gone_before_anything_is_painted(
    qtbot, looked: Looked
) -> None:
    looked.now()
    view = ActivationStateOf("tanh", 4.0)
    looked.sight.seen.emit(view, STATE)
    qtbot.waitUntil(lambda: looked.readings.seen(view) is STATE)
    looked.sight.seen.emit(view, STATE)
    looked.sight.outdated.emit({view})
    assert looked.readings.seen(view) is None
    qtbot.wait(150)
    assert looked.readings.seen(view) is None, "nor what was about to be told"
