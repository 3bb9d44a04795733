"""Samples are drawn in the data panel, and every stroke is one edit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from guinet.data.prepare import prepare
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.gui.panels.data import DataPanel
from tests.gui.panels.data_panels import settle

POINTS = ((-0.5, 0.5, 0), (0.5, -0.5, 1), (0.25, 0.25, 1))


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1200, 300)
    made._apply("Use", "", source=DrawnPoints())
    made.show()
    settle(made, qtbot)
    yield made
    made.loader.wait()


@pytest.fixture
def surface(panel):
    return panel.preview.drawing.surface


def put(panel, qtbot, points=POINTS):
    panel._apply("Put", "", source=DrawnPoints(points=points))
    settle(panel, qtbot)


def drawn(editor):
    return editor.project.data.source.points


def pixel(surface, x, y):
    """Return where a place of the plane is seen."""
    low, high = surface.bounds()
    part = (np.array([x, y]) - low) / (high - low)
    plot = surface.plot
    return QPoint(
        round(plot.left() + part[0] * plot.width()), round(plot.bottom() - part[1] * plot.height())
    )


def drag(surface, way, button=Qt.MouseButton.LeftButton, release=True):
    QTest.mousePress(surface, button, pos=pixel(surface, *way[0]))
    for place in way[1:]:
        QTest.mouseMove(surface, pixel(surface, *place))
    if release:
        QTest.mouseRelease(surface, button, pos=pixel(surface, *way[-1]))


def test_an_empty_plane_is_there_to_draw_on(panel, surface, editor):
    assert panel.preview.currentWidget() is panel.preview.drawing
    assert editor.document.data_error.startswith("No points are drawn yet")
    assert not panel.preview.drawing.clear.isEnabled()


def test_a_click_draws_a_point_where_it_is_seen(panel, surface, editor, qtbot):
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=pixel(surface, 0.5, -0.25))
    (point,) = drawn(editor)
    assert point[:2] == pytest.approx((0.5, -0.25), abs=0.02)
    assert point[2] == 0
    assert editor.document.undo_label == "Draw 1 point"
    settle(panel, qtbot)
    np.testing.assert_allclose(surface._points, [point[:2]])


def test_a_drag_is_one_step_that_can_be_taken_back(panel, surface, editor, qtbot):
    put(panel, qtbot)
    panel.preview.drawing.classes[1].click()
    drag(surface, [(-0.9, -0.9), (-0.5, -0.9), (0.0, -0.9)])
    assert len(drawn(editor)) > len(POINTS) + 5
    assert {label for _, _, label in drawn(editor)[3:]} == {1}
    drag(surface, [(0.5, 0.9), (0.9, 0.9)])
    editor.document.undo()
    assert len(drawn(editor)) > len(POINTS)
    editor.document.undo()
    assert drawn(editor) == POINTS
    settle(panel, qtbot)
    assert len(surface._points) == 3


def test_nothing_is_edited_before_the_release_and_escape_gives_up(panel, surface, editor, qtbot):
    put(panel, qtbot)
    drag(surface, [(-0.9, -0.9), (0.0, -0.9)], release=False)
    assert len(surface.points) > 5
    assert drawn(editor) == POINTS
    QTest.keyClick(surface, Qt.Key.Key_Escape)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=pixel(surface, 0.0, -0.9))
    assert drawn(editor) == surface.points == POINTS


@pytest.mark.parametrize("way", ["right button", "eraser"])
def test_points_are_erased(panel, surface, editor, qtbot, way):
    put(panel, qtbot)
    button = Qt.MouseButton.RightButton
    if way == "eraser":
        panel.preview.drawing.eraser.click()
        button = Qt.MouseButton.LeftButton
    drag(surface, [(0.5, -0.9), (0.5, -0.5)], button)
    assert drawn(editor) == (POINTS[0], POINTS[2])
    assert editor.document.undo_label == "Erase 1 point"


def test_an_eraser_that_meets_nothing_edits_nothing(panel, surface, editor, qtbot):
    put(panel, qtbot)
    drag(surface, [(0.9, 0.9), (0.8, 0.9)], Qt.MouseButton.RightButton)
    assert editor.document.undo_label == "Put"


def test_all_is_cleared_and_comes_back(panel, editor, qtbot):
    put(panel, qtbot)
    panel.preview.drawing.clear.click()
    assert drawn(editor) == ()
    editor.document.undo()
    assert drawn(editor) == POINTS


def test_classes_are_added_up_to_ten(panel, surface, editor, qtbot):
    tools = panel.preview.drawing
    for count in range(3, 11):
        assert not tools.more.isHidden()
        tools.more.click()
        assert editor.project.data.source.classes == count
    assert tools.more.isHidden()
    tools.classes[9].click()
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=pixel(surface, 0, 0))
    assert drawn(editor)[0][2] == 9
    settle(panel, qtbot)
    assert panel.summary.balance.counts[9][0] == "J"
    editor.document.undo()
    editor.document.undo()
    # Its class is gone, so the brush has another one.
    assert surface.label == 0


def test_an_added_class_is_drawn_with_at_once(panel, surface, editor, qtbot):
    tools = panel.preview.drawing
    tools.more.click()
    assert tools.classes[2].isChecked()
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=pixel(surface, 0, 0))
    assert drawn(editor)[0][2] == 2


def test_an_emptied_plane_is_drawn_on_and_not_erased(panel, surface, editor, qtbot):
    put(panel, qtbot)
    tools = panel.preview.drawing
    tools.eraser.click()
    put(panel, qtbot, POINTS[:1])
    assert tools.eraser.isChecked()
    tools.clear.click()
    settle(panel, qtbot)
    assert not tools.eraser.isChecked()
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=pixel(surface, 0, 0))
    assert len(drawn(editor)) == 1


def test_the_keys_draw_move_erase_and_choose(panel, surface, editor, qtbot):
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_2)
    QTest.keyClick(surface, Qt.Key.Key_Space)
    first = drawn(editor)[0]
    assert first[:2] == pytest.approx((0, 0), abs=0.02)
    assert first[2] == 1
    for _ in range(2):
        QTest.keyClick(surface, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(surface, Qt.Key.Key_Up)
    QTest.keyClick(surface, Qt.Key.Key_Return)
    second = drawn(editor)[1]
    assert second[0] > first[0]
    assert second[1] > first[1]
    QTest.keyClick(surface, Qt.Key.Key_Delete)
    assert drawn(editor) == (first,)
    # A class that is not there cannot be chosen.
    QTest.keyClick(surface, Qt.Key.Key_9)
    assert surface.label == 1


def test_keys_that_draw_are_no_commands_of_the_window(panel, surface, editor):
    done = []
    action = QAction(panel)
    action.setShortcuts([Qt.Key.Key_Delete, Qt.Key.Key_Space])
    action.triggered.connect(lambda: done.append(1))
    panel.addAction(action)
    panel.activateWindow()
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_Space)
    QTest.keyClick(surface, Qt.Key.Key_Delete)
    assert not done
    assert editor.document.undo_label == "Erase 1 point"


def test_rings_are_the_samples_kept_for_validation(panel, surface, editor, qtbot):
    points = [(x / 10, 0.1, x % 2) for x in range(-9, 10)]
    put(panel, qtbot, points)
    kept = np.flatnonzero(surface._validation)
    assert kept.tolist() == prepare(editor.project.data).validation_index.tolist()


def test_the_plane_stays_while_one_draws_and_grows_only_with_what_lies_outside(panel, surface):
    low, high = surface.bounds()
    assert low[1] == -1
    drag(surface, [(0.0, 1.0), (high[0], 1.0), (high[0], -1.0), (-high[0], -1.0)])
    np.testing.assert_array_equal(surface.bounds()[0], low)
    surface.show_source(DrawnPoints(points=[(0, 3, 0)]))
    assert surface.bounds()[0][1] == -5


def test_points_are_drawn_to_the_most_there_may_be(panel, surface, editor, qtbot):
    put(panel, qtbot, [(0.0, 0.0, 0)] * (DrawnPoints.points.most - 2))
    assert len(surface._points) == DrawnPoints.points.most - 2
    drag(surface, [(-0.9, 0.9), (0.9, 0.9)])
    assert len(drawn(editor)) == DrawnPoints.points.most


def test_the_split_of_points_that_are_gone_meanwhile_marks_none(panel, surface, qtbot):
    put(panel, qtbot)
    surface.show_source(DrawnPoints(points=POINTS[:1]))
    surface.show_split(np.array([2]))
    assert not surface._kept.any()
