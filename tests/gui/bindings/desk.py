"""A window with a network, and hands: every binding is performed by real events."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from guinet.graph.model import Edge
from guinet.gui.bindings.mouse import MouseBinding
from guinet.gui.window import MainWindow

BUTTONS = {
    "Left": Qt.MouseButton.LeftButton,
    "Middle": Qt.MouseButton.MiddleButton,
    "Right": Qt.MouseButton.RightButton,
}
FLAGS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Meta": Qt.KeyboardModifier.MetaModifier,
}
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Desk:
    """The window with *two moons*, at 100 %, the canvas with the focus.

    Attributes
    ----------
    calls
        What a test put in place of something that opens a question or a process.
    """

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.view = window.canvas
        self.editor = window.editor
        self.document = window.editor.document
        self.calls: list[str] = []

    # What is there.

    def id(self, name: str) -> str:
        node = self.editor.graph.by_name(name)
        assert node is not None, name
        return node.id

    def names(self) -> set[str]:
        return {node.name for node in self.editor.graph.nodes.values()}

    def selected(self) -> set[str]:
        return {self.editor.graph.nodes[id].name for id in self.editor.selected}

    def select(self, *names: str) -> None:
        self.editor.select(self.id(name) for name in names)

    def place(self, name: str) -> tuple[float, float]:
        return self.document.project.layout[""][self.id(name)]

    def edge(self, source: str, target: str) -> Edge:
        ends = self.id(source), self.id(target)
        return next(e for e in self.editor.graph.edges if (e.source, e.target) == ends)

    def has_edge(self, source: str, target: str) -> bool:
        ends = self.id(source), self.id(target)
        return any((e.source, e.target) == ends for e in self.editor.graph.edges)

    def only_step(self, label: str) -> None:
        """Exactly one step was made, of this name, and undo takes it back."""
        assert self.document.undo_label == label
        self.document.undo()
        assert not self.document.can_undo

    # Places on the viewport.

    def on_card(self, name: str) -> QPoint:
        """On a card, off its name and its ports."""
        card = self.view.card(self.id(name))
        return self._to_view(card.pos() + QPointF(50, 52))

    def on_name(self, name: str) -> QPoint:
        card = self.view.card(self.id(name))
        return self._to_view(card.pos() + card.name_rect().center())

    def on_badge(self, name: str) -> QPoint:
        card = self.view.card(self.id(name))
        assert card.face.severity, f"{name} has no problem"
        return self._to_view(card.pos() + card.badge_rect().center())

    def on_port(self, name: str, port: str, *, is_input: bool) -> QPoint:
        return self.view.port_position(self.id(name), port, is_input)

    def on_edge(self, source: str, target: str) -> QPoint:
        layer = self.view.canvas.layer
        row = layer.edges.index(self.edge(source, target))
        x, y = layer.table[row, layer.table.shape[1] // 2].tolist()
        return self._to_view(QPointF(x, y))

    def on_empty(self) -> QPoint:
        place = QPoint(60, self.view.viewport().height() - 30)
        point = self.view.event_point(place)
        assert self.view.canvas.card_at(point) is None
        assert self.view.canvas.layer.at(point, 20.0) is None
        return place

    def _to_view(self, point: QPointF) -> QPoint:
        return self.view.viewportTransform().map(point).toPoint()

    # Hands.

    def keys(self, text: str, widget: QWidget | None = None) -> None:
        """Press and release a combination of keys where the focus is."""
        target = widget or QApplication.focusWidget() or self.view
        QTest.keySequence(target, QKeySequence(text))
        QApplication.processEvents()

    def mouse(self, text: str, at: QPoint | None = None, by: tuple[int, int] = (0, 0)) -> None:
        """Do with the mouse what a binding says: at a place, a drag by so many pixels."""
        binding = MouseBinding.parse(text)
        assert binding is not None, text
        at = QPoint(300, 300) if at is None else at
        if binding.space:
            QTest.keyPress(self.view, Qt.Key.Key_Space)
        keys = NO_KEYS
        for name in binding.modifiers:
            keys |= FLAGS[name]
        button = BUTTONS[binding.button]
        viewport = self.view.viewport()
        if binding.motion == "Click":
            QTest.mouseClick(viewport, button, keys, at)
        elif binding.motion == "DoubleClick":
            QTest.mouseDClick(viewport, button, keys, at)
        elif binding.motion == "Drag":
            self._drag(button, keys, at, at + QPoint(*by))
        elif binding.motion == "Wheel":
            self._wheel(keys, at)
        else:
            self._pinch(at)
        if binding.space:
            QTest.keyRelease(self.view, Qt.Key.Key_Space)
        QApplication.processEvents()

    def _drag(self, button: Any, keys: Any, begin: QPoint, end: QPoint) -> None:
        viewport = self.view.viewport()
        QTest.mousePress(viewport, button, keys, begin)
        for step in range(1, 7):
            place = begin + (end - begin) * (step / 6)
            event = QMouseEvent(
                QEvent.Type.MouseMove,
                QPointF(place),
                QPointF(viewport.mapToGlobal(place)),
                Qt.MouseButton.NoButton,
                button,
                keys,
            )
            QApplication.sendEvent(viewport, event)
        QTest.mouseRelease(viewport, button, keys, end)

    def _wheel(self, keys: Any, at: QPoint) -> None:
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.view.viewport().mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def _pinch(self, at: QPoint) -> None:
        there = QPointF(self.view.viewport().mapToGlobal(at))
        event = QNativeGestureEvent(
            Qt.NativeGestureType.ZoomNativeGesture,
            QPointingDevice.primaryPointingDevice(),
            2,
            QPointF(at),
            there,
            there,
            0.2,
            QPointF(),
        )
        QApplication.sendEvent(self.view.viewport(), event)
