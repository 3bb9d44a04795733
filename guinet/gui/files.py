"""Opening and saving, with the questions that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.gui.dialogs import questions
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["FileCommands"]

SUFFIX = ".guinet"


class FileCommands:
    """New, open, save and save as; nothing unsaved is lost without a question."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def new(self) -> None:
        """Begin an empty project."""
        if self.may_discard():
            self._window.editor.document.new(Project())

    def open(self, path: str | None = None) -> bool:
        """Open a file, an example (``example:NAME``), or what the person chooses."""
        if not self.may_discard():
            return False
        chosen = path or questions.ask_open(self._window, self._folder())
        if not chosen:
            return False
        try:
            notices = self._window.editor.document.open(chosen)
        except GuinetError as error:
            questions.tell(self._window, "This file cannot be opened", str(error))
            return False
        for notice in notices:
            self._window.banner.show_notice(notice)
        self.remember()
        return True

    def save(self) -> bool:
        """Save where the project came from, or ask."""
        path = self._window.editor.document.path
        return self.save_as() if path is None else self._write(Path(path))

    def save_as(self) -> bool:
        """Ask for a file and save there."""
        chosen = questions.ask_save(self._window, self._suggestion())
        if not chosen:
            return False
        path = Path(chosen)
        return self._write(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))

    def may_discard(self) -> bool:
        """Whether the open project may go: saved, or the person said so."""
        document = self._window.editor.document
        if document.dirty:
            what = "Without saving, they are lost."
        elif self._learned_since():
            what = "Since it was saved, the weights have changed; without saving, that is lost."
        else:
            return True
        answer = questions.ask_unsaved(self._window, document.title, what)
        if answer == "save":
            return self.save()
        return answer == "discard"

    def remember(self) -> None:
        """Put the open file at the head of the recent ones; an example is none."""
        path = self._window.editor.document.path
        if path is not None:
            self._window.settings.add_recent(path)

    def _learned_since(self) -> bool:
        """Whether a file's network was trained beyond what the file holds.

        What never had a file (an example that was played with) is no loss.
        """
        document = self._window.editor.document
        if document.path is None:
            return False
        now, saved = self._window.bridge.checkpoint(), document.checkpoint
        if now is None:
            return False
        # The weights themselves are compared: opened in the middle of an epoch, a run counts
        # its steps anew.
        return saved is None or not _equal(now.weights, saved.weights)

    def _write(self, path: Path) -> bool:
        try:
            self._window.editor.document.save(path, self._window.bridge.checkpoint())
        except GuinetError as error:
            questions.tell(self._window, "This file cannot be saved", str(error))
            return False
        self.remember()
        self._window.statusBar().showMessage(f"Saved {path.name}", 4000)
        return True

    def _folder(self) -> str:
        path = self._window.editor.document.path
        return str(Path(path).parent) if path is not None else str(Path.home())

    def _suggestion(self) -> str:
        document = self._window.editor.document
        if document.path is not None:
            return str(document.path)
        stem = "".join(c if c.isalnum() or c in "-_ " else "-" for c in document.title.lower())
        return str(Path.home() / f"{stem.strip().replace(' ', '-') or 'network'}{SUFFIX}")


def _equal(some: Mapping[str, Array], others: Mapping[str, Array]) -> bool:
    return some.keys() == others.keys() and all(
        np.array_equal(array, others[name]) for name, array in some.items()
    )
