"""Which sample is shown, wherever the window shows a single one."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, cast

from PySide6.QtCore import QObject, Signal, SignalInstance

from guinet.document.diff import ProjectDiff
from guinet.gui.editor import Editor
from guinet.lens.view import FIRST, Part, SampleAt, Unseen, View
from guinet.lens.views.sample import PartSizes, PartSizesOf

__all__ = ["SampleChoice"]


class _Asked(Protocol):
    """Whoever knows how many samples there are."""

    seen: SignalInstance

    def ask(self, view: View, answer: Callable[[Any], None]) -> None: ...


class SampleChoice(QObject):
    """The shown sample, and ways to another one.

    Where the data change it stays at its place, or becomes the last one of its part where that
    has fewer samples now. Of another project it is the first one for training.

    Signals
    -------
    changed
        Another sample is shown, or there are more or fewer of them.
    refused
        A sentence: why no other sample can be shown.

    Attributes
    ----------
    at
        The shown sample.
    sizes
        Among how many samples one can choose; None while that is not known.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, editor: Editor, sight: QObject) -> None:
        super().__init__(sight)
        self._asked = cast("_Asked", sight)
        self._moves: deque[Callable[[], None]] = deque()
        self.at = FIRST
        self.sizes: PartSizes | None = None
        self._asked.seen.connect(self._on_seen)
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self._on_replaced)

    @property
    def count(self) -> int:
        """How many samples the part of the shown one has; 0 while that is not known."""
        return 0 if self.sizes is None else self._size(self.at.part)

    def choose(self, at: SampleAt) -> None:
        """Show a sample, or the last one of its part where there are fewer."""
        at = self._clamped(at)
        if at != self.at:
            self.at = at
            self.changed.emit()

    def step(self, by: int) -> None:
        """Show the sample so many places further on in its part, counted round."""
        self._move(lambda: self.choose(SampleAt((self.at.place + by) % self.count, self.at.part)))

    def pick_any(self) -> None:
        """Show another sample of the part at random."""
        self._move(lambda: self.step(1 + secrets.randbelow(max(self.count - 1, 1))))

    def change_part(self) -> None:
        """Go over to the other part, to the same place there."""
        other: Part = "train" if self.at.part == "validation" else "validation"
        self._move(lambda: self._go_over(other))

    def _go_over(self, part: Part) -> None:
        if self._size(part):
            self.choose(SampleAt(self.at.place, part))
        else:
            self.refused.emit("All samples are used for training; set validation above 0 first.")

    def _move(self, move: Callable[[], None]) -> None:
        """Do it as soon as it is known how many samples there are."""
        if self.sizes is not None:
            move()
            return
        self._moves.append(move)
        self._asked.ask(PartSizesOf(), self._on_sizes)

    def _on_seen(self, view: View, result: object) -> None:
        if isinstance(view, PartSizesOf):
            self._learn(result)

    def _on_sizes(self, result: object) -> None:
        self._learn(result)
        move = self._moves.popleft()
        if isinstance(result, Unseen):
            self.refused.emit(result.message)
        elif self.sizes is not None:
            move()

    def _learn(self, result: object) -> None:
        if isinstance(result, PartSizes) and result != self.sizes:
            self.sizes = result
            self.at = self._clamped(self.at)
            self.changed.emit()

    def _size(self, part: Part) -> int:
        if self.sizes is None:
            return 0
        return self.sizes.train if part == "train" else self.sizes.validation

    def _clamped(self, at: SampleAt) -> SampleAt:
        if self.sizes is None:
            return at
        part: Part = at.part if self._size(at.part) else "train"
        return SampleAt(max(0, min(at.place, self._size(part) - 1)), part)

    def _on_project_changed(self, diff: ProjectDiff) -> None:
        if diff.data_changed:
            self.sizes = None
            self.changed.emit()

    def _on_replaced(self) -> None:
        self.at, self.sizes = FIRST, None
        self.changed.emit()
