"""Whoever makes a sample sees the answer move, in low docks and in wide ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from guinet.gui import theme
from tests.gui.try_it.test_panel import Desk

LOW, LOWER, HIGH, WIDE = (288, 464), (288, 440), (288, 624), (640, 300)
"""The dock in windows of 1280 x 800, 1366 x 768 and 1600 x 960, and at the bottom of one."""


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    before = qapp.styleSheet()
    qapp.setStyleSheet(theme.stylesheet(theme.current()))
    yield
    qapp.setStyleSheet(before)


def laid_out(desk: Desk, size: tuple[int, int]) -> None:
    desk.panel.resize(*size)
    for _ in range(5):
        QCoreApplication.processEvents()


def place(widget: QWidget, desk: Desk) -> QRect:
    return QRect(widget.mapTo(desk.panel, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("name", ["digits-cnn", "digits-mlp", "two-moons"])
@pytest.mark.parametrize("size", [LOW, LOWER, HIGH, WIDE])
def test_nothing_has_to_be_scrolled(qtbot, name: str, size: tuple[int, int]) -> None:
    desk = Desk(qtbot, name)
    trial = desk.panel.trial
    surface = trial.pad if name.startswith("digits") else trial.surface
    laid_out(desk, size)
    before = surface.size()
    desk.panel.take_sample()
    laid_out(desk, size)
    assert desk.panel.column.verticalScrollBar().maximum() == 0
    assert surface.size() == before
    bars, drawn = place(desk.panel.answer.bars, desk), place(surface, desk)
    assert desk.panel.rect().contains(bars)
    assert desk.panel.rect().contains(drawn)
    assert desk.panel.rect().contains(place(trial.take, desk))
    assert drawn.width() == drawn.height() >= 112
    assert len(desk.panel.answer.bars.rows) == len(desk.panel._facts().classes)
    assert (bars.left() > drawn.right()) == (size == WIDE)


def test_the_pad_is_as_large_as_there_is_room_for(qtbot) -> None:
    desk = Desk(qtbot, "digits-cnn")
    sides = {}
    for size in (LOWER, LOW, HIGH):
        laid_out(desk, size)
        sides[size] = desk.panel.trial.pad.width()
    assert sides[LOWER] < sides[LOW] < sides[HIGH]
    seen, drawn = place(desk.panel.trial.seen, desk), place(desk.panel.trial.pad, desk)
    assert seen.top() > drawn.bottom()
    laid_out(desk, LOW)
    seen, drawn = place(desk.panel.trial.seen, desk), place(desk.panel.trial.pad, desk)
    assert seen.left() > drawn.right()


def test_the_numbers_of_sliders_can_be_read(qtbot) -> None:
    desk = Desk(qtbot, "iris")
    laid_out(desk, LOW)
    for field in desk.panel.trial.fields:
        words = QFontMetrics(field.font()).horizontalAdvance(field.text())
        assert field.lineEdit().width() > words > 0
