"""What all tiles share: the project, the run, and what is seen of the network."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.plots.curves import StepTrace
from guinet.gui.plots.facts import Facts
from guinet.gui.sight import Sight
from guinet.training.messages import LossPoint

__all__ = ["Desk"]


class Desk(QObject):
    """Keeps what tiles draw also while they are hidden, so that no step is left out.

    Signals
    -------
    changed
        The run has more to show: losses, an epoch.
    restarted
        The run begins anew, or another project was opened.
    facts_changed
        `facts` are others.

    Attributes
    ----------
    trace
        The loss of every step.
    facts
        The project as the plots see it.
    """

    changed = Signal()
    restarted = Signal()
    facts_changed = Signal()

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self.bridge = bridge
        self.sight = sight
        self.trace = StepTrace()
        self.facts = self._facts()
        bridge.losses.connect(self._on_losses)
        bridge.epoch.connect(lambda _: self.changed.emit())
        bridge.restarted.connect(self._on_restarted)
        editor.analysis_changed.connect(self._on_analysis)

    @property
    def has_run(self) -> bool:
        """Whether anything was trained that can be shown."""
        return bool(self.bridge.history) or len(self.trace) > 0

    def _facts(self) -> Facts:
        editor = self.editor
        return Facts(editor.analysis, editor.fields, editor.project.data)

    def _on_analysis(self) -> None:
        self.facts = self._facts()
        self.facts_changed.emit()

    def _on_losses(self, points: list[LossPoint]) -> None:
        preparation = self.bridge.preparation
        count = 0 if preparation is None else preparation.train_count
        batch = self.editor.project.recipe.batch_size
        frame = self.bridge.telemetry_frame
        done = (0, 0.0) if frame is None else (frame.step, frame.epoch + frame.epoch_fraction)
        self.trace.add(points, math.ceil(count / batch) or 1, done)
        self.changed.emit()

    def _on_restarted(self) -> None:
        self.trace.clear()
        self.restarted.emit()
