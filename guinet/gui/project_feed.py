"""Keeping the training process's project the same as the one that is being edited."""

from __future__ import annotations

from guinet.document.diff import ProjectDiff
from guinet.project.project import Project
from guinet.training.client import TrainingClient

__all__ = ["ProjectFeed"]


class ProjectFeed:
    """Knows what the process was told last, and tells it what has become of that.

    The process keeps the last network that was whole until there is another one.

    Parameters
    ----------
    client
        Speaks to the process.

    Attributes
    ----------
    play_when_whole
        Whether training goes on as soon as the network is whole again.
    """

    def __init__(self, client: TrainingClient) -> None:
        self._client = client
        self._sent: Project | None = None
        self._reads_again = False
        self.play_when_whole = False

    def begin(self, project: Project) -> None:
        """Follow from here: the process has loaded this project."""
        self._sent, self._reads_again = project, False

    def end(self) -> None:
        """Stop following: the process is gone, or has another project."""
        self._sent = None

    def follow(self, project: Project, diff: ProjectDiff) -> bool:
        """Pass another learning rate on at once; return whether there is more to send."""
        sent = self._sent
        if sent is None:
            return False
        if diff.data_changed and project.data is sent.data:
            self._reads_again = True  # a file of the data has changed
        if self._reads_again:
            return True
        if self.play_when_whole:
            return True  # even an undo back to what the process has: it waits to go on
        rest_is_same = project.graph is sent.graph and project.data is sent.data
        rate = project.recipe.learning_rate
        if rest_is_same and project.recipe == sent.recipe.replace(learning_rate=rate):
            if rate != sent.recipe.learning_rate:
                self._sent = project
                self._client.set_learning_rate(rate)
            return False
        return bool(diff.graph or diff.data_changed or diff.recipe_changed)

    def send(self, project: Project, *, can_run: bool, running: bool) -> bool:
        """Tell the process what became of the project; return whether it was told anything new."""
        sent = self._sent
        if sent is None:
            return False
        if not can_run:
            if running:
                self._client.pause()
                self.play_when_whole = True
            return False
        same = (project.graph, project.data, project.recipe) == (sent.graph, sent.data, sent.recipe)
        same = same and not self._reads_again
        if not same:
            if project.recipe.learning_rate != sent.recipe.learning_rate:
                # By itself, since it may be that of the recipe that was loaded before others
                # were passed on at once: an update would then see nothing new in it.
                self._client.set_learning_rate(project.recipe.learning_rate)
            self._sent, self._reads_again = project, False
            self._client.update(project.graph, project.data, project.recipe)
        if self.play_when_whole:
            self.play_when_whole = False
            self._client.play()
        return not same
