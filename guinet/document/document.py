"""The open project: the one place where it changes, with its history and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from psygnal import Signal

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.data.prepare import describe
from guinet.data.spec import DataSpec
from guinet.document.diff import ProjectDiff, project_diff
from guinet.document.history import History
from guinet.graph.model import Graph
from guinet.project.autosave import Recoverable
from guinet.project.checkpoint import Checkpoint
from guinet.project.file import load, save
from guinet.project.project import Project

__all__ = ["Document"]


class Document:
    """A project that is being edited.

    Projects are frozen; an edit is a new one, handed to `apply`, the only way to write.
    Weights are not part of it and not undone.

    Signals
    -------
    changed
        After an edit, undo or redo, with the `ProjectDiff`.
    replaced
        Another project took its place.
    saved_changed
        It became dirty or clean, or got another path.
    """

    changed = Signal(ProjectDiff)
    replaced = Signal()
    saved_changed = Signal()

    def __init__(self, project: Project | None = None) -> None:
        project = Project() if project is None else project
        self._history = History(project)
        self._saved: Project | None = project
        self._path: Path | None = None
        self._checkpoint: Checkpoint | None = None
        self._dirty = False
        self._fields: Mapping[str, FieldSpec] = {}
        self._data_error = ""
        self._described: DataSpec | None = None

    @property
    def project(self) -> Project:
        """The project as it stands."""
        return self._history.project

    @property
    def path(self) -> Path | None:
        """The file it belongs to; None before the first saving."""
        return self._path

    @property
    def title(self) -> str:
        """What people call it: the project's title, or the name of the file."""
        return self.project.title or (self._path.stem if self._path else "Untitled")

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The trained network that was opened with the project, or saved last."""
        return self._checkpoint

    @property
    def dirty(self) -> bool:
        """Whether it differs from what was saved; undoing back to that makes it clean."""
        return self._dirty

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """What the data offer; empty when the source fails (see `data_error`)."""
        self._describe()
        return self._fields

    @property
    def data_error(self) -> str:
        """Why the source cannot be read, one sentence; empty when it can."""
        self._describe()
        return self._data_error

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.undo_label is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._history.redo_label is not None

    @property
    def undo_label(self) -> str:
        """What undo would take back, or empty."""
        return self._history.undo_label or ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, or empty."""
        return self._history.redo_label or ""

    def apply(self, project: Project, label: str, merge: str = "", *, amend: bool = False) -> None:
        """Put an edited project in place and tell everyone once.

        Parameters
        ----------
        project
            The project after the edit; an equal one changes nothing.
        label
            What was done, for the undo menu: ``"Add Linear"``.
        merge
            Edits in a row with equal, non-empty keys make one step of the history.
        amend
            Let the last step end with this project instead: it follows from that edit, and was
            known only when that was done. What can be redone stays.
        """
        before = self.project
        if project == before:
            return
        if amend:
            self._history.amend(project)
        else:
            self._history.push(project, label, merge)
        self._announce(before, label)

    def apply_graph(self, graph: Graph, label: str, merge: str = "") -> None:
        """Put an edited graph in place, see `apply`."""
        self.apply(replace(self.project, graph=graph), label, merge)

    def undo(self) -> None:
        """Take the last step back."""
        before, label = self.project, self.undo_label
        self._history.undo()
        self._announce(before, f"Undo {label}", travelled=True)

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        before, label = self.project, self.redo_label
        self._history.redo()
        self._announce(before, f"Redo {label}", travelled=True)

    def new(self, project: Project | None = None) -> None:
        """Begin with another project, which belongs to no file yet."""
        self._replace(Project() if project is None else project, None)

    def open(self, path: Path | str) -> tuple[str, ...]:
        """Open a file, or ``example:NAME``, in place of the project.

        An example and a lone ``.safetensors`` belong to no ``.guinet`` file yet.

        Returns
        -------
        notices
            Sentences for the person; `checkpoint` has the weights, if there were any.

        Raises
        ------
        FileError
            If it cannot be opened; the document is as it was.
        """
        loaded = load(path)
        self._replace(loaded.project, loaded.path, loaded.checkpoint)
        return loaded.notices

    def recover(self, work: Recoverable) -> tuple[str, ...]:
        """Continue with what a crash left behind: unsaved, and belonging to its former file.

        Returns
        -------
        notices
            See `open`.

        Raises
        ------
        FileError
            If the work is damaged; the document is as it was.
        """
        loaded = work.load()
        self._replace(loaded.project, work.path, loaded.checkpoint, recovered=True)
        return loaded.notices

    def save(self, path: Path | str | None = None, checkpoint: Checkpoint | None = None) -> None:
        """Write the project, and the weights if there are any.

        Parameters
        ----------
        path
            Where to; None: where it was opened or saved before.
        checkpoint
            The trained network, see `guinet.project.checkpoint`.

        Raises
        ------
        FileError
            If it cannot be written; the file is as it was.
        ValueError
            If there is no path, now or from before.
        """
        target = self._path if path is None else Path(path)
        if target is None:
            raise ValueError("a document that was never saved needs a path")
        save(self.project, target, checkpoint=checkpoint)
        self._history.seal()
        self._saved, self._path, self._dirty = self.project, target.absolute(), False
        self._checkpoint = checkpoint
        self.saved_changed.emit()

    def refresh_data(self) -> None:
        """Look at the source again: a file may have come, gone or changed."""
        self._described = None
        self.changed.emit(ProjectDiff(data_changed=True, label="Read the data again"))

    def _replace(
        self,
        project: Project,
        path: Path | None,
        checkpoint: Checkpoint | None = None,
        *,
        recovered: bool = False,
    ) -> None:
        self._history = History(project)
        self._saved = None if recovered else project
        self._path = path
        self._checkpoint = checkpoint
        self._dirty = recovered
        self._described = None
        self.replaced.emit()
        self.saved_changed.emit()

    def _announce(self, before: Project, label: str, *, travelled: bool = False) -> None:
        if self.project is before:
            return
        was_dirty, self._dirty = self._dirty, self.project != self._saved
        self.changed.emit(project_diff(before, self.project, label, travelled=travelled))
        if self._dirty != was_dirty:
            self.saved_changed.emit()

    def _describe(self) -> None:
        data = self.project.data
        if self._described is not None and self._described == data:
            return
        self._described = data
        try:
            self._fields, self._data_error = describe(data, patient=False), ""
        except DataError as error:
            self._fields, self._data_error = {}, str(error)
