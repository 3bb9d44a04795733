"""Every binding of the table is performed by real events in a real window, and does its work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QLineEdit, QSlider, QTreeView
from pytestqt.qtbot import QtBot

import guinet
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import app as application
from guinet.gui import window as window_module
from guinet.gui.actions.spec import ActionSpec
from guinet.gui.actions.table import rows, standard_bindings
from guinet.gui.dialogs import questions
from guinet.gui.sight import Sight
from guinet.gui.window import MainWindow
from guinet.lens.client import ObserverClient
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import all_checks
from tests.gui.fakes import BlindClient

# On the grid, so that each check knows where everything stands.
PLACES = {
    "x": (0.0, 0.0),
    "hidden1": (176.0, 0.0),
    "tanh1": (352.0, 0.0),
    "hidden2": (528.0, 0.0),
    "tanh2": (704.0, 0.0),
    "out": (880.0, 0.0),
    "y": (880.0, 256.0),
    "loss": (1056.0, 0.0),
}
ROWS = {row.id: row for row in rows()}
BOUND = [(id, text) for id in ROWS for text in standard_bindings().of(id)]
UNBOUND = [id for id in ROWS if not standard_bindings().of(id)]
LOOKING = {"next_sample", "previous_sample", "any_sample", "other_part"}
"""What waits for what the observer sees."""


def observer_for(id: str) -> type:
    return ObserverClient if id in LOOKING else BlindClient


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, observer: type) -> Iterator[Desk]:
    """Return a desk with *two moons*; nothing asks questions."""
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")
    monkeypatch.setattr(window_module, "Sight", partial(Sight, make_client=observer))
    document = Document()
    project = guinet.load("example:two-moons")
    places = {node.id: PLACES[node.name] for node in project.graph.nodes.values()}
    document.new(replace(project, layout={"": places}))
    settings = Settings.load()
    application.make_application(settings)
    window = MainWindow(document, settings)
    window.resize(1400, 860)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    window.canvas.zoom_reset()
    origin = window.canvas.viewportTransform().map(QPointF(0, 0)).toPoint()
    window.canvas.pan(40 - origin.x(), 80 - origin.y())
    yield Desk(window)
    window.close()
    window.deleteLater()


def test_every_row_has_a_check_and_every_check_a_row() -> None:
    assert set(all_checks()) == set(ROWS)


@pytest.mark.parametrize(
    ("id", "text", "observer"),
    [(id, text, observer_for(id)) for id, text in BOUND],
    ids=[f"{id}-{text}" for id, text in BOUND],
)
def test_the_binding_does_its_work(desk: Desk, id: str, text: str) -> None:
    def with_mouse(at: QPoint | None = None, by: tuple[int, int] = (0, 0)) -> None:
        desk.mouse(text, at, by)

    all_checks()[id](desk, with_mouse if ROWS[id].mouse else lambda: desk.keys(text))


@pytest.mark.parametrize(
    ("id", "observer"), [(id, observer_for(id)) for id in UNBOUND], ids=UNBOUND
)
def test_a_row_without_a_binding_works_once_it_has_one(desk: Desk, id: str) -> None:
    row = ROWS[id]
    text = "Ctrl+Alt+Wheel" if row.mouse else "Ctrl+Alt+F12"
    desk.window.bindings.bind(id, [text])

    def do(at: QPoint | None = None, by: tuple[int, int] = (0, 0)) -> None:
        if row.mouse:
            desk.mouse(text, at, by)
        else:
            desk.keys(text)

    all_checks()[id](desk, do)


def test_the_defaults_do_not_contradict_each_other() -> None:
    bindings = standard_bindings()
    clashes = {(id, text) for id, text in BOUND if bindings.conflicts(id, text)}
    assert clashes == set()
    assert [(id, text) for id, text in BOUND if bindings.why_not(id, text)] == []


def test_a_changed_key_acts_at_once_and_the_old_one_no_longer(desk: Desk) -> None:
    desk.window.bindings.bind("delete", ["K"])
    desk.select("tanh1")
    desk.keys("Del")
    assert "tanh1" in desk.names()
    desk.keys("K")
    assert "tanh1" not in desk.names()


def test_a_changed_gesture_acts_at_once_and_the_old_one_no_longer(desk: Desk) -> None:
    desk.window.bindings.bind("pan", ["Alt+RightDrag"])
    card = desk.on_card("tanh1")
    desk.mouse("MiddleDrag", card, (30, 20))
    assert desk.on_card("tanh1") == card
    desk.mouse("Alt+RightDrag", card, (30, 20))
    assert desk.on_card("tanh1") == card + QPoint(30, 20)


def test_single_keys_are_for_the_canvas_alone(desk: Desk) -> None:
    """In a text one types them; in a list one looks for names by them."""
    single = [
        (id, text)
        for id, text in BOUND
        if isinstance(row := ROWS[id], ActionSpec) and row.on_canvas and len(text) == 1
    ]
    assert len(single) >= 3
    desk.select("hidden1")
    before = desk.document.project, desk.selected(), desk.view.zoom
    tree = desk.window.findChild(QTreeView)
    for elsewhere in (desk.window.findChild(QLineEdit), tree, desk.window.findChild(QSlider)):
        elsewhere.setFocus()
        assert elsewhere.hasFocus()
        for _, text in single:
            desk.keys(text, elsewhere)
        assert (desk.document.project, desk.selected(), desk.view.zoom) == before


def test_esc_gives_up_a_drag_and_nothing_was_edited(desk: Desk) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    port, begin = desk.view.viewport(), desk.on_card("tanh1")
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    QTest.mouseMove(port, begin + QPoint(50, 50))
    desk.keys("Esc")
    QTest.mouseRelease(
        port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin + QPoint(50, 50)
    )
    assert not desk.document.can_undo
