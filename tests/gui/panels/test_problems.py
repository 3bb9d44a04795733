"""Problems are listed, lead to their node, and are mended by a button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.graph.edits import disconnect
from guinet.graph.problem import Fix, Problem
from guinet.gui.panels.fix_buttons import FixButton
from guinet.gui.panels.problems import ProblemRow, ProblemsPanel


@pytest.fixture
def problems(qtbot, editor, bridge):
    panel = ProblemsPanel(editor, bridge)
    qtbot.addWidget(panel)
    panel.resize(900, 200)
    panel.show()
    return panel


def cut(editor, node, name="out", port="x"):
    edge = editor.graph.edge_into(node(name).id, port)
    editor.apply_graph(lambda g: disconnect(g, edge), "Cut")


def test_a_whole_network_has_none(problems):
    assert problems.rows == []
    assert problems.empty.isVisible()
    assert "No problems" in problems.empty.words


def test_every_problem_has_a_row_and_is_counted(problems, editor, node, qtbot):
    with qtbot.waitSignal(problems.count_changed, timeout=1000) as told:
        cut(editor, node)
    assert told.args == [len(editor.problems)]
    assert [row.problem for row in problems.rows] == list(editor.problems)
    assert not problems.empty.isVisible()


def test_a_click_and_enter_lead_to_the_node(problems, editor, node, qtbot):
    cut(editor, node)
    row = next(row for row in problems.rows if row.problem.path == "out")
    with qtbot.waitSignal(problems.jump, timeout=1000) as told:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    assert told.args == ["out"]
    with qtbot.waitSignal(problems.jump, timeout=1000) as told:
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert told.args == ["out"]


def test_a_fix_is_done_by_its_button_and_can_be_undone(problems, editor, node):
    cut(editor, node)
    row = next(row for row in problems.rows if row.problem.path == "out" and row.buttons)
    before = editor.graph
    button = row.buttons[0]
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert editor.graph != before
    assert editor.document.undo_label == row.problem.fixes[0].label
    editor.document.undo()
    assert editor.graph == before


def test_rows_of_problems_that_stay_stay_and_mend_the_graph_as_it_is_now(problems, editor, node):
    cut(editor, node)
    kept = next(row for row in problems.rows if row.problem.path == "out" and row.buttons)
    cut(editor, node, "loss", "target")
    assert kept in problems.rows
    assert [row.problem for row in problems.rows] == list(editor.problems)
    shown = [problems._column.content.itemAt(i).widget() for i in range(len(problems.rows))]
    assert shown == problems.rows
    before = editor.graph
    QTest.mouseClick(kept.buttons[0], Qt.MouseButton.LeftButton)
    assert editor.graph.edge_into(node("out").id, "x") is not None
    assert editor.graph.edge_into(node("loss").id, "target") is None
    editor.document.undo()
    assert editor.graph == before
    editor.document.undo()
    assert [row.problem for row in problems.rows] == list(editor.problems)


def test_a_hidden_list_counts_and_catches_up_when_it_is_shown(problems, editor, node, qtbot):
    problems.hide()
    with qtbot.waitSignal(problems.count_changed, timeout=1000) as told:
        cut(editor, node)
    assert told.args == [len(editor.problems)]
    assert problems.rows == []
    problems.show()
    assert [row.problem for row in problems.rows] == list(editor.problems)


def test_a_narrow_list_keeps_the_hint_on_hover(problems, editor, node):
    cut(editor, node)
    row = next(row for row in problems.rows if row.problem.hint)
    assert row._hint.isVisible()
    problems.resize(400, 200)
    assert not row._hint.isVisible()
    assert row.problem.hint in row._message.toolTip()


def test_nothing_overlaps(problems, editor, node):
    cut(editor, node)
    for width in (280, 560, 900, 1400):
        problems.resize(width, 200)
        for row in problems.rows:
            parts = [row._node, row._message, row._hint, *row.buttons]
            shown = [part.geometry() for part in parts if part.isVisible()]
            for place, one in enumerate(shown):
                assert all(not one.intersects(other) for other in shown[place + 1 :])


def test_the_sentence_comes_before_all_fixes_but_the_likeliest(problems, qtbot):
    words = "The prediction and the target are of shapes that cannot be compared"
    fixes = tuple(Fix(f"A fix with many words, number {n}", lambda g: g) for n in range(4))
    row = ProblemRow(Problem("out", None, "error", words, "Try one.", fixes), problems)
    row.show()
    for width in (900, 1100, 1400):
        row.resize(width, 36)
        room = row._message.width()
        assert row.buttons[0].isVisible()
        assert room >= row._message.fontMetrics().horizontalAdvance(words) or not (
            row.buttons[1].isVisible()
        )
    row.resize(520, 36)
    assert row.buttons[0].isVisible()


def test_an_ampersand_in_a_name_stays_one_on_the_button(qtbot):
    button = FixButton("Remove R&D", lambda: None, 220)
    qtbot.addWidget(button)
    assert button.text() == "Remove R&&D"  # one alone would underline the D
    assert button.accessibleName() == "Remove R&D"


def test_rows_that_go_leave_nothing_of_theirs_behind(problems, editor, node) -> None:
    from shiboken6 import getAllValidWrappers

    def held() -> int:
        kinds = [type(each).__name__ for each in getAllValidWrappers()]
        return kinds.count("QWidgetItem")

    before = held()
    for _ in range(3):
        edge = editor.graph.edges[0]
        editor.apply_graph(lambda graph, edge=edge: disconnect(graph, edge), "Cut")
        editor.document.undo()
    assert held() == before
