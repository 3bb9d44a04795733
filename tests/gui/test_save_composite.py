"""Putting composites into one's own library and taking them out, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from guinet.document.document import Document
from guinet.gui.dialogs import questions
from guinet.gui.dialogs.save_composite import SaveCompositeDialog
from guinet.gui.editor import Editor
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.panels.palette_delegate import ITEM_ROLE
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.library import add_definition, read_library
from guinet.project.project import Project
from tests.gui.canvas.nested import with_block


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own that is empty."""
    monkeypatch.setenv("GUINET_COMPOSITES", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def editor(qapp) -> Editor:
    return Editor(Document(with_block()))


@pytest.fixture
def palette(editor, qtbot) -> PalettePanel:
    panel = PalettePanel(editor, None)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(200, 600)
    panel.show()
    return panel


def composite(editor: Editor):
    return next(iter(editor.project.graph.composites.values()))


@pytest.fixture
def dialog(editor, qtbot):
    """Return a maker of the dialog."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def make() -> SaveCompositeDialog:
        made = SaveCompositeDialog(parent, editor, composite(editor).id)
        made.open()
        return made

    return make


def test_what_is_saved_stands_in_the_palette_at_once(editor, palette, dialog) -> None:
    assert "MyBlock" not in palette.shown()
    sheet = dialog()
    sheet.name.setText("MyBlock")
    sheet.description.setText("A sum and its tanh.")
    sheet.accept()
    assert not sheet.isVisible()
    assert "MyBlock" in palette.shown()
    assert composite(editor).name == "MyBlock"
    entry = read_library().get("MyBlock")
    assert entry.summary == "A sum and its tanh."
    assert entry.definition.composite.graph == composite(editor).graph


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Linear", "module named Linear"),
        ("ResidualBlock", "guinet comes with"),
        ("", "must not be empty"),
        ("a.b", "must not contain a dot"),
    ],
)
def test_a_name_that_cannot_be_is_refused_before_saving(dialog, name, words, folder) -> None:
    sheet = dialog()
    sheet.name.setText(name)
    assert words in sheet.note.text()
    assert not sheet.save.isEnabled()
    assert not folder.exists()
    sheet.reject()


def test_replacing_is_announced_and_keeps_the_former_file(editor, dialog, folder) -> None:
    first = dialog()
    assert first.save.text() == "Save"
    first.description.setText("First.")
    first.accept()
    again = dialog()
    assert "will be replaced" in again.note.text()
    assert again.save.text() == "Replace"
    assert again.description.text() == "First."
    again.description.setText("Second.")
    again.accept()
    assert read_library().get("Block").description == "Second."
    assert (folder / "block.guinet.bak").exists()


def test_what_cannot_be_written_is_said_in_the_dialog(editor, dialog, folder) -> None:
    folder.write_text("no folder")
    sheet = dialog()
    sheet.accept()
    assert sheet.isVisible()
    assert "cannot be" in sheet.note.text()
    assert sheet.note.property("role") == "error"
    sheet.reject()


def menu_at(palette: PalettePanel, name: str) -> QMenu:
    model = palette.view.model()
    for row in range(model.rowCount()):
        head = model.index(row, 0)
        for child in range(model.rowCount(head)):
            index = model.index(child, 0, head)
            item = index.data(ITEM_ROLE)
            if item is not None and item.name == name:
                palette.view.scrollTo(index)
                menu = QMenu(palette)
                palette.menu.fill(menu, palette.view.visualRect(index).center())
                return menu
    raise AssertionError(name)


def test_only_ones_own_can_be_removed_and_only_after_a_question(
    editor, palette, dialog, folder, monkeypatch
) -> None:
    dialog().accept()
    asked: list[str] = []

    def ask(_parent: object, name: str, kept: str) -> bool:
        asked.append(f"{name} {kept}")
        return len(asked) > 1

    monkeypatch.setattr(questions, "ask_remove", ask)
    words = [action.text() for action in menu_at(palette, "ResidualBlock").actions()]
    assert words == ["Read the library again"]
    menu_at(palette, "Block").actions()[0].trigger()
    assert "Block" in palette.shown()
    menu_at(palette, "Block").actions()[0].trigger()
    assert asked == ["Block block.guinet.bak"] * 2
    assert "Block" not in palette.shown()
    assert [path.name for path in folder.iterdir()] == ["block.guinet.bak"]
    assert composite(editor).name == "Block"
    menu = QMenu(palette)
    palette.menu.fill(menu, QPoint(1, 10_000))
    assert [action.text() for action in menu.actions()] == ["Read the library again"]


def test_frames_and_collapsed_cards_go_into_the_library_and_come_back(editor, dialog) -> None:
    scope = composite(editor).id
    tanh = composite(editor).graph.by_name("tanh").id
    drawn = Annotations({"f1": CommentFrame("why", 0, 0, 200, 100, "teal")}, frozenset({tanh}))
    editor.apply(lambda p: replace(p, annotations={scope: drawn}), "Draw")
    dialog().accept()
    entry = read_library().get("Block")
    assert list(entry.annotations.values()) == [drawn]
    project, use = add_definition(Project(), entry)
    assert project.annotations[use.definition] == drawn
