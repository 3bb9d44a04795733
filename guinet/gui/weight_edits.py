"""Weights set by hand: what was there before, and the way back.

Weights are outside undo, which holds what a person has built: training changes them all the
time. Hence a way back of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal

from guinet.core.context import generator
from guinet.core.initializers import initialize
from guinet.core.types import Array
from guinet.core.weight import WeightSpec
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.training.messages import Effect, Snapshot

__all__ = ["WeightEdits"]


class WeightEdits(QObject):
    """Sets weights of the run by public name, and remembers what they were.

    Signals
    -------
    changed
        Something can be set back that could not before, or no longer; or `effect` is another.

    Attributes
    ----------
    effect
        The loss of the batch that is next, before the edits since the last step and now; None
        while it trains, when the steps themselves tell.
    last
        The array that was set last.
    """

    changed = Signal()

    def __init__(self, editor: Editor, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self._before: dict[str, Array] = {}
        self._draws = 0
        self._step = -1
        self.effect: Effect | None = None
        self.last = ""
        bridge.effect.connect(self._on_effect)
        bridge.snapshot.connect(self._on_snapshot)
        bridge.restarted.connect(self._forget)

    @property
    def refusal(self) -> str:
        """Why nothing can be set now, a sentence; empty if it can."""
        return self._bridge.blocked_reason

    def can_set_back(self, name: str) -> bool:
        """Whether an array was set by hand and still has that shape."""
        before, now = self._before.get(self._lasting(name)), self._now(name)
        return before is not None and now is not None and before.shape == now.shape

    def set_number(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one number; the others stay as training left them."""
        if self._begin(name):
            self._bridge.tell(lambda client: client.set_weight(name, index, value))

    def set_back(self, name: str) -> None:
        """Set an array as it was before it was first set by hand."""
        if self.can_set_back(name) and not self.refusal:
            self._set(name, self._before.pop(self._lasting(name)))
            self.changed.emit()

    def set_zero(self, name: str) -> None:
        """Set a whole array to zero."""
        now = self._now(name)
        if now is not None and self._begin(name):
            self._set(name, np.zeros_like(now))

    def draw_anew(self, name: str) -> None:
        """Draw an array as its initializer says, from numbers not drawn before in this run."""
        spec, now = self.spec_of(name), self._now(name)
        if spec is None or now is None or spec.shape != now.shape or not self._begin(name):
            return
        self._draws += 1
        rng = generator(self._editor.project.recipe.seed, f"{name} by hand", self._draws)
        self._set(name, initialize(spec, rng, now.dtype))

    def spec_of(self, name: str) -> WeightSpec | None:
        """Return what is declared of a learned array, or None while its shape is not known."""
        path, _, own = name.rpartition(".")
        analysis = self._editor.analysis
        node = analysis.flat.nodes.get(path)
        if node is None or path not in analysis.inference.outputs:
            return None
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        specs: Mapping[str, WeightSpec] = node.module.weights(known)
        return specs.get(own)

    def _lasting(self, name: str) -> str:
        """Return a name that stays with the node when it is renamed."""
        path, _, own = name.rpartition(".")
        node = self._editor.analysis.flat.nodes.get(path)
        return name if node is None else f"{node.key}/{own}"

    def _set(self, name: str, array: Array) -> None:
        self._bridge.tell(lambda client: client.set_weights({name: array}))

    def _now(self, name: str) -> Array | None:
        snapshot = self._bridge.last_snapshot
        return None if snapshot is None else snapshot.weights.get(name)

    def _begin(self, name: str) -> bool:
        """Remember an array as it is before it is set; False if it cannot be set."""
        now = self._now(name)
        if now is None or self.refusal:
            return False
        if not self.can_set_back(name):
            self._before[self._lasting(name)] = now.copy()
        self.last = name
        self.changed.emit()
        return True

    def _on_effect(self, effect: Effect) -> None:
        earlier = self.effect
        before = effect.before if earlier is None else earlier.before
        self.effect = Effect(before, effect.after)
        self.changed.emit()

    def _on_snapshot(self, snapshot: Snapshot) -> None:
        """Hear that training went on: the next batch is another one, the losses do not compare."""
        if snapshot.step != self._step:
            self._step = snapshot.step
            if self.effect is not None:
                self.effect = None
                self.changed.emit()

    def _forget(self) -> None:
        self._before.clear()
        self.effect = None
        self._step = -1
        self.changed.emit()
