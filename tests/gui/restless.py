"""A hand that does at random what the tables of bindings know, and looks whether all agrees."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu

from guinet.graph.edits import remove_nodes
from guinet.gui.actions import action_specs
from guinet.gui.actions.canvas_keys import CANVAS_KEYS
from guinet.gui.actions.gestures import GESTURES
from guinet.gui.bindings.mouse import MouseBinding
from guinet.gui.canvas.face_maker import FaceMaker
from guinet.gui.window import MainWindow
from guinet.project.annotation_edits import annotations_of
from guinet.project.project import Project

__all__ = ["Restless", "quiet_dialogs"]

_MOST_NODES = 50
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
_MENUS = ("Edit", "View", "Graph")
_NEVER = {"undo", "redo", "next_pane", "previous_pane"}
"""Done by the test itself, or of no interest here."""

_TYPED = ("relu", "linear 7", "conv", "a name", "x", "64", "problem", "zebra", ".", "")


@contextmanager
def quiet_dialogs() -> Iterator[None]:
    """Let whatever would wait for a person be answered with no."""
    dialog, menu = QDialog.exec, QMenu.exec
    QDialog.exec = lambda self: QDialog.DialogCode.Rejected
    QMenu.exec = lambda *_: None
    try:
        yield
    finally:
        QDialog.exec, QMenu.exec = dialog, menu


class Restless:
    """Acts on the canvas of a window through real events.

    Attributes
    ----------
    log
        What was done, for the message when something is wrong.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.view = window.canvas
        self.rng = random.Random(seed)
        self.log: list[str] = []
        self._gestures = [(row, text) for row in GESTURES for text in row.shortcuts]
        self._actions = [
            spec for spec in action_specs() if spec.menu in _MENUS and spec.id not in _NEVER
        ]

    def act(self) -> None:
        """Do something."""
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (10, self._gesture),
            (6, self._command),
            (2, self._canvas_key),
            (2, self._add),
            (1, self._wheel),
            (1, self._undo_or_redo),
            (1, self._enter_or_leave),
        )
        weights = [weight for weight, _ in acts]
        self.rng.choices([act for _, act in acts], weights)[0]()
        self._answer_what_opened()
        if len(self.window.editor.graph.nodes) > _MOST_NODES:
            self._clear_some()
        QApplication.processEvents()

    def agree(self) -> None:
        """Assert that the canvas shows the document, and that what is chosen is there."""
        editor, scene = self.window.editor, self.view.canvas
        graph, done = editor.graph, self.log[-3:]
        assert scene.cards.keys() == graph.nodes.keys(), done
        assert tuple(scene.layer.edges) == graph.edges, done
        assert editor.selected <= graph.nodes.keys(), done
        assert scene.selected_edges <= set(graph.edges), done
        notes = annotations_of(editor.project, editor.scope)
        shown = {id: item.frame for id, item in scene.frames.items.items()}
        assert shown == notes.frames, done
        assert scene.frames.selected <= notes.frames.keys(), done
        maker = FaceMaker(graph, editor.analysis, editor.standpoint, notes.collapsed)
        stored = editor.project.layout.get(editor.scope, {})
        for id, node in graph.nodes.items():
            card = scene.cards[id]
            assert _core(card.face) == _core(maker.face(node)), (node.name, done)
            # After a command they may still be on their way there.
            if id in stored and not self.view.arranging.gliding:
                assert (card.pos().x(), card.pos().y()) == stored[id], (node.name, done)
        for row, edge in enumerate(scene.layer.edges):
            begin = scene.cards[edge.source].port_at(edge.source_port, is_input=False)
            if begin is not None:
                x, y = scene.layer.table[row, 0].tolist()
                assert abs(begin.x() - x) + abs(begin.y() - y) < 1e-6, (edge, done)

    def undo_all_and_redo_all(self, first: Project) -> None:
        """Assert that undo leads exactly to the beginning, and redo to the end again."""
        document = self.window.editor.document
        while document.can_redo:
            document.redo()
        last, steps = document.project, 0
        while document.can_undo:
            document.undo()
            steps += 1
            if steps % 25 == 0:
                self.agree()
        assert document.project == first
        self.agree()
        for _ in range(steps):
            document.redo()
        assert not document.can_redo
        assert document.project == last
        self.agree()

    # What it can do.

    def _gesture(self) -> None:
        row, text = self.rng.choice(self._gestures)
        binding = MouseBinding.parse(text)
        assert binding is not None
        begin, end = self._place(self.rng.choice(row.places)), self._place("anything")
        held = Qt.KeyboardModifier.NoModifier
        for name in binding.modifiers:
            held |= _KEYS[name]
        button = _BUTTONS[binding.button]
        self.log.append(f"{text} on {row.places}: {begin.toTuple()} to {end.toTuple()}")
        if binding.space:
            QTest.keyPress(self.view, Qt.Key.Key_Space)
        if binding.motion == "DoubleClick":
            self._send(QEvent.Type.MouseButtonDblClick, begin, button, button, held)
            self._send(QEvent.Type.MouseButtonRelease, begin, button, Qt.MouseButton.NoButton, held)
        else:
            self._drag(begin, end if binding.motion == "Drag" else begin, button, held)
        if binding.space:
            QTest.keyRelease(self.view, Qt.Key.Key_Space)

    def _drag(
        self, begin: QPoint, end: QPoint, button: Qt.MouseButton, held: Qt.KeyboardModifier
    ) -> None:
        self._send(QEvent.Type.MouseButtonPress, begin, button, button, held)
        steps = self.rng.randint(1, 4)
        later = held ^ Qt.KeyboardModifier.ShiftModifier if self.rng.random() < 0.2 else held
        for step in range(1, steps + 1):
            place = begin + (end - begin) * (step / steps)
            self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, button, later)
        if self.rng.random() < 0.1:
            self.log[-1] += ", Esc before the release"
            QTest.keyClick(self.view, Qt.Key.Key_Escape)
        elif self.rng.random() < 0.05:
            self.log[-1] += ", undo before the release"
            self.window.editor.document.undo()
        self._send(QEvent.Type.MouseButtonRelease, end, button, Qt.MouseButton.NoButton, later)

    def _command(self) -> None:
        spec = self.rng.choice(self._actions)
        self.window.refresh_actions()
        if self.rng.random() < 0.5 and self.window.editor.graph.nodes:
            ids = list(self.window.editor.graph.nodes)
            self.window.editor.select(self.rng.sample(ids, min(len(ids), self.rng.randint(1, 5))))
        self.log.append(spec.id)
        self.window.actions_by_id[spec.id].trigger()

    def _canvas_key(self) -> None:
        row = self.rng.choice(CANVAS_KEYS)
        self.log.append(row.id)
        row.call(self.view)

    def _add(self) -> None:
        name = self.rng.choice(("Linear", "ReLU", "Add", "Concat", "Conv2d", "MSELoss", "Input"))
        self.log.append(f"add {name}")
        self.view.add_module(name)

    def _wheel(self) -> None:
        place = QPointF(self._place("empty"))
        turned = QPoint(0, self.rng.choice((-240, -120, 120, 240)))
        event = QWheelEvent(
            place,
            self.view.viewport().mapToGlobal(place),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        self.log.append(f"wheel {turned.y()}")
        QApplication.sendEvent(self.view.viewport(), event)

    def _undo_or_redo(self) -> None:
        document = self.window.editor.document
        for _ in range(self.rng.randint(1, 4)):
            self.log.append("undo or redo")
            if self.rng.random() < 0.6:
                document.undo()
            else:
                document.redo()

    def _enter_or_leave(self) -> None:
        editor = self.window.editor
        self.log.append("enter or leave")
        if editor.standpoint.uses and self.rng.random() < 0.5:
            editor.enter(editor.standpoint.uses[:-1])
        elif editor.graph.nodes:
            editor.enter((*editor.standpoint.uses, self.rng.choice(list(editor.graph.nodes))))

    def _answer_what_opened(self) -> None:
        """Type into a field that has opened, and take or leave it; close windows."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            text = self.rng.choice(_TYPED)
            self.log.append(f"type {text!r} into {type(field).__name__}")
            QTest.keyClicks(field, text)
            taken = self.rng.random() < 0.7
            QTest.keyClick(field, Qt.Key.Key_Return if taken else Qt.Key.Key_Escape)
            if QApplication.focusWidget() is field:
                QTest.keyClick(field, Qt.Key.Key_Escape)
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.view.setFocus()

    def _clear_some(self) -> None:
        gone = self.rng.sample(list(self.window.editor.graph.nodes), _MOST_NODES // 2)
        self.log.append("clear some")
        self.window.editor.apply_graph(lambda graph: remove_nodes(graph, gone), "Delete many")

    # Where it can do it.

    def _place(self, what: str) -> QPoint:
        """Return a point of the viewport on something of that kind, or anywhere."""
        view, scene = self.view, self.view.canvas
        transform = view.viewportTransform()
        if what == "anything":
            what = self.rng.choice(("port", "card", "edge", "empty"))
        point = None
        if what == "edge" and scene.layer.edges:
            row = self.rng.randrange(len(scene.layer.edges))
            x, y = self.rng.choice(scene.layer.table[row].tolist())
            point = QPointF(x, y)
        elif what in ("port", "card", "name", "badge") and scene.cards:
            card = self.rng.choice(list(scene.cards.values()))
            ports = [*card.frame.inputs, *card.frame.outputs]
            if what == "port" and ports:
                point = card.pos() + self.rng.choice(ports)
            elif what == "name":
                point = card.pos() + card.name_rect().center()
            elif what == "badge":
                point = card.pos() + card.badge_rect().center()
            else:
                point = card.scene_rect().center()
        room = view.viewport().rect()
        if point is not None:
            place = transform.map(point).toPoint()
            if room.contains(place):
                return place
        return QPoint(self.rng.randrange(room.width()), self.rng.randrange(room.height()))

    def _send(
        self,
        kind: QEvent.Type,
        place: QPoint,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        held: Qt.KeyboardModifier,
    ) -> None:
        port = self.view.viewport()
        event = QMouseEvent(
            kind, QPointF(place), QPointF(port.mapToGlobal(place)), button, buttons, held
        )
        QApplication.sendEvent(port, event)


def _core(face: object) -> object:
    """Return what of a face can be compared: fixes are made anew with each analysis."""
    from dataclasses import fields

    return tuple(
        tuple((p.path, p.message) for p in getattr(face, field.name))
        if field.name == "problems"
        else getattr(face, field.name)
        for field in fields(face)  # type: ignore[arg-type]
    )
