"""A closer look at some epochs: with the real mouse, and as fine as the run was recorded."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from guinet.gui.plots.epoch_plot import CurveSpec, EpochPlot

LEFT = Qt.MouseButton.LeftButton
EPOCHS = np.arange(1.0, 20_001.0)
VALUES = 1.0 + np.random.default_rng(0).exponential(size=20_000)


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 220)
    return made


@pytest.fixture
def plot(holder):
    head = QHBoxLayout()
    made = EpochPlot(
        QLabel("Loss", holder),
        QLabel(holder),
        head,
        (CurveSpec("train", "train", "accent"),),
        logarithmic=True,
        parent=holder,
    )
    for place in range(head.count()):
        head.itemAt(place).widget().setParent(holder)
    made.resize(400, 200)
    made.show_data({"train": (EPOCHS, VALUES)})
    holder.show()
    QApplication.processEvents()
    made.grab()
    return made


def place(plot: EpochPlot, epoch: float) -> QPoint:
    box = plot.plot.getPlotItem().getViewBox()
    x = box.mapViewToScene(QPointF(epoch, 0.0)).x()
    return plot.plot.mapFromScene(QPointF(x, box.sceneBoundingRect().center().y()))


def view(plot: EpochPlot) -> tuple[float, float]:
    low, high = plot.plot.getPlotItem().getViewBox().viewRange()[0]
    return low, high


def drag(plot: EpochPlot, first: float, last: float) -> None:
    viewport = plot.plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=place(plot, first))
    QTest.mouseMove(viewport, place(plot, (first + last) / 2))
    QTest.mouseMove(viewport, place(plot, last))


def wheel(plot: EpochPlot, epoch: float, turned: QPoint) -> None:
    at = QPointF(place(plot, epoch))
    viewport = plot.plot.viewport()
    event = QWheelEvent(
        at,
        QPointF(viewport.mapToGlobal(at.toPoint())),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def per_pixel(plot: EpochPlot) -> float:
    low, high = view(plot)
    return (high - low) / plot.plot.getPlotItem().getViewBox().width()


def test_a_drag_looks_at_its_stretch_as_fine_as_it_was_recorded(plot):
    coarse = 2 * per_pixel(plot)
    drag(plot, 5_000, 5_900)
    assert plot.zoom.dragging
    assert plot.zoom.span is None  # nothing before the release
    QTest.mouseRelease(plot.plot.viewport(), LEFT, pos=place(plot, 5_900))
    first, last = plot.zoom.span
    assert first == pytest.approx(5_000, abs=coarse)
    assert last == pytest.approx(5_900, abs=coarse)
    x, y = plot._items["train"].getOriginalDataset()
    inside = (x >= first) & (x <= last)
    expected = EPOCHS[(first <= EPOCHS) & (last >= EPOCHS)]
    np.testing.assert_array_equal(x[inside], expected)
    np.testing.assert_array_equal(y[inside], VALUES[expected.astype(int) - 1])
    shown = VALUES[expected.astype(int) - 1]
    low, high = plot.plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < np.log10(shown.min())
    assert np.log10(shown.max()) < high < np.log10(VALUES.max())
    assert not plot.all_button.isHidden()


class Listener(QWidget):
    """Has the keyboard, as the canvas has it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.keys: list[int] = []

    def keyPressEvent(self, event):
        self.keys.append(event.key())


def test_esc_gives_a_drag_up_whoever_has_the_keyboard(plot, holder):
    other = Listener(holder)
    drag(plot, 5_000, 9_000)
    QTest.keyClick(other, Qt.Key.Key_A)
    assert plot.zoom.dragging
    QTest.keyClick(other, Qt.Key.Key_Escape)
    assert not plot.zoom.dragging
    QTest.mouseRelease(plot.plot.viewport(), LEFT, pos=place(plot, 9_000))
    assert plot.zoom.span is None
    assert other.keys == [Qt.Key.Key_A]
    QTest.keyClick(other, Qt.Key.Key_Escape)
    assert other.keys == [Qt.Key.Key_A, Qt.Key.Key_Escape]


@pytest.mark.parametrize("how", ["release", "hide"])
def test_after_a_drag_esc_is_that_of_others_again(plot, holder, how):
    other = Listener(holder)
    drag(plot, 5_000, 9_000)
    if how == "hide":
        holder.hide()
    else:
        QTest.mouseRelease(plot.plot.viewport(), LEFT, pos=place(plot, 9_000))
    assert not plot.zoom.dragging
    QTest.keyClick(other, Qt.Key.Key_Escape)
    assert other.keys == [Qt.Key.Key_Escape]


def test_a_click_is_no_drag(plot):
    QTest.mouseClick(plot.plot.viewport(), LEFT, pos=place(plot, 5_000))
    assert plot.zoom.span is None


def test_the_wheel_keeps_what_is_under_the_pointer_where_it_is(plot):
    before = place(plot, 8_000)
    wheel(plot, 8_000, QPoint(0, 240))
    first, last = plot.zoom.span
    assert last - first == pytest.approx(20_000 / 1.25**2)
    assert abs((place(plot, 8_000) - before).x()) <= 6  # the margin of the axis is a part of it
    for _ in range(5):
        wheel(plot, 8_000, QPoint(0, -120))
    assert plot.zoom.span is None
    assert plot.all_button.isHidden()


def test_a_wheel_turned_sideways_is_left_to_the_board(plot):
    wheel(plot, 8_000, QPoint(120, 0))
    assert plot.zoom.span is None


@pytest.mark.parametrize("by", ["double click", "button"])
def test_back_to_all(plot, by):
    plot.zoom.look(100, 200)
    assert view(plot)[1] < 300
    if by == "button":
        QTest.mouseClick(plot.all_button, LEFT)
    else:
        QTest.mouseDClick(plot.plot.viewport(), LEFT, pos=place(plot, 150))
    assert plot.zoom.span is None
    assert view(plot)[1] >= 20_000
    assert len(plot._items["train"].getOriginalDataset()[0]) < 2_500


def test_the_stretch_stays_while_the_run_goes_on_and_goes_with_a_new_one(plot):
    plot.zoom.look(100, 200)
    seen = view(plot)
    plot.show_data({"train": (np.arange(1.0, 30_001.0), np.ones(30_000))})
    assert plot.zoom.span == (100, 200)
    assert view(plot) == seen
    plot.show_data({"train": (EPOCHS[:50], VALUES[:50])})
    assert plot.zoom.span is None
    assert view(plot)[1] == pytest.approx(50, abs=3)


def test_smoothing_in_a_stretch_is_that_of_the_whole_curve(plot):
    plot.set_smoothing(0.97)
    plot.zoom.look(400, 500)
    x, y = plot._items["train"].getOriginalDataset()
    k = int(np.flatnonzero(x == 450.0)[0])
    weights = 0.97 ** np.arange(450)
    assert y[k] == pytest.approx(np.average(VALUES[:450][::-1], weights=weights))


def test_a_curve_of_one_epoch_is_a_dot_that_can_be_seen(plot):
    plot.show_data({"train": (np.array([7.0]), np.array([0.5]))})
    assert plot._items["train"].scatter.data["x"].tolist() == [7.0]
    assert plot._items["train"].scatter.isVisible()
    plot.show_data({"train": (np.array([7.0, 8.0]), np.array([0.5, 0.4]))})
    assert not plot._items["train"].scatter.isVisible()
