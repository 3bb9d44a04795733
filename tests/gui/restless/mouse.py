"""What the hand does with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.gui.actions.gestures import GESTURES
from guinet.gui.bindings.mouse import MouseBinding
from guinet.gui.mime import module_mime
from tests.gui.restless.places import point_on

if TYPE_CHECKING:
    from tests.gui.restless.hand import Restless

__all__ = ["Mouse"]

_NONE = Qt.MouseButton.NoButton
_BUTTONS = {
    "Left": Qt.MouseButton.LeftButton,
    "Middle": Qt.MouseButton.MiddleButton,
    "Right": Qt.MouseButton.RightButton,
}
_KEYS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Meta": Qt.KeyboardModifier.MetaModifier,
}
_DRAGGED = ("ReLU", "Linear", "Add", "MSELoss", "Target", "Reroute", "ResidualBlock", "no such")


class Mouse:
    """Gestures of the table, the wheel, and drags from the palette."""

    def __init__(self, hand: Restless) -> None:
        self._hand = hand
        self._gestures = [(row, text) for row in GESTURES for text in row.shortcuts]

    def gesture(self) -> None:
        """Do what some row of the table is bound to."""
        hand, view = self._hand, self._hand.view
        row, text = hand.rng.choice(self._gestures)
        binding = MouseBinding.parse(text)
        assert binding is not None
        begin, end = self._place(hand.rng.choice(row.places)), self._place("anything")
        held = Qt.KeyboardModifier.NoModifier
        for name in binding.modifiers:
            held |= _KEYS[name]
        button = _BUTTONS[binding.button]
        hand.log.append(f"{row.id}, {text}: {begin.toTuple()} to {end.toTuple()}")
        if binding.space:
            QTest.keyPress(view, Qt.Key.Key_Space)
        if binding.motion == "DoubleClick":
            self._send(QEvent.Type.MouseButtonDblClick, begin, button, button, held)
            self._send(QEvent.Type.MouseButtonRelease, begin, button, _NONE, held)
        else:
            self._drag(begin, end if binding.motion == "Drag" else begin, button, held)
        if binding.space:
            QTest.keyRelease(view, Qt.Key.Key_Space)

    def wheel(self) -> None:
        """Turn the wheel, with or without keys."""
        hand = self._hand
        place = QPointF(self._place("empty"))
        turned = QPoint(0, hand.rng.choice((-240, -120, 120, 240)))
        held = hand.rng.choice((Qt.KeyboardModifier.NoModifier, *_KEYS.values()))
        event = QWheelEvent(
            place,
            hand.view.viewport().mapToGlobal(place),
            QPoint(),
            turned,
            _NONE,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        hand.log.append(f"wheel {turned.y()}, {held.name}")
        QApplication.sendEvent(hand.view.viewport(), event)

    def drag_from_palette(self) -> None:
        """Drag a module in and drop it, or drag it out again; sometimes it is another thing."""
        hand, port = self._hand, self._hand.view.viewport()
        name = hand.rng.choice(_DRAGGED)
        data = module_mime(name)
        if hand.rng.random() < 0.1:
            name, data = "text", QMimeData()
            data.setText("words")
        places = [self._place("anything") for _ in range(hand.rng.randint(1, 3))]
        rest = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        copy = Qt.DropAction.CopyAction
        hand.log.append(f"drag {name} over {[place.toTuple() for place in places]}")
        QApplication.sendEvent(port, QDragEnterEvent(places[0], copy, data, *rest))
        for place in places:
            QApplication.sendEvent(port, QDragMoveEvent(place, copy, data, *rest))
            if hand.rng.random() < 0.1:
                hand.log[-1] += ", undo meanwhile"
                hand.window.editor.document.undo()
            QApplication.processEvents()
        if hand.rng.random() < 0.2:
            hand.log[-1] += ", and away"
            QApplication.sendEvent(port, QDragLeaveEvent())
        else:
            QApplication.sendEvent(port, QDropEvent(QPointF(places[-1]), copy, data, *rest))

    def _drag(
        self, begin: QPoint, end: QPoint, button: Qt.MouseButton, held: Qt.KeyboardModifier
    ) -> None:
        hand = self._hand
        rng = hand.rng
        if rng.random() < 0.3:
            self._send(QEvent.Type.MouseMove, begin, _NONE, _NONE, held)
        self._send(QEvent.Type.MouseButtonPress, begin, button, button, held)
        steps = rng.randint(1, 4)
        later = held ^ Qt.KeyboardModifier.ShiftModifier if rng.random() < 0.2 else held
        for step in range(1, steps + 1):
            place = begin + (end - begin) * (step / steps)
            self._send(QEvent.Type.MouseMove, place, _NONE, button, later)
            if rng.random() < 0.1:
                QApplication.processEvents()
        chance = rng.random()
        if chance < 0.1:
            hand.log[-1] += ", Esc before the release"
            QTest.keyClick(hand.view, Qt.Key.Key_Escape)
        elif chance < 0.15:
            hand.log[-1] += ", undo before the release"
            hand.window.editor.document.undo()
        elif chance < 0.18:
            hand.log[-1] += ", wheel before the release"
            self.wheel()
        self._send(QEvent.Type.MouseButtonRelease, end, button, _NONE, later)

    def _place(self, what: str) -> QPoint:
        return point_on(self._hand.view, what, self._hand.rng)

    def _send(
        self,
        kind: QEvent.Type,
        place: QPoint,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        held: Qt.KeyboardModifier,
    ) -> None:
        port = self._hand.view.viewport()
        event = QMouseEvent(
            kind, QPointF(place), QPointF(port.mapToGlobal(place)), button, buttons, held
        )
        QApplication.sendEvent(port, event)
