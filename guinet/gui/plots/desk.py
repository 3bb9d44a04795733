"""What all tiles share: the project, the run, and what is seen of the network."""

from __future__ import annotations

import math
from itertools import cycle, islice

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.plots.curves import StepTrace
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.trails import Trails
from guinet.gui.plots.turns import Turns
from guinet.gui.run_marks import RunMarks
from guinet.gui.runs.log import RunLog
from guinet.gui.sight import Sight
from guinet.lens.view import Moment
from guinet.training.messages import LossPoint, Telemetry

__all__ = ["Desk"]

_MOST_EDGES = 300
"""Sizes over the run are kept of so many edges and nodes; more lines nobody can tell apart."""


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
    surroundings_changed
        Other runs are to be drawn beside this one, or something was changed while it goes on.

    Attributes
    ----------
    trace
        The loss of every step.
    gradients, updates
        By node: the gradient at its input, and the size of its step beside its weights, of the
        observed steps.
    facts
        The project as the plots see it.
    turns
        In which tiles are drawn while the run goes on.
    """

    changed = Signal()
    restarted = Signal()
    facts_changed = Signal()
    surroundings_changed = Signal()

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        sight: Sight,
        parent: QObject | None = None,
        *,
        runs: RunLog | None = None,
        marks: RunMarks | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs, self._marks = runs, marks
        if runs is not None:
            runs.overlays_changed.connect(self.surroundings_changed)
        if marks is not None:
            marks.changed.connect(self.surroundings_changed)
        self.editor = editor
        self.bridge = bridge
        self.sight = sight
        self.trace = StepTrace()
        self.gradients, self.updates = Trails(), Trails()
        self.facts = self._facts()
        self.turns = Turns(self)
        bridge.losses.connect(self._on_losses)
        bridge.epoch.connect(lambda _: self.changed.emit())
        bridge.telemetry.connect(self._on_telemetry)
        bridge.restarted.connect(self._on_restarted)
        editor.analysis_changed.connect(self._on_analysis)

    @property
    def has_run(self) -> bool:
        """Whether anything was trained that can be shown."""
        return bool(self.bridge.history) or len(self.trace) > 0

    def guests(self, metric: str) -> list[tuple[str, QColor, Array, Array]]:
        """Return the curves of other runs that are to be drawn over the present one.

        Parameters
        ----------
        metric
            Without the part; that of the validation part is drawn where there is one.
        """
        if self._runs is None:
            return []
        current = self._runs.current
        shown = [run for run in self._runs.runs if run.number in self._runs.overlaid]
        # The first two look like the curves of the present run.
        colours = [QColor(colour) for colour in theme.current().classes[2:]]
        found = []
        for run, colour in zip(shown, cycle(colours), strict=False):
            names = (f"validation_{metric}", f"train_{metric}")
            curve = next((run.curves[name] for name in names if name in run.curves), None)
            if curve is not None and run is not current:
                found.append((run.name, colour, *curve))
        return found

    def marks(self) -> list[tuple[float, str]]:
        """Return when something was changed while the run went on, and what."""
        return [] if self._marks is None else [(m.epoch, m.words) for m in self._marks.by_moment]

    def _facts(self) -> Facts:
        editor = self.editor
        return Facts(editor.analysis, editor.fields, editor.project.data)

    def _on_analysis(self) -> None:
        self.facts = self._facts()
        self.facts_changed.emit()

    def epochs_at(self, moment: Moment) -> float:
        """Return how many epochs were done at a moment, with the part of the one that ran."""
        step, epochs = self._done()
        reached = epochs + (moment.step - step) / self._steps_per_epoch()
        return min(max(reached, float(moment.epoch)), moment.epoch + 1.0)

    def _steps_per_epoch(self) -> int:
        preparation = self.bridge.preparation
        count = 0 if preparation is None else preparation.train_count
        return math.ceil(count / self.editor.project.recipe.batch_size) or 1

    def _done(self) -> tuple[int, float]:
        """Return a step and how many epochs were done after it."""
        frame = self.bridge.telemetry_frame
        return (0, 0.0) if frame is None else (frame.step, frame.epoch + frame.epoch_fraction)

    def _on_losses(self, points: list[LossPoint]) -> None:
        self.trace.add(points, self._steps_per_epoch(), self._done())
        self.changed.emit()

    def _on_telemetry(self, frame: Telemetry) -> None:
        preparation = self.bridge.preparation
        if preparation is None or frame.plan != preparation.plan:
            return
        if len(frame.gradients) != len(preparation.edges):
            return
        epoch = frame.epoch + frame.epoch_fraction
        # Of several inputs the largest gradient stands for a node.
        largest: dict[str, float] = {}
        pairs = zip(preparation.edges, frame.gradients.tolist(), strict=True)
        for edge, gradient in islice(pairs, _MOST_EDGES):
            if gradient > largest.get(edge.target, 0.0):
                largest[edge.target] = gradient
        if largest:
            self.gradients.add(epoch, largest)
        ratios = dict(zip(preparation.nodes, frame.updates.tolist(), strict=False))
        ratios = dict(islice(ratios.items(), _MOST_EDGES))
        if any(ratio > 0 for ratio in ratios.values()):
            self.updates.add(epoch, ratios)

    def _on_restarted(self) -> None:
        for kept in (self.trace, self.gradients, self.updates):
            kept.clear()
        self.restarted.emit()
