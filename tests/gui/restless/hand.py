"""The hand: it chooses what to do, remembers what it did, and looks whether all agrees."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit

from guinet.graph.edits import remove_nodes
from guinet.gui.window import MainWindow
from guinet.project.project import Project
from tests.gui.fakes import FakeClient
from tests.gui.restless.agreement import Agreement
from tests.gui.restless.keys import Keys
from tests.gui.restless.mouse import Mouse
from tests.gui.restless.surroundings import Surroundings

__all__ = ["Restless", "quiet_dialogs"]

_MOST_NODES = 50
_PATIENCE = 20
_TYPED = (
    "relu",
    "linear 7",
    "conv",
    "a name",
    "x",
    "64",
    "problem",
    "zebra",
    ".",
    "two\nlines",
    "",
)


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
    """Acts on a window through real events.

    Parameters
    ----------
    window
        The window.
    client
        What stands in for the training process.
    projects
        What may be opened.
    seed
        Fixes all that is chosen.

    Attributes
    ----------
    log
        What was done, for the message when something is wrong.
    first
        The project with which the history begins.
    """

    def __init__(
        self, window: MainWindow, client: FakeClient, projects: list[Project], seed: int
    ) -> None:
        self.window = window
        self.view = window.canvas
        self.rng = random.Random(seed)
        self.log: list[str] = []
        self.first = window.editor.project
        mouse, keys = Mouse(self), Keys(self)
        around = Surroundings(self, client, projects)
        self._acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (40, mouse.gesture),
            (4, mouse.wheel),
            (6, mouse.drag_from_palette),
            (20, keys.command),
            (8, keys.canvas_key),
            (3, keys.wire_by_keyboard),
            (2, keys.find),
            (2, keys.give_all_up),
            (5, keys.paste),
            (6, around.add),
            (4, around.undo_or_redo),
            (5, around.enter_or_leave),
            (3, around.report),
            (1, around.resize),
            (1, around.change_theme),
            (1, around.open_another),
        )
        self._agreement = Agreement(window)

    def begin(self, project: Project) -> None:
        """Open a project, from which all can be undone."""
        self.first = project
        self.window.editor.document.new(project)

    def act(self) -> None:
        """Do something."""
        weights = [weight for weight, _ in self._acts]
        self.rng.choices([act for _, act in self._acts], weights)[0]()
        self._answer_what_opened()
        if len(self.window.editor.graph.nodes) > _MOST_NODES:
            self._clear_some()
        self.settle()

    def settle(self) -> None:
        """Let happen what waits for its turn."""
        QApplication.processEvents()
        for _ in range(_PATIENCE):
            if self.window.isActiveWindow():
                break
            self.window.activateWindow()
            QApplication.processEvents()
        # Without a loop around everything, Qt would keep them until the end.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def agree(self) -> None:
        """Assert that the window shows the document, and that nothing is left open."""
        self._agreement.check()

    def undo_all_and_redo_all(self) -> None:
        """Assert that undo leads exactly to the beginning, and redo to the end again."""
        document = self.window.editor.document
        while document.can_redo:
            document.redo()
        last, steps = document.project, 0
        while document.can_undo:
            assert document.undo_label, "a step without words"
            document.undo()
            steps += 1
            if steps % 25 == 0:
                self.agree()
        assert document.project == self.first
        self.agree()
        for _ in range(steps):
            document.redo()
        assert not document.can_redo
        assert document.project == last
        self.agree()

    def _answer_what_opened(self) -> None:
        """Choose from a menu that has opened; type into a field; close windows."""
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            self._choose_from(menu)
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit):
            self._type_into(field)
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.window.activateWindow()
        self.view.setFocus()

    def _choose_from(self, menu: QMenu) -> None:
        rows = [row for row in menu.actions() if not row.isSeparator()]
        assert rows, "an empty menu"
        usable = [row for row in rows if row.isEnabled()]
        chosen = self.rng.choice(usable) if usable and self.rng.random() < 0.7 else None
        menu.close()
        if chosen is not None:
            self.log.append(f"of the menu: {chosen.text()}")
            chosen.trigger()

    def _type_into(self, field: QLineEdit | QPlainTextEdit) -> None:
        text, taken = self.rng.choice(_TYPED), self.rng.random() < 0.7
        self.log.append(f"type {text!r} into {type(field).__name__}, {'Enter' if taken else 'Esc'}")
        lines = text.split("\n")
        for line in lines[:-1]:
            QTest.keyClicks(field, line)
            QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            if QApplication.focusWidget() is not field:
                return
        QTest.keyClicks(field, lines[-1])
        QTest.keyClick(field, Qt.Key.Key_Return if taken else Qt.Key.Key_Escape)
        for _ in range(2):  # the first Esc may only take the text away
            if QApplication.focusWidget() is field:
                QTest.keyClick(field, Qt.Key.Key_Escape)
        if not self.window._palette.isAncestorOf(field):  # a part of the window stays open
            assert QApplication.focusWidget() is not field, "Esc does not leave the field"

    def _clear_some(self) -> None:
        gone = self.rng.sample(list(self.window.editor.graph.nodes), _MOST_NODES // 2)
        self.log.append("clear some")
        self.window.editor.apply_graph(lambda graph: remove_nodes(graph, gone), "Delete many")
