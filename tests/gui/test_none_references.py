"""Painting must not lose references to None.

Some releases of PySide6 drop one with each call on Python 3.11 and abort the process after
some seconds of painting, which no short test notices. From 3.12 on None is immortal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QLabel

CALLS = 2000

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on"
)


class Card(QGraphicsItem):
    """An item that paints from Python, as the canvas does."""

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, 20, 20)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.setPen(QPen(QColor("red")))


def change_per_call(action: Callable[[], object]) -> float:
    """Return by how much one call changes the number of references to None."""
    for _ in range(10):
        action()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        action()
    return (sys.getrefcount(None) - before) / CALLS


@pytest.mark.usefixtures("qapp")
def test_painter_calls_keep_none() -> None:
    image = QImage(50, 50, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    pen, brush, path = QPen(QColor("red"), 2), QBrush(QColor("blue")), QPainterPath(QPointF(0, 0))
    actions: dict[str, Callable[[], object]] = {
        "setPen": lambda: painter.setPen(pen),
        "setBrush": lambda: painter.setBrush(brush),
        "drawPath": lambda: painter.drawPath(path),
        "drawEllipse": lambda: painter.drawEllipse(QPointF(5, 5), 3, 3),
        "drawText": lambda: painter.drawText(QRectF(0, 0, 40, 20), 0, "x"),
    }
    changes = {name: change_per_call(action) for name, action in actions.items()}
    painter.end()
    assert all(abs(change) < 0.4 for change in changes.values()), changes


@pytest.mark.usefixtures("qapp")
def test_items_and_widgets_keep_none() -> None:
    scene = QGraphicsScene()
    card = Card()
    scene.addItem(card)
    label = QLabel("x")
    image = QImage(50, 50, QImage.Format.Format_ARGB32)

    def render() -> None:
        painter = QPainter(image)
        scene.render(painter)
        painter.end()

    actions: dict[str, Callable[[], object]] = {
        "render": render,
        "update": card.update,
        "setPos": lambda: card.setPos(1, 2),
        "setText": lambda: label.setText("y"),
    }
    changes = {name: change_per_call(action) for name, action in actions.items()}
    label.deleteLater()
    assert all(abs(change) < 0.4 for change in changes.values()), changes
