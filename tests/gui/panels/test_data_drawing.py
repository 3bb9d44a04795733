"""Points are drawn with the mouse, and noise is turned, right beside the preview."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guinet.data.sources.drawn_points import DrawnPoints
from guinet.data.spec import DataSpec
from guinet.gui.panels.data import DataPanel


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1100, 300)
    made.show()
    return made


def use_points(editor) -> None:
    spec = DataSpec(source=DrawnPoints())
    editor.apply(lambda project: replace(project, data=spec), "Use drawn points")


def stroke(surface, *places: QPoint, button=Qt.MouseButton.LeftButton) -> None:
    QTest.mousePress(surface, button, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(surface, place)
    QTest.mouseRelease(surface, button, pos=places[-1])


def points(editor):
    return editor.project.data.source.points


def test_a_stroke_is_one_step_and_the_data_follow(panel, editor):
    use_points(editor)
    panel.refresh()
    surface = panel.preview.drawing.surface
    middle = surface.place_of(0.0, 0.0).toPoint()
    stroke(surface, middle, middle + QPoint(20, 0), middle + QPoint(40, 0))
    panel.preview.drawing.colours.button(1).click()
    stroke(surface, middle + QPoint(0, 40))
    found = points(editor)
    assert [label for *_, label in found] == [0, 0, 0, 1]
    assert found[0][:2] == pytest.approx((0.0, 0.0), abs=0.02)
    assert found[3][1] < -0.1
    assert found[1][0] < found[2][0]
    loaded = editor.project.data.source.load()
    np.testing.assert_array_equal(loaded.arrays["y"], [0, 0, 0, 1])
    editor.document.undo()
    assert len(points(editor)) == 3
    editor.document.undo()
    assert points(editor) == ()


def test_the_right_button_erases_and_esc_gives_up(panel, editor):
    use_points(editor)
    panel.refresh()
    surface = panel.preview.drawing.surface
    middle = surface.place_of(0.0, 0.0).toPoint()
    stroke(surface, middle, middle + QPoint(50, 0))
    stroke(surface, middle, button=Qt.MouseButton.RightButton)
    assert len(points(editor)) == 1
    surface.setFocus()
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=middle + QPoint(0, 30))
    QTest.keyClick(surface, Qt.Key.Key_Escape)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=middle + QPoint(0, 30))
    assert len(points(editor)) == 1
    panel.preview.drawing.clear.click()
    assert points(editor) == ()


def test_colours_are_as_many_as_classes(panel, editor):
    use_points(editor)
    panel.refresh()
    buttons = panel.preview.drawing.colours.buttons()
    assert [b.isVisible() for b in buttons][:3] == [True, True, False]
    spec = DataSpec(source=DrawnPoints(classes=4))
    editor.apply(lambda project: replace(project, data=spec), "Four classes")
    panel.refresh()
    assert sum(b.isVisible() for b in buttons) == 4


def test_noise_and_other_samples(panel, editor):
    panel.refresh()
    source = editor.project.data.source
    assert panel.knobs.isVisible()
    panel.knobs.noise.setValue(0)
    assert editor.project.data.source.noise == 0.0
    panel.knobs.again.click()
    assert editor.project.data.source.seed != source.seed
    use_points(editor)
    panel.refresh()
    assert not panel.knobs.isVisible()
