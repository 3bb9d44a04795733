"""What is typed wrongly into any number field around training costs a sentence and no more."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.data import sources
from guinet.gui.forms.editors import NumberEditor
from guinet.gui.panels.data import DataPanel
from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.runbar import RunBar
from guinet.gui.recipe_edits import edit_recipe
from guinet.optim import optimizers, schedules

NEVER = ("letters", "nan", "inf", "1e999", "1 2")
NOT_EVERYWHERE = ("", "-5", "0", "2.5", "99999999999999")


def type_into(line: NumberEditor, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClick(line, Qt.Key.Key_Return)


def assert_costs_nothing(owner: Any, editor: Any) -> int:
    """Type wrong things into every number field of a widget; return how many there are."""
    fields = [line for line in owner.findChildren(NumberEditor) if line.isVisible()]
    for line in fields:
        name = line.accessibleName()
        for text in (*NEVER, *NOT_EVERYWHERE):
            before, project = line.text(), editor.project
            type_into(line, text)
            if not line.property("invalid"):
                assert text not in NEVER, name
                assert editor.project is project or editor.document.undo_label, name
                if editor.project is not project:
                    editor.document.undo()
            assert editor.project == project, name
            if line.property("invalid"):
                sentence = refusal(line)
                assert sentence.endswith("."), (name, text, sentence)
                assert sentence.count(". ") == 0, (name, text, sentence)
                QTest.keyClick(line, Qt.Key.Key_Escape)
            assert line.text() == before, name
            assert not line.property("invalid"), name
    return len(fields)


def refusal(line: NumberEditor) -> str:
    """Return what is said of a refused text: below a field of a form, else as its tool tip."""
    rows: Any = line.parent()
    while rows is not None and not hasattr(rows, "_editors"):
        rows = rows.parent()
    if rows is None:
        return line.toolTip()
    (name,) = (name for name, known in rows._editors.items() if known is line)
    label = rows._errors[name]
    assert label.isVisible()
    return str(label.text())


@pytest.mark.parametrize("name", optimizers.names())
def test_in_the_recipe_of_each_optimizer(qtbot, editor, bridge, name: str) -> None:
    edit_recipe(editor, "", "", optimizer=optimizers.get(name)(), patience=3)
    panel = RecipePanel(editor, bridge)
    qtbot.addWidget(panel)
    panel.resize(288, 2000)
    panel.show()
    assert assert_costs_nothing(panel, editor) >= 8


@pytest.mark.parametrize("name", schedules.names())
def test_in_each_schedule(qtbot, editor, bridge, name: str) -> None:
    edit_recipe(editor, "", "", schedule=schedules.get(name)())
    panel = RecipePanel(editor, bridge)
    qtbot.addWidget(panel)
    panel.resize(288, 2000)
    panel.show()
    assert_costs_nothing(panel.rate_form, editor)


def test_in_the_run_bar(qtbot, editor, bridge) -> None:
    bar = RunBar(editor, bridge)
    qtbot.addWidget(bar)
    bar.resize(1400, 48)
    bar.show()
    assert assert_costs_nothing(bar, editor) == 2


@pytest.mark.parametrize("name", sources.names())
def test_in_the_options_of_each_source(qtbot, editor, bridge, monkeypatch, name: str) -> None:
    panel = DataPanel(editor, bridge)
    qtbot.addWidget(panel)
    monkeypatch.setattr(panel.loader, "load", lambda spec: None)  # reading has tests of its own
    panel.resize(1200, 1600)
    panel.show()
    panel._apply("Put", "", source=sources.get(name)())
    assert assert_costs_nothing(panel, editor) >= 2
    panel.loader.wait()
