"""The inspector about composites: the definition, exposed settings, the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.graph.exposed import exposed_fields
from guinet.gui.editor import Editor
from guinet.gui.panels.exposed_popup import ExposedPopup
from guinet.gui.panels.inspector import InspectorPanel
from guinet.project.library_save import save_composite
from guinet.project.project import Project
from tests.gui.canvas.nested import with_block

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own that is empty."""
    monkeypatch.setenv("GUINET_COMPOSITES", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def project() -> Project:
    return with_block(2)


@pytest.fixture
def panel(editor, bridge, sight, qtbot) -> InspectorPanel:
    made = InspectorPanel(editor, bridge, sight)
    qtbot.addWidget(made)
    made.resize(288, 700)
    made.show()
    return made


def select(editor: Editor, name: str) -> None:
    editor.select([editor.graph.by_name(name).id])


def composite(editor: Editor):
    (found,) = {c.name: c for c in editor.project.graph.composites.values()}.values()
    return found


def settings(editor: Editor, use: str) -> list[str]:
    graph = editor.project.graph
    return list(exposed_fields(graph.composites, graph.by_name(use).module))


def popup() -> ExposedPopup:
    (found,) = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, ExposedPopup) and each.isVisible()
    ]
    return found


def write(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_a_use_tells_of_its_definition_and_renames_it(editor, panel) -> None:
    part = panel.node_page.composite
    select(editor, "out")
    assert part.isHidden()
    select(editor, "block1")
    assert part.name.text() == "Block"
    assert part.uses.text() == "2 nodes inside, used in 2 places"
    write(part.name, "Tower")
    assert composite(editor).name == "Tower"
    assert {n.name for n in editor.graph.nodes.values()} >= {"block1", "block2"}
    write(part.name, "Linear")
    assert "module named Linear" in part.refusal.text()
    assert composite(editor).name == "Tower"


def test_its_buttons_ask_for_actions_of_the_window(editor, panel) -> None:
    asked: list[str] = []
    panel.asked.connect(asked.append)
    select(editor, "block1")
    for button in panel.node_page.composite.buttons.values():
        QTest.mouseClick(button, LEFT)
    assert asked == ["enter", "ungroup", "save_composite", "make_own"]


def test_its_buttons_show_all_of_their_words_in_a_narrow_panel(editor, panel) -> None:
    select(editor, "block1")
    panel.resize(264, 600)
    QApplication.processEvents()
    for button in panel.node_page.composite.buttons.values():
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 8


def test_a_pin_exposes_a_setting_and_takes_it_back(editor, panel) -> None:
    select(editor, "out")
    assert not panel.node_page.pins.buttons
    editor.enter([editor.graph.by_name("block1").id])
    select(editor, "linear")
    pins = panel.node_page.pins
    assert pins.outer_name("out_features") == "width"
    QTest.mouseClick(pins.buttons["bias"], LEFT)
    assert settings(editor, "block2") == ["width", "bias"]
    write(popup().name, "with_bias")
    assert settings(editor, "block2") == ["width", "with_bias"]
    assert pins.outer_name("bias") == "with_bias"
    assert pins.buttons["bias"].toolTip() == "Outside it is called with_bias"
    QTest.mouseClick(pins.buttons["bias"], LEFT)
    QTest.mouseClick(popup().take_back, LEFT)
    assert settings(editor, "block2") == ["width"]
    assert editor.document.undo_label == "Take with_bias back"


def test_a_name_that_is_taken_is_refused_in_words(editor, panel) -> None:
    editor.enter([editor.graph.by_name("block1").id])
    select(editor, "linear")
    QTest.mouseClick(panel.node_page.pins.buttons["bias"], LEFT)
    write(popup().name, "width")
    assert "width already" in popup().refusal.text()
    QTest.keyClick(popup(), Qt.Key.Key_Escape)
    assert settings(editor, "block1") == ["width", "bias"]


def test_outside_exposed_settings_are_renamed_and_moved(editor, panel) -> None:
    editor.enter([editor.graph.by_name("block1").id])
    select(editor, "linear")
    QTest.mouseClick(panel.node_page.pins.buttons["bias"], LEFT)
    popup().close()
    editor.enter(())
    select(editor, "block1")
    panel.node_page.exposed.editor("width").offered.emit(32)
    menus = panel.node_page.exposed_menus
    QTest.mouseClick(menus.buttons["bias"], LEFT)
    QTest.mouseClick(popup().up, LEFT)
    assert settings(editor, "block1") == ["bias", "width"]
    QTest.mouseClick(menus.buttons["width"], LEFT)
    write(popup().name, "units")
    assert settings(editor, "block2") == ["bias", "units"]
    graph = editor.project.graph
    assert graph.by_name("block1").module.values["units"] == 32
    assert editor.analysis.outputs_of("block1")[0].shape == (32,)


def test_another_version_in_the_library_is_told_and_taken_over(editor, panel) -> None:
    graph = editor.project.graph
    save_composite(graph, composite(editor).id)
    select(editor, "block1")
    part = panel.node_page.composite
    assert part.update_button.isHidden()
    panel.node_page.exposed.editor("width").offered.emit(16)
    before = editor.project.graph.edges
    editor.enter([editor.graph.by_name("block1").id])
    from guinet.graph.edits import remove_nodes

    tanh = editor.graph.by_name("tanh").id
    editor.apply_graph(lambda g: remove_nodes(g, [tanh]), "Delete tanh")
    editor.enter(())
    select(editor, "block1")
    assert not part.update_button.isHidden()
    QTest.mouseClick(part.update_button, LEFT)
    assert composite(editor).graph.by_name("tanh") is not None
    assert editor.project.graph.edges == before
    assert editor.project.graph.by_name("block1").module.values["width"] == 16
    assert part.update_button.isHidden()
    editor.document.undo()
    assert not part.update_button.isHidden()
