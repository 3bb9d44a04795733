"""Keeping the training process's project the same as the one that is being edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from guinet.document.diff import ProjectDiff
from guinet.gui.editor import Editor
from guinet.project.project import Project
from guinet.training.client import TrainingClient
from guinet.training.messages import RunState

__all__ = ["ProjectFeed"]

_EDIT_MS = 100


class ProjectFeed(QObject):
    """Tells the process what becomes of the project, a moment later so that edits gather.

    The process keeps the last network that was whole until there is another one.

    Parameters
    ----------
    editor
        Whose project it is.
    client
        Speaks to the process.
    can_run
        Whether the project could be trained as it is.
    run_state
        What the run does.

    Signals
    -------
    updated
        The process was told of another graph, data or recipe.

    Attributes
    ----------
    play_when_whole
        Whether training goes on as soon as the network is whole again.
    """

    updated = Signal()

    def __init__(
        self,
        editor: Editor,
        client: TrainingClient,
        can_run: Callable[[], bool],
        run_state: Callable[[], RunState],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._client = client
        self._can_run = can_run
        self._run_state = run_state
        self._sent: Project | None = None
        self.play_when_whole = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EDIT_MS)
        self._timer.timeout.connect(self.send)
        editor.project_changed.connect(self._on_project_changed)

    def begin(self, project: Project) -> None:
        """Follow from here: the process has loaded this project."""
        self._sent = project

    def end(self) -> None:
        """Stop following: the process is gone, or has another project."""
        self._timer.stop()
        self._sent = None

    def send(self) -> None:
        """Tell the process what became of the project, if that concerns it."""
        self._timer.stop()
        project, sent = self._editor.project, self._sent
        if sent is None:
            return
        same = (project.graph, project.data, project.recipe) == (sent.graph, sent.data, sent.recipe)
        if not self._can_run():
            if self._run_state() == "running":
                self._client.pause()
                self.play_when_whole = True
            return
        if not same:
            self._sent = project
            self._client.update(project.graph, project.data, project.recipe)
            self.updated.emit()
        if self.play_when_whole:
            self.play_when_whole = False
            self._client.play()

    def _on_project_changed(self, diff: ProjectDiff) -> None:
        if self._sent is None:
            return
        project, sent = self._editor.project, self._sent
        rest_is_same = project.graph is sent.graph and project.data is sent.data
        rate = project.recipe.learning_rate
        if rest_is_same and project.recipe == sent.recipe.replace(learning_rate=rate):
            if rate != sent.recipe.learning_rate:
                self._sent = project
                self._client.set_learning_rate(rate)
            return
        if diff.graph or diff.data_changed or diff.recipe_changed:
            self._timer.start()
