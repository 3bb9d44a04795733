"""What is said about a sample made by hand is what another network says of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from guinet.core.types import Array
from guinet.gui.format import number, percent
from guinet.lens.scene import Scene
from guinet.lens.views.trial import FieldRangeOf
from tests.gui.plots.answers import shares_of
from tests.gui.try_it.test_panel import Desk, draw
from tests.lens.conftest import scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, line_graph


def predicted(scene: Scene, raw: Array) -> Array:
    """Return what a network of its own says of a sample in the units of the data."""
    path = scene.judged[0].prediction.partition(":")[0]
    seen = scene.data.scaler.transform("x", raw[None]).astype(np.float32)
    return network_like(scene).predict({"x": seen}, [path])[path]


def assert_said(desk: Desk, scene: Scene) -> Array:
    """Compare every word and bar of the answer; return the probabilities."""
    (shares,) = shares_of(predicted(scene, desk.panel.trial.sample()))
    names = scene.judged[0].classes
    first, second = np.argsort(-shares, kind="stable")[:2]
    view = desk.panel.answer
    assert view.said.text() == names[first]
    assert view.sure.text() == percent(float(shares[first]))
    assert view.second.text() == f"second: {names[second]}, {percent(float(shares[second]))}"
    assert [row[0] for row in view.bars.rows] == list(names)
    np.testing.assert_allclose([row[1] for row in view.bars.rows], shares, rtol=1e-4)
    assert [row[2] for row in view.bars.rows] == [percent(float(share)) for share in shares]
    assert [row[3] for row in view.bars.rows] == [k == first for k in range(len(names))]
    return shares


def test_the_probabilities_move_with_every_stroke(qtbot) -> None:
    desk = Desk(qtbot, "digits-cnn")
    trial = desk.panel.trial
    square = trial.pad._square().toRect()
    left, top = square.left(), square.top()
    seen = []
    for stroke in (
        ((left + 60, top + 30), (left + 60, top + 150)),
        ((left + 60, top + 150), (left + 110, top + 150)),
        ((left + 110, top + 40), (left + 110, top + 120)),
    ):
        draw(trial.pad, *stroke)
        seen.append(assert_said(desk, desk.scene))
        image = trial.seen._image
        grey = [[QColor(image.pixel(x, y)).red() for x in range(8)] for y in range(8)]
        raw = trial.sample()[0]
        np.testing.assert_allclose(grey, (raw - raw.min()) / np.ptp(raw) * 255, atol=1.0)
    assert not np.allclose(seen[0], seen[1])
    assert not np.allclose(seen[1], seen[2])


def test_sliders_and_the_number_that_is_typed(qtbot) -> None:
    desk = Desk(qtbot, "iris")
    trial = desk.panel.trial
    assert_said(desk, desk.scene)
    before = trial.sample()
    field = trial.fields[2]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5.1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert trial.sample()[2] == 5.1
    assert_said(desk, desk.scene)
    for wrong in ("abc", "", "9999"):
        field.selectAll()
        QTest.keyClicks(field, wrong) if wrong else QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.minimum() <= field.value() <= field.maximum()
        assert_said(desk, desk.scene)
    others = [0, 1, 3]
    np.testing.assert_array_equal(trial.sample()[others], before[others])


def test_a_point_of_the_plane(qtbot) -> None:
    desk = Desk(qtbot, "two-moons")
    surface = desk.panel.trial.surface
    said = []
    for x, y in ((-0.8, 0.6), (0.5, -0.2), (1.8, 0.3)):
        place = surface.place_of(np.array([x, y])).toPoint()
        QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=place)
        np.testing.assert_allclose(desk.panel.trial.sample(), [x, y], atol=0.03)
        said.append(assert_said(desk, desk.scene))
    assert not np.allclose(said[0], said[2])


def test_numbers_are_said_in_the_units_of_the_data(qtbot) -> None:
    desk = Desk(qtbot, "linear-regression")
    desk.scene = scene = scene_of(line_graph(), LINE)
    trial, scaler = desk.panel.trial, scene.data.scaler
    trial.fields[0].setValue(0.7)
    wanted = predicted(scene, trial.sample()) * scaler.scales["y"] + scaler.means["y"]
    assert desk.panel.answer.said.text() == number(float(wanted[0, 0]))
    assert desk.panel.answer.sure.text() == "predicted"


SCALED = {"standard": "deviation", "min-max": "range", "none": "1"}


@pytest.mark.parametrize("scaling", list(SCALED))
def test_the_slope_is_that_of_what_is_said_for_the_unit_it_names(qtbot, scaling: str) -> None:
    desk = Desk(qtbot, "linear-regression")
    data = LINE.replace(scaling=scaling)
    scene = scene_of(line_graph(), data)
    desk.scene = scene
    desk.editor.apply(lambda project: replace(project, data=data), "Scale")
    trial = desk.panel.trial
    trial.show_range(FieldRangeOf().compute(scene))
    desk.panel.ask()
    raw = LINE.source.load().arrays["x"][scene.data.train_index]
    unit = {"standard": raw.std(), "min-max": np.ptp(raw), "none": 1.0}[scaling]
    at, step = trial.sample(), 1e-2 * unit
    both = [predicted(scene, at + way * step) for way in (1, -1)]
    ends = [scene.data.scaler.inverse("y", each)[0, 0] for each in both]
    wanted = (ends[0] - ends[1]) / 2e-2
    words = trial.slopes[0].toolTip().replace("−", "-")
    assert words.endswith(f"per {SCALED[scaling]} of this number.")
    assert float(words.split("by ")[1].split(" per")[0]) == pytest.approx(wanted, rel=2e-2)
