"""The gallery: a card for every way to begin, found, chosen and opened by mouse and keyboard."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from guinet.gui.dialogs import questions
from guinet.gui.starts.gallery import Gallery
from guinet.gui.window import MainWindow
from guinet.project.example_results import example_result
from guinet.project.examples import ORDER
from guinet.project.make_examples.measure import results

TEXT = "nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 2))"


@pytest.fixture
def gallery(window: MainWindow) -> Gallery:
    found = window.starts.gallery()
    assert found.isVisible()
    return found


def types(window: MainWindow) -> list[str]:
    return [node.module.type_name() for node in window.editor.graph.nodes.values()]


def wait_for_data(qtbot: QtBot) -> None:
    """Wait until nothing is loaded any more."""
    qtbot.waitUntil(
        lambda: "data loading" not in {one.name for one in threading.enumerate()},
        timeout=60_000,
    )


def shown(gallery: Gallery) -> list[str]:
    from guinet.gui.starts.cards import CARD_ROLE

    rows = (gallery.cards.item(row) for row in range(gallery.cards.count()))
    return [item.data(CARD_ROLE).title for item in rows if not item.isHidden()]


def test_every_example_is_a_card_with_its_picture(gallery: Gallery) -> None:
    assert len(shown(gallery)) == len(ORDER) + 3
    for name in ORDER:
        gallery.choose(name)
        card = gallery.chosen
        assert card is not None
        assert card.name == name
        assert card.sketch is not None
        assert card.sketch.blocks
        assert card.description


def test_the_result_is_the_one_that_was_measured() -> None:
    assert results()["digits-cnn"]["values"]
    assert example_result("digits-cnn") == "98.9 % accuracy"
    assert example_result("autoencoder").startswith("R² 0.75")
    assert example_result("no-such-example") == ""


def test_search_keeps_what_is_called_that_and_enter_opens_it(
    window: MainWindow, gallery: Gallery
) -> None:
    gallery.search.setText("points straight decade")
    assert shown(gallery) == ["Exclusive or"]
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    assert window.editor.document.title == "Exclusive or"
    assert not gallery.isVisible()


def test_a_search_without_a_find_says_so(gallery: Gallery) -> None:
    gallery.search.setText("no such thing")
    assert shown(gallery) == []
    assert not gallery.action.isEnabled()
    gallery.search.setText("")
    assert gallery.action.isEnabled()


def test_arrow_keys_lead_into_the_cards_and_through_them(gallery: Gallery) -> None:
    QTest.keyClick(gallery.search, Qt.Key.Key_Down)
    before = gallery.chosen
    QTest.keyClick(gallery.cards, Qt.Key.Key_Right)
    assert gallery.chosen != before


def test_an_example_is_opened_once_however_it_is_asked_for(
    window: MainWindow, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window.files, "open", opened.append)
    gallery.choose("xor")
    item = gallery.cards.currentItem()
    place = gallery.cards.visualItemRect(item).center()
    QTest.mouseClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["example:xor"]


def test_return_on_a_card_opens_it_once(
    window: MainWindow, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window.files, "open", opened.append)
    gallery.choose("iris")
    gallery.cards.setFocus()
    QTest.keyClick(gallery.cards, Qt.Key.Key_Return)
    assert opened == ["example:iris"]


def test_sizes_answer_while_they_are_typed_and_become_one_step(
    window: MainWindow, gallery: Gallery
) -> None:
    gallery.choose("sizes")
    gallery.sizes.set_text("5 tanhh")
    assert "did you mean Tanh?" in gallery.sizes.answer.text()
    assert not gallery.action.isEnabled()
    gallery.sizes.set_text("5-2 tanh")
    assert "Linear 5 → Tanh → Linear 2" in gallery.sizes.answer.text()
    gallery.action.click()
    assert types(window)[:4] == ["Input", "Linear", "Tanh", "Linear"]
    assert window.editor.problems == ()
    window.editor.document.undo()
    assert types(window) == []
    assert not window.editor.document.can_undo


def test_text_becomes_a_network_on_the_open_data(window: MainWindow, gallery: Gallery) -> None:
    gallery.show_text(TEXT)
    assert "Linear 6 → Tanh → Linear 2 → CrossEntropyLoss" in gallery.text.answer.text()
    gallery.begin()
    assert window.editor.problems == ()
    assert window.editor.document.undo_label == "From PyTorch text"


def test_text_that_cannot_be_read_says_why_in_its_place(gallery: Gallery) -> None:
    gallery.show_text("nn.Sequential(\n nn.Liner(2, 3))")
    assert gallery.text.answer.text().startswith("Line 2: guinet has no module for 'Liner'")
    assert not gallery.action.isEnabled()
    gallery.show_text(TEXT)
    assert gallery.action.isEnabled()


def test_over_a_network_another_project_is_begun_on_the_same_data(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.files.open("example:digits-cnn")
    wait_for_data(qtbot)
    data = window.editor.project.data
    gallery = window.starts.gallery()
    gallery.choose("sizes")
    gallery.sizes.set_text("16")
    gallery.begin()
    assert window.editor.project.data == data
    assert "Flatten" in types(window)
    assert window.editor.problems == ()
    assert window.editor.document.path is None
    wait_for_data(qtbot)


def test_nothing_is_lost_without_a_question(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.open("example:xor")
    window.editor.apply_graph(lambda graph: type(graph)(), "Delete all")
    window.editor.document.undo()
    window.editor.select(window.editor.graph.nodes)
    window.canvas.commands.duplicate()
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "cancel")
    before = window.editor.project
    gallery = window.starts.gallery()
    gallery.show_text(TEXT)
    gallery.begin()
    assert window.editor.project == before


def test_the_key_opens_it(window: MainWindow) -> None:
    action = window.actions_by_id["new_from_example"]
    assert action.shortcut().toString() == "Ctrl+Shift+N"
    action.trigger()
    found = window.findChildren(Gallery)
    assert [one.isVisible() for one in found] == [True]


def test_the_button_pastes_text_or_asks_for_it(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(TEXT)
    window.canvas.beginnings.text.click()
    assert types(window)[:2] == ["Input", "Linear"]
    window.editor.document.undo()
    QGuiApplication.clipboard().setText("what?")
    window.canvas.beginnings.text.click()
    (gallery,) = window.findChildren(Gallery)
    assert gallery.chosen is not None
    assert gallery.chosen.kind == "pytorch"
    assert gallery.text.text == ""
