"""What was changed while a run went on, and when: marks on its curves."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import groupby

from PySide6.QtCore import QObject, Signal

from guinet.core.configured import Configured
from guinet.document.diff import ProjectDiff
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.run_reach import reached
from guinet.training.recipe import Recipe

__all__ = ["Mark", "RunMarks", "changes"]

_MOST = 60
_TOGETHER_S = 1.0
"""Changes of one setting in quick succession, as by a slider, are one."""

_AT_ONCE = frozenset({"learning_rate"})
"""The process hears of this by itself and in no time; of all else with a new plan."""

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
        self._history = bridge.history
        self._announced: list[Mark] = []
        editor.project_changed.connect(self._on_changed)
        bridge.prepared.connect(self._on_prepared)
        bridge.restarted.connect(self._on_restarted)

    @property
    def by_moment(self) -> list[Mark]:
        """The marks with those of one moment in one."""
        return [
            Mark(epoch, ", ".join(mark.words for mark in together))
            for epoch, together in groupby(self.marks, key=lambda mark: mark.epoch)
        ]

    def _on_restarted(self) -> None:
        # After a failure the same run goes on, from the newest weights there are.
        same = self._bridge.history is self._history
        self._history = self._bridge.history
        done = self._bridge.epochs_done
        self.marks = [mark for mark in self.marks if same and mark.epoch <= done]
        self._announced = []
        self._fields = frozenset()
        self._recipe = self._editor.project.recipe
        self.changed.emit()

    def _on_changed(self, diff: ProjectDiff) -> None:
        before, self._recipe = self._recipe, self._editor.project.recipe
        epoch = sum(reached(self._bridge))
        if not epoch:
            return
        if diff.recipe_changed:
            self._note_recipe(before, epoch)
        elif diff.data_changed:
            self._add(Mark(epoch, "data changed"), frozenset())
        elif diff.graph:
            self._add(Mark(epoch, "network changed"), frozenset())

    def _on_prepared(self, _: object) -> None:
        """Put marks to where the process has taken the change up; epochs before it are known."""
        if not self._announced:
            return
        epoch = sum(reached(self._bridge))
        self.marks = [
            replace(mark, epoch=epoch) if any(mark is each for each in self._announced) else mark
            for mark in self.marks
        ]
        self._announced = []
        self.changed.emit()

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
        # Behind a change that waits for its plan the rate waits as well.
        if fields != _AT_ONCE or self._announced:
            self._announced.append(mark)
        self.changed.emit()


def changes(before: Recipe, after: Recipe) -> dict[str, str]:
    """Return the settings that differ, each with a few words that say how."""
    return _changes(before, after)


def _changes(before: Configured, after: Configured) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in before.fields:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if isinstance(old, Configured) and type(old) is type(new):
            found |= {f"{name}.{inner}": words for inner, words in _changes(old, new).items()}
        else:
            words = _SHORT.get(name, name.replace("_", " "))
            found[name] = f"{words} {_brief(old)} → {_brief(new)}"
    return found


def _brief(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    name = getattr(type(value), "type_name", None)
    return name() if callable(name) else str(value)
