"""A network's file that is dropped on the window is opened; other drags are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from guinet.gui.mime import module_mime
from guinet.gui.starts.file_drop import dropped_network
from guinet.gui.window import MainWindow
from guinet.project.examples import example_path

COPY, LEFT, NONE = (
    Qt.DropAction.CopyAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(widget: QWidget, data: QMimeData) -> bool:
    enter = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), COPY, data, LEFT, NONE))
    return True


@pytest.mark.parametrize("where", ["window", "canvas"])
def test_a_network_is_opened(window: MainWindow, qtbot, where: str) -> None:
    place = window if where == "window" else window.canvas.viewport()
    assert drop(place, files(example_path("xor")))
    qtbot.waitUntil(lambda: window.editor.document.title == "Exclusive or")


def test_what_is_no_network_is_left_alone(window: MainWindow, tmp_path: Path) -> None:
    assert dropped_network(files(tmp_path / "table.csv")) is None
    assert dropped_network(files(tmp_path / "a.csv", tmp_path / "NET.GUINET")) is not None
    assert not drop(window, files(tmp_path / "table.csv"))


def test_modules_still_drop_on_the_canvas(window: MainWindow) -> None:
    assert drop(window.canvas.viewport(), module_mime("ReLU"))
    assert [node.name for node in window.editor.graph.nodes.values()] == ["relu1"]
