"""The window as a whole: menus, files, questions, themes, the end of the worker."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.graph.edits import add_node
from guinet.gui import app as application
from guinet.gui import theme
from guinet.gui.actions import action_specs
from guinet.gui.actions.gestures import NOTES
from guinet.gui.actions.table import rows
from guinet.gui.dialogs import questions, sheets
from guinet.gui.window import MainWindow
from guinet.modules.activation.relu import ReLU
from guinet.project.autosave import recoverable
from guinet.project.file import load, save

PATIENCE_MS = 20_000


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Return the window with two moons, as the program opens; nothing asks questions."""
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")
    document = Document()
    document.open("example:two-moons")
    settings = Settings.load()
    application.make_application(settings)
    main = MainWindow(document, settings)
    main.resize(1280, 800)
    main.show()
    qtbot.waitExposed(main)
    yield main
    main.close()
    main.deleteLater()


def add_relu(window: MainWindow) -> None:
    """Make an edit."""
    window.editor.apply_graph(lambda graph: add_node(graph, ReLU())[0], "Add ReLU")


def test_every_action_has_words_and_no_keys_are_taken_twice(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for spec in action_specs():
        assert window.actions_by_id[spec.id].text()
        for keys in spec.shortcuts:
            name = QKeySequence(keys).toString()
            assert name, keys
            assert name not in taken, (name, spec.id, taken.get(name))
            taken[name] = spec.id


def test_every_action_that_is_enabled_does_something_without_error(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    monkeypatch.setattr(questions, "ask_open", lambda *_: "")
    monkeypatch.setattr(questions, "ask_save", lambda *_: str(tmp_path / "all.guinet"))
    monkeypatch.setattr(sheets, "about", lambda *_: None)
    window.editor.select(list(window.editor.graph.nodes)[:1])
    for spec in action_specs():
        if spec.id in ("quit", "rename"):
            continue
        window.refresh_actions()
        window.actions_by_id[spec.id].trigger()
        qtbot.wait(1)
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()


def test_the_sheet_of_bindings_lists_every_key_and_gesture(
    window: MainWindow, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QLabel

    sheet = sheets.show_bindings(window, window.bindings)
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for note in NOTES:
        assert note.text in words
        assert note.how in words
    for row in rows():
        assert row.text.removesuffix(" …") in words
        shown = [chip.text_of_binding for chip in sheet.row(row.id).chips()]
        assert shown == [*window.bindings.of(row.id), ""]
    assert sheets.show_bindings(window, window.bindings) is sheet
    sheet.close()


def test_the_page_about_the_examples_opens_them(window: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtWidgets import QTextBrowser

    window.show_examples()
    page = window.findChild(QTextBrowser)
    assert "Two moons" in page.toPlainText()
    page.anchorClicked.emit(QUrl("example:xor"))
    qtbot.waitUntil(lambda: window.editor.document.project.title == "Exclusive or")
    qtbot.waitUntil(lambda: window.findChild(QTextBrowser) is None)


def test_the_page_about_training_knows_the_whole_recipe(window: MainWindow) -> None:
    from PySide6.QtWidgets import QTextBrowser

    from guinet.optim import optimizers, schedules
    from guinet.training.pace import SHARE
    from guinet.training.recipe import Recipe

    window.actions_by_id["training"].trigger()
    page = window.findChild(QTextBrowser)
    words = page.toPlainText()
    told = {"optimizer": "Optimizers", "learning_rate": "learning rate", "schedule": "schedule"}
    told |= {"epochs": "epochs"}
    names = [told.get(name, name) for name in Recipe.fields]
    missing = [n for n in [*optimizers.names(), *schedules.names(), *names] if n not in words]
    assert missing == []
    assert f"{SHARE:.0%}".replace("%", " %") in words
    page.window().reject()


def test_the_page_about_watching_knows_every_plot_and_metric(window: MainWindow) -> None:
    from PySide6.QtWidgets import QTextBrowser

    from guinet.core.resources import resource
    from guinet.gui import update_ratios
    from guinet.gui.plots.choice import all_tiles
    from guinet.gui.plots.tiles.metric import TITLES

    window.actions_by_id["watching"].trigger()
    page = window.findChild(QTextBrowser)
    words = page.toPlainText()
    titles = [kind.title for kind in all_tiles().values()]
    metrics = [title.partition(",")[0] for title in TITLES.values()]
    assert [title for title in [*titles, *metrics] if title not in words] == []
    for border in (update_ratios.LOW, update_ratios.HIGH):
        assert f"{border:.5f}".rstrip("0") in words
    formulas = resource("help", "watching.md").read_text(encoding="utf-8").count("```math")
    assert formulas > 0
    assert page.document().toHtml().count("<img") == formulas  # each became a picture
    assert "frac" not in words
    page.window().reject()


def test_each_panel_has_one_tab_or_one_title(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(50)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.parent() is window]
    shown = sorted(bar.tabText(i) for bar in bars for i in range(bar.count()) if bar.isVisible())
    assert shown == ["Data", "Inspector", "Plots", "Problems", "Recipe", "Runs", "Try it"]


def test_panels_put_back_have_one_tab_each(window: MainWindow, qtbot: QtBot) -> None:
    window.docks["data"].setFloating(True)
    window.docks["modules"].hide()
    for _ in range(3):
        window.arrange()
        qtbot.wait(20)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.parent() is window]
    shown = sorted(bar.tabText(i) for bar in bars for i in range(bar.count()) if bar.isVisible())
    assert shown == ["Data", "Inspector", "Plots", "Problems", "Recipe", "Runs", "Try it"]
    assert not window.docks["data"].isFloating()
    assert window.docks["modules"].isVisible()


def test_undo_says_what_it_undoes(window: MainWindow) -> None:
    before = window.editor.project
    add_relu(window)
    assert window.actions_by_id["undo"].text() == "Undo Add ReLU"
    window.actions_by_id["undo"].trigger()
    assert window.editor.project == before
    assert not window.actions_by_id["undo"].isEnabled()
    assert window.actions_by_id["redo"].text() == "Redo Add ReLU"


def test_the_title_tells_the_name_and_what_is_unsaved(window: MainWindow) -> None:
    assert window.windowTitle() == "Two moons[*] – guinet"
    assert not window.isWindowModified()
    add_relu(window)
    assert window.isWindowModified()
    window.editor.document.undo()
    assert not window.isWindowModified()


def test_trained_weights_and_curves_survive_saving_and_opening(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "trained.guinet"
    monkeypatch.setattr(questions, "ask_save", lambda *_: str(path))
    window.bridge.prepare()
    window.bridge.play()
    qtbot.waitUntil(lambda: len(window.bridge.history) >= 3, timeout=PATIENCE_MS)
    window.bridge.pause()
    qtbot.waitUntil(lambda: window.bridge.run_state == "paused", timeout=PATIENCE_MS)
    for _ in range(3):  # somewhere in the middle of an epoch
        window.bridge.step()
    qtbot.wait(300)
    shown = window.bridge.checkpoint()
    assert shown is not None
    assert shown.step % 64

    assert window.files.save()

    kept = load(path)
    assert kept.checkpoint is not None
    assert kept.project == window.editor.project
    assert len(kept.checkpoint.history) == len(window.bridge.history)
    for name, array in shown.weights.items():
        assert (kept.checkpoint.weights[name] == array).all()
    assert path in window.settings.recent_files

    window.files.open("example:xor")
    assert window.bridge.history == []
    window.files.open(str(path))
    qtbot.waitUntil(lambda: window.bridge.checkpoint() is not None, timeout=PATIENCE_MS)
    again = window.bridge.checkpoint()
    assert again is not None
    for name, array in shown.weights.items():
        assert (again.weights[name] == array).all()
    assert len(window.bridge.history) == len(kept.checkpoint.history)
    # Nothing was learned since: closing asks nothing, also once the process holds the weights.
    qtbot.waitUntil(lambda: window.bridge.preparation is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.bridge.run_state == "paused", timeout=PATIENCE_MS)
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "cancel")
    assert window.files.may_discard()
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")


def test_a_file_that_cannot_be_opened_is_one_sentence_and_loses_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(questions, "tell", lambda _w, _t, sentence: told.append(sentence))
    path = tmp_path / "damaged.guinet"
    path.write_text('{"format": 1, "nodes": [')
    before = window.editor.project

    assert not window.files.open(str(path))

    assert len(told) == 1
    assert "damaged.guinet" in told[0]
    assert window.editor.project == before


@pytest.mark.parametrize(("answer", "closes"), [("discard", True), ("cancel", False)])
def test_unsaved_changes_are_asked_about(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, answer: str, closes: bool
) -> None:
    asked: list[str] = []

    def ask(_parent: object, title: str, _what: str) -> str:
        asked.append(title)
        return answer

    monkeypatch.setattr(questions, "ask_unsaved", ask)
    add_relu(window)
    assert window.close() is closes
    assert asked == ["Two moons"]
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")


def test_saving_from_the_question_saves(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "kept.guinet"
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "save")
    monkeypatch.setattr(questions, "ask_save", lambda *_: str(path.with_suffix("")))
    add_relu(window)
    assert window.close()
    assert load(path).project.graph.by_name("relu1") is not None


def test_training_beyond_the_file_is_asked_about(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(questions, "ask_unsaved", lambda *words: asked.append(words[2]) or "cancel")
    monkeypatch.setattr(questions, "ask_save", lambda *_: str(tmp_path / "own.guinet"))

    def train(epochs: int) -> None:
        window.bridge.play()
        qtbot.waitUntil(lambda: len(window.bridge.history) >= epochs, timeout=PATIENCE_MS)
        window.bridge.pause()
        qtbot.waitUntil(lambda: window.bridge.run_state == "paused", timeout=PATIENCE_MS)

    window.bridge.prepare()
    train(2)
    assert window.files.may_discard()  # an example that was played with is no loss
    assert window.files.save()
    assert window.files.may_discard()
    assert asked == []
    train(len(window.bridge.history) + 2)
    assert not window.files.may_discard()
    assert "weights have changed" in asked[0]
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "discard")


def test_a_file_given_at_the_start_is_a_recent_one(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "given.guinet"
    save(load("example:xor").project, path)
    windows: list[MainWindow] = []

    def make(*arguments: Any) -> MainWindow:
        windows.append(MainWindow(*arguments))
        return windows[-1]

    monkeypatch.setattr(application, "MainWindow", make)
    monkeypatch.setattr(application, "QTimer", SimpleNamespace(singleShot=lambda *_: None))
    monkeypatch.setattr(QApplication, "exec", lambda *_: 0)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    assert application.run(str(path)) == 0
    (window,) = windows
    assert window.settings.recent_files[0] == path
    window.close()
    window.deleteLater()


def test_the_window_begins_no_larger_than_the_screen(window: MainWindow) -> None:
    room = window.screen().availableSize()
    window.resize(room.width() + 300, 500)
    application.fit_to_screen(window)
    assert room.width() - 40 <= window.width() < room.width()
    assert window.height() == 500


def test_what_was_said_goes_with_the_next_edit(window: MainWindow) -> None:
    window.canvas.status_message.emit("That cannot be.")
    assert window.statusBar().currentMessage() == "That cannot be."
    add_relu(window)
    assert window.statusBar().currentMessage() == ""


def test_a_killed_worker_is_told_and_can_be_started_again(window: MainWindow, qtbot: QtBot) -> None:
    window.bridge.prepare()
    window.bridge.play()
    qtbot.waitUntil(lambda: len(window.bridge.history) >= 2, timeout=PATIENCE_MS)
    pid, before = window.bridge.pid, window.editor.project
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(window.banner.lines), timeout=PATIENCE_MS)
    (line,) = window.banner.lines
    assert "training process" in line.sentence
    assert window.editor.project == before

    (again,) = line.findChildren(QPushButton)
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: window.bridge.pid not in (None, pid), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.bridge.can_run, timeout=PATIENCE_MS)
    window.bridge.play()
    qtbot.waitUntil(lambda: window.bridge.run_state == "running", timeout=PATIENCE_MS)


def test_a_loss_that_is_no_number_names_the_node(window: MainWindow, qtbot: QtBot) -> None:
    window.files.open("example:linear-regression")
    window.editor.apply(
        lambda project: replace(project, recipe=project.recipe.replace(learning_rate=1e5)),
        "Make it diverge",
    )
    window.bridge.prepare()
    window.bridge.play()
    qtbot.waitUntil(lambda: bool(window.banner.lines), timeout=PATIENCE_MS)
    sentence = window.banner.lines[-1].sentence
    names = {node.name for node in window.editor.graph.nodes.values()}
    assert any(name in sentence for name in names), sentence
    assert window.bridge.run_state != "running"


def test_unsaved_work_is_written_aside_and_a_proper_end_removes_it(window: MainWindow) -> None:
    add_relu(window)
    window._autosaver.write()
    folder = window._autosaver._autosave
    assert folder is not None
    window.close()
    assert recoverable() == []


def test_changing_the_theme_repaints_everything_and_is_remembered(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.choose_theme("light")
    qtbot.wait(20)
    light = window.grab().toImage().pixelColor(640, 300).lightness()
    window.choose_theme("dark")
    qtbot.wait(20)
    dark = window.grab().toImage().pixelColor(640, 300).lightness()
    assert light > 200 > 60 > dark
    assert Settings.load().theme == "dark"
    theme.set_theme("dark")


def test_the_arrangement_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    window.docks["data"].raise_()
    window.docks["modules"].hide()
    window.close()
    document = Document()
    document.open("example:xor")
    other = MainWindow(document, Settings.load())
    other.show()
    qtbot.waitExposed(other)
    assert not other.docks["modules"].isVisible()
    other.arrange()
    assert other.docks["modules"].isVisible()
    other.close()
    other.deleteLater()
