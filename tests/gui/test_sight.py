"""What the window is shown of the inside of the network, with the real observer."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from guinet.data.prepare import prepare
from guinet.document.document import Document
from guinet.graph.edits import rename, set_module
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.sight import Sight
from guinet.lens.messages import Seen
from guinet.lens.scene import Scene
from guinet.lens.view import FIRST, Moment, Unseen, View
from guinet.lens.views.sample import SampleOf
from guinet.lens.views.unit_histogram import HistogramOf
from guinet.project.project import Project
from guinet.training.messages import Snapshot
from guinet.training.recipe import Recipe
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS, moons_graph

VIEW = HistogramOf("hidden", "gradient")


class Seeing:
    """An editor, a bridge without a training process, and a sight with its process."""

    def __init__(self) -> None:
        project = Project(graph=moons_graph(), data=MOONS, recipe=Recipe(batch_size=16))
        self.editor = Editor(Document(project))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.sight = Sight(self.editor, self.bridge)
        self.owner = QObject()
        self.seen: list[tuple[View, Any]] = []
        self.sight.seen.connect(lambda view, result: self.seen.append((view, result)))

    def give_weights(self, seed: int, step: int) -> Scene:
        """Let weights arrive, and return the scene that they make."""
        project = self.editor.project
        scene = Scene(project.graph, prepare(project.data), 16, seed)
        snapshot = Snapshot(scene.network.weights, scene.network.state, 0, step)
        self.bridge.last_snapshot = snapshot
        self.bridge.snapshot.emit(snapshot)
        wanted = Scene(project.graph, prepare(project.data), 16, project.recipe.seed)
        wanted.set_weights(snapshot.weights, snapshot.state, Moment(0, step))
        return wanted


@pytest.fixture
def seeing(qtbot: QtBot) -> Iterator[Seeing]:
    made = Seeing()
    yield made
    made.sight.shutdown()
    made.bridge.shutdown()


def test_nobody_looks_so_there_is_no_process(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.give_weights(1, 1)
    qtbot.wait(120)
    assert seeing.sight.pid is None


def test_what_is_seen_is_computed_from_the_newest_weights(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.sight.look(seeing.owner, [VIEW])
    for step in (3, 8):
        wanted = seeing.give_weights(step, step)
        qtbot.waitUntil(lambda step=step: seeing.sight.moment.step == step, timeout=30_000)
        found = seeing.sight.newest(VIEW)
        np.testing.assert_array_equal(found.counts, VIEW.compute(wanted).counts)
    assert [view for view, _ in seeing.seen if view != VIEW] == []


def test_hidden_views_are_not_computed(qtbot: QtBot, seeing: Seeing) -> None:
    other = QObject()
    seeing.sight.look(other, [HistogramOf("out")])
    seeing.sight.look(seeing.owner, [VIEW])
    seeing.give_weights(1, 1)
    qtbot.waitUntil(lambda: len(seeing.seen) >= 2, timeout=30_000)
    seeing.sight.look(other, [])
    qtbot.wait(60)
    seeing.seen.clear()
    seeing.give_weights(2, 2)
    qtbot.waitUntil(lambda: len(seeing.seen) >= 1, timeout=30_000)
    qtbot.wait(150)
    assert {view for view, _ in seeing.seen} == {VIEW}


def test_questions_are_answered(qtbot: QtBot, seeing: Seeing) -> None:
    wanted = seeing.give_weights(2, 4)
    answers: list[Any] = []
    seeing.sight.ask(VIEW, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    np.testing.assert_array_equal(answers[0].counts, VIEW.compute(wanted).counts)


def test_an_edit_is_followed(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.sight.look(seeing.owner, [HistogramOf("renamed")])
    seeing.give_weights(1, 1)
    qtbot.waitUntil(lambda: bool(seeing.seen), timeout=30_000)
    assert isinstance(seeing.seen[-1][1], Unseen)
    hidden = next(n.id for n in seeing.editor.graph.nodes.values() if n.name == "hidden")
    seeing.editor.apply_graph(lambda graph: rename(graph, hidden, "renamed"), "Rename")
    seeing.give_weights(1, 2)
    qtbot.waitUntil(lambda: not isinstance(seeing.seen[-1][1], Unseen), timeout=30_000)


def test_what_was_seen_of_a_node_that_became_another_is_forgotten_at_once(
    qtbot: QtBot, seeing: Seeing
) -> None:
    of_changed, of_another = HistogramOf("hidden"), SampleOf("input1", FIRST)
    outdated: list[set[View]] = []
    seeing.sight.outdated.connect(outdated.append)
    seeing.sight.look(seeing.owner, [of_changed, of_another])
    seeing.give_weights(1, 1)
    newest = seeing.sight.newest
    both = (of_changed, of_another)
    qtbot.waitUntil(lambda: None not in map(newest, both), timeout=30_000)
    hidden = seeing.editor.graph.by_name("hidden")
    module = hidden.module.replace(out_features=hidden.module.out_features + 1)
    seeing.editor.apply_graph(lambda graph: set_module(graph, hidden.id, module), "Width")
    assert outdated == [{of_changed}]
    assert newest(of_changed) is None
    assert newest(of_another) is not None, "it is as it was"


def test_numbers_of_the_network_before_an_edit_are_not_taken(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.sight.look(seeing.owner, [VIEW])
    wanted = seeing.give_weights(1, 1)
    qtbot.waitUntil(lambda: bool(seeing.seen), timeout=30_000)
    late = Seen(VIEW, VIEW.compute(wanted), Moment(0, 9), 1)
    seeing.sight._take(late)
    assert seeing.sight.moment.step == 9, "of the network that is there"
    out = seeing.editor.graph.by_name("out")
    seeing.editor.apply_graph(lambda graph: rename(graph, out.id, "end"), "Rename")
    seeing.seen.clear()
    seeing.sight._take(replace(late, moment=Moment(0, 10)))
    assert seeing.seen == [], "the observer has not yet heard of the edit"
    qtbot.waitUntil(lambda: bool(seeing.seen), timeout=30_000)
    seeing.sight._take(replace(late, moment=Moment(0, 11)))
    assert seeing.sight.moment.step != 11, "it was on its way when the observer heard of it"
    seeing.sight._take(replace(late, moment=Moment(0, 12), shown=2))
    assert seeing.sight.moment.step == 12


def test_once_it_is_shut_down_it_stays_so(qtbot: QtBot, seeing: Seeing) -> None:
    other = QObject()
    seeing.sight.look(other, [VIEW])
    seeing.sight.look(seeing.owner, [VIEW])
    seeing.give_weights(1, 1)
    qtbot.waitUntil(lambda: bool(seeing.seen), timeout=30_000)
    seeing.sight.shutdown()
    assert seeing.sight.pid is None
    delete(other)
    seeing.sight.look(seeing.owner, [HistogramOf("out")])
    seeing.sight.ask(VIEW, lambda answer: None)
    qtbot.wait(150)
    assert seeing.sight.pid is None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system knows no SIGKILL")
def test_a_killed_observer_comes_back(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.sight.look(seeing.owner, [VIEW])
    seeing.give_weights(1, 1)
    qtbot.waitUntil(lambda: bool(seeing.seen), timeout=30_000)
    pid = seeing.sight.pid
    assert pid is not None
    seeing.seen.clear()
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: any(isinstance(r, Unseen) for _, r in seeing.seen), timeout=30_000)
    qtbot.waitUntil(lambda: not isinstance(seeing.seen[-1][1], Unseen), timeout=30_000)
    assert seeing.sight.pid != pid


class Asker(QObject):
    """Somebody who may be gone before the answer comes."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []

    def take(self, result: Any) -> None:
        self.answers.append(result)


def test_who_is_gone_gets_no_answer(qtbot: QtBot, seeing: Seeing) -> None:
    seeing.give_weights(2, 4)
    gone, there = Asker(), Asker()
    seeing.sight.ask(VIEW, gone.take)
    seeing.sight.ask(VIEW, there.take)
    delete(gone)
    qtbot.waitUntil(lambda: bool(there.answers), timeout=30_000)
    assert gone.answers == []
