"""The heading of the table of runs tells what it is sorted by."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from guinet.gui import theme
from guinet.gui.runs.table import COLUMNS
from tests.gui.runs.test_runs import kitchen

__all__ = ["kitchen"]


def test_the_arrow_stands_in_the_title_of_the_column_that_sorts(kitchen):
    kitchen.train()
    kitchen.panel.refresh()
    header, shown = kitchen.panel.view.header(), kitchen.panel.sorted
    titles = [column.title for column in COLUMNS]

    def seen() -> list[str]:
        return [shown.headerData(n, Qt.Orientation.Horizontal) for n in range(len(COLUMNS))]

    assert seen() == ["↓ #", *titles[1:]]
    for title, after in (("Run", "Run ↑"), ("Run", "Run ↓"), ("Best loss", "↑ Best loss")):
        section = titles.index(title)
        place = QPoint(header.sectionViewportPosition(section) + 30, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert seen() == [*titles[:section], after, *titles[section + 1 :]]
    metrics = QFontMetrics(theme.font(12))
    for section, column in enumerate(COLUMNS):
        shown.sort(section)
        room = column.width - 2 * 8  # what the style sheet leaves on both sides
        assert metrics.horizontalAdvance(seen()[section]) <= room
