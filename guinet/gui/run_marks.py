"""What was changed while a run went on, and when: marks on its curves."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from guinet.document.diff import ProjectDiff
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.training.recipe import Recipe

__all__ = ["Mark", "RunMarks", "changes"]

_MOST = 60
_TOGETHER_S = 1.0
"""Changes of one setting in quick succession, as by a slider, are one."""

_SHORT = {"learning_rate": "rate", "batch_size": "batch"}


@dataclass(frozen=True)
class Mark:
    """A change: when, counted in epochs, and in a few words what."""

    epoch: float
    words: str


class RunMarks(QObject):
    """Notes each change of recipe, data or network that a run goes on through.

    Signals
    -------
    changed
        There are others.

    Attributes
    ----------
    marks
        In their order, the oldest dropped when there are many.
    """

    changed = Signal()

    def __init__(self, editor: Editor, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(bridge if parent is None else parent)
        self._editor = editor
        self._bridge = bridge
        self.marks: list[Mark] = []
        self._recipe = editor.project.recipe
        self._from: Recipe = self._recipe
        self._fields: frozenset[str] = frozenset()
        self._at = 0.0
        editor.project_changed.connect(self._on_changed)
        bridge.restarted.connect(self._on_restarted)

    def _on_restarted(self) -> None:
        self.marks = []
        self._fields = frozenset()
        self._recipe = self._editor.project.recipe
        self.changed.emit()

    def _on_changed(self, diff: ProjectDiff) -> None:
        before, self._recipe = self._recipe, self._editor.project.recipe
        frame = self._bridge.telemetry_frame
        reached = self._bridge.epochs_done if frame is None else frame.epoch + frame.epoch_fraction
        if not reached:
            return
        if diff.recipe_changed:
            self._note_recipe(before, float(reached))
        elif diff.data_changed:
            self._add(Mark(float(reached), "data changed"), frozenset())
        elif diff.graph:
            self._add(Mark(float(reached), "network changed"), frozenset())

    def _note_recipe(self, before: Recipe, epoch: float) -> None:
        found = changes(before, self._recipe)
        fields = frozenset(found)
        if not fields:
            return
        again = fields == self._fields and time.monotonic() - self._at < _TOGETHER_S
        if again and self.marks:
            found = changes(self._from, self._recipe)
            self.marks.pop()
        else:
            self._from = before
        if found:
            self._add(Mark(epoch, ", ".join(found.values())), fields)
        else:
            self._fields = frozenset()
            self.changed.emit()

    def _add(self, mark: Mark, fields: frozenset[str]) -> None:
        self.marks = [*self.marks, mark][-_MOST:]
        self._fields, self._at = fields, time.monotonic()
        self.changed.emit()


def changes(before: Recipe, after: Recipe) -> dict[str, str]:
    """Return the settings that differ, each with a few words that say how."""
    found: dict[str, str] = {}
    for name in Recipe.fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            words = _SHORT.get(name, name.replace("_", " "))
            found[name] = f"{words} {_brief(old)} → {_brief(new)}"
    return found


def _brief(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    name = getattr(type(value), "type_name", None)
    return name() if callable(name) else str(value)
