"""Noise and the seed of samples that are made, beside the preview."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.data.sources.drawn_points import DrawnPoints
from guinet.data.sources.iris import Iris
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.sine_wave import SineWave
from guinet.data.sources.two_moons import TwoMoons
from guinet.gui.panels.data import DataPanel
from guinet.gui.panels.data_noise import noise_top
from tests.gui.panels.data_panels import settle


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1200, 300)
    made.show()
    settle(made, qtbot)
    yield made
    made.loader.wait()


def in_preview(panel):
    """Return the points that are seen, in the order of their coordinates."""
    return np.sort(panel.preview.plane._points.ravel())


def made(source):
    return np.sort(source.load().arrays["x"].ravel())


def test_a_held_slider_shows_the_noise_and_edits_when_it_is_let_go(panel, editor, qtbot):
    slider = panel.making.slider
    before = editor.project.data.source
    slider.setSliderDown(True)
    slider.setValue(80)
    settle(panel, qtbot)
    assert panel.making.noise == pytest.approx(0.4)
    assert editor.project.data.source == before
    np.testing.assert_allclose(in_preview(panel), made(before.replace(noise=0.4)), atol=1e-5)
    slider.setSliderDown(False)
    assert editor.project.data.source == before.replace(noise=0.4)
    assert editor.document.undo_label == "Change noise"
    settle(panel, qtbot)
    editor.document.undo()
    settle(panel, qtbot)
    assert slider.value() == 20
    np.testing.assert_allclose(in_preview(panel), made(before), atol=1e-5)


def test_escape_gives_a_held_slider_up(panel, editor, qtbot):
    slider = panel.making.slider
    before = editor.project.data.source
    slider.setSliderDown(True)
    slider.setValue(80)
    settle(panel, qtbot)
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    settle(panel, qtbot)
    assert editor.project.data.source == before
    assert not editor.document.can_undo
    assert slider.value() == 20
    np.testing.assert_allclose(in_preview(panel), made(before), atol=1e-5)


def test_keys_on_the_slider_are_one_step(panel, editor):
    for _ in range(3):
        QTest.keyClick(panel.making.slider, Qt.Key.Key_Right)
    assert editor.project.data.source.noise == pytest.approx(0.115)
    editor.document.undo()
    assert editor.project.data.source.noise == 0.1


def test_regenerate_draws_other_points_each_a_step(panel, editor, qtbot):
    before = in_preview(panel)
    QTest.mouseClick(panel.making.anew, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.making.anew, Qt.MouseButton.LeftButton)
    assert editor.project.data.source.seed == 2
    settle(panel, qtbot)
    assert not np.allclose(in_preview(panel), before)
    np.testing.assert_allclose(in_preview(panel), made(editor.project.data.source), atol=1e-5)
    editor.document.undo()
    assert editor.project.data.source.seed == 1


def test_the_largest_seed_is_followed_by_the_first(panel, editor):
    panel._apply("Put", "", source=TwoMoons(seed=2**31 - 1))
    panel.making.anew.click()
    assert editor.project.data.source.seed == 0


def test_what_is_not_made_has_no_bar(panel):
    for source, shown in ((Iris(), False), (DrawnPoints(), False), (SineWave(), True)):
        panel._apply("Put", "", source=source)
        assert panel.making.isVisible() is shown


@pytest.mark.parametrize(
    ("source", "top"),
    [(TwoMoons(), 0.5), (NoisyLine(), 0.8), (SineWave(), 0.5), (TwoMoons(noise=3), 3.0)],
)
def test_the_slider_reaches_what_can_be_set_finely_and_what_is_set(source, top):
    assert noise_top(source) == pytest.approx(top)
