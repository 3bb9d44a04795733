"""Undo and redo: a list of frozen projects that share whatever did not change."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guinet.project.project import Project

__all__ = ["History"]

LIMIT = 1000
"""Steps that can be undone; the oldest are forgotten."""


@dataclass(frozen=True)
class _Step:
    project: Project
    label: str
    merge: str


class History:
    """The projects that an editing session went through.

    Parameters
    ----------
    project
        The project at the beginning.
    """

    def __init__(self, project: Project) -> None:
        self._steps = [_Step(project, "", "")]
        self._at = 0
        self._mergeable = False

    @property
    def project(self) -> Project:
        """The project at this point."""
        return self._steps[self._at].project

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None."""
        return self._steps[self._at].label if self._at else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again, or None."""
        after = self._at + 1
        return self._steps[after].label if after < len(self._steps) else None

    def push(self, project: Project, label: str, merge: str) -> None:
        """Add a step; one with the merge key of the step before it replaces that step.

        Whatever could have been redone is forgotten.
        """
        del self._steps[self._at + 1 :]
        last = self._steps[self._at]
        if merge and self._mergeable and last.merge == merge:
            self._steps[self._at] = _Step(project, last.label, merge)
            if project == self._steps[self._at - 1].project:
                # The run of edits ended where it began: there is nothing to undo.
                del self._steps[self._at]
                self._at -= 1
                self._mergeable = False
            return
        self._steps.append(_Step(project, label, merge))
        del self._steps[: -LIMIT - 1]
        self._at = len(self._steps) - 1
        self._mergeable = True

    def amend(self, project: Project) -> None:
        """Let the step at this point be another project; what can be redone stays."""
        self._steps[self._at] = replace(self._steps[self._at], project=project)

    def seal(self) -> None:
        """Let the next edit be a step of its own, whatever its merge key."""
        self._mergeable = False

    def undo(self) -> Project:
        """Step back, if there is a step."""
        self._at = max(0, self._at - 1)
        self._mergeable = False
        return self.project

    def redo(self) -> Project:
        """Step forward, if there is a step."""
        self._at = min(len(self._steps) - 1, self._at + 1)
        self._mergeable = False
        return self.project
