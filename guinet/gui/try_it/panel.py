"""The dock in which a network is tried out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.widgets import Column, EmptyState, Hairline, Section
from guinet.gui.plots.facts import Facts
from guinet.gui.sight import Sight
from guinet.gui.try_it.answer_view import AnswerView
from guinet.gui.try_it.pad_trial import PadTrial, image_shape
from guinet.gui.try_it.plane_trial import PlaneTrial
from guinet.gui.try_it.slider_trial import MOST_SLIDERS, SliderTrial
from guinet.gui.try_it.trial import Trial
from guinet.lens.view import Unseen, View
from guinet.lens.views.boundary import Boundary, BoundaryOf
from guinet.lens.views.trial import Answer, FieldRangeOf, RawSampleOf, TrialOf

__all__ = ["TryItPanel"]

_FIELD = BoundaryOf(64)
_RANGE = FieldRangeOf()
_SEEN_MS = 200
_WIDE_PX = 520


class TryItPanel(QWidget):
    """A sample made by hand and what the network says about it, while it is made.

    At most one question is on its way; what was done meanwhile is asked when its answer is here.
    """

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self._sight = sight
        self.trial: Trial | None = None
        self._made_for: object = None
        self._asking = False
        self._again = False
        self._place = 0
        self.empty = EmptyState()
        self.column = Column()
        self.answer = AnswerView()
        self._trial_section = Section(line=False)
        self._line = Hairline()
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._fill()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty)
        layout.addWidget(self.column, 1)
        sight.seen.connect(self._on_seen)
        sight.forgot.connect(self._on_new_weights)
        bridge.snapshot.connect(self._on_new_weights)
        editor.analysis_changed.connect(self._on_facts)
        editor.document_replaced.connect(self._on_facts)
        self._timer = QTimer(self)
        self._timer.setInterval(_SEEN_MS)
        self._timer.timeout.connect(self._look)
        self._on_facts()

    def _fill(self) -> None:
        answer = Section(line=False)
        answer.body.addWidget(self.answer)
        answer.body.addStretch(1)
        self._trial_section.body.addStretch(1)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(0)
        self._both.addWidget(self._trial_section, 1)
        self._both.addWidget(self._line)
        self._both.addWidget(answer, 1)
        both = QWidget()
        both.setLayout(self._both)
        self.column.add(both)

    @property
    def reason(self) -> str:
        """Why nothing can be tried now; empty if something can."""
        return _reason(self._editor, self._facts())

    def take_sample(self) -> None:
        """Go on from the next sample of the data."""
        trial = self.trial
        if trial is None:
            return

        def show(found: Any) -> None:
            if self.trial is not trial:
                return
            if isinstance(found, Unseen):
                trial.words.setText(found.message)
            else:
                words = f"Sample {found.index + 1} of the data, in truth: {found.truth}"
                trial.show_sample(found)
                trial.words.setText(words)

        self._sight.ask(RawSampleOf(self._place), show)
        self._place += 1

    def ask(self) -> None:
        """Ask what the network says about the sample as it is now."""
        sample = None if self.trial is None else self.trial.sample()
        if self.trial is None or sample is None:
            self.answer.show_answer(None, self._hint())
            return
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self._sight.ask(TrialOf.of(sample, slopes=self.trial.wants_slopes), self._on_answer)

    def showEvent(self, event: QShowEvent) -> None:
        """Look while it can be seen."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._sight.look(self, ())

    def _can_be_seen(self) -> bool:
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def _look(self) -> None:
        self._sight.look(self, self._views() if self._can_be_seen() else ())

    def _views(self) -> tuple[View, ...]:
        if isinstance(self.trial, PlaneTrial):
            return (_RANGE, _FIELD)
        return (_RANGE,) if isinstance(self.trial, SliderTrial) else ()

    def _facts(self) -> Facts:
        editor = self._editor
        return Facts(editor.analysis, editor.fields, editor.project.data)

    def _on_facts(self) -> None:
        """Offer the way to make a sample that fits the input."""
        facts = self._facts()
        reason = _reason(self._editor, facts)
        self.empty.setVisible(bool(reason))
        self.column.setVisible(not reason)
        self.empty.say("Nothing to try", reason)
        made_for = (reason, facts.input_spec, facts.data.source, facts.data.scaling)
        if made_for == self._made_for:
            return
        self._made_for = made_for
        if self.trial is not None:
            self._trial_section.body.removeWidget(self.trial)
            self.trial.deleteLater()
            self.trial = None
        if not reason:
            self.trial = _trial(facts)
            self.trial.changed.connect(self._on_changed)
            self.trial.take.clicked.connect(self.take_sample)
            self._trial_section.body.insertWidget(0, self.trial)
            self.answer.show_answer(None, self._hint())
            self._fit()

    def _fit(self) -> None:
        """Put the answer where it is seen while the sample is made: beside it, or below."""
        if self.trial is None:
            return
        width, height = self.width(), self.height()
        wide = width >= _WIDE_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(across if wide else down)
        self._line.setVisible(not wide)
        edges = self._trial_section.body.contentsMargins()
        padding = edges.top() + edges.bottom()
        if wide:
            width //= 2
        else:
            height -= self.answer.height_for(len(self._facts().classes)) + padding + 1
        self.trial.fit(width - edges.left() - edges.right(), height - padding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._fit()

    def _hint(self) -> str:
        if isinstance(self.trial, PadTrial):
            return "Draw on the pad, or take a sample."
        return "The answer comes as soon as the network can run."

    def _on_changed(self) -> None:
        if self.trial is not None:
            self.trial.words.clear()
        self.ask()

    def _on_new_weights(self, _: object = None) -> None:
        if self._can_be_seen():
            self.ask()

    def _on_seen(self, view: View, result: Any) -> None:
        if isinstance(result, Unseen) or self.trial is None or view not in self._views():
            return
        if isinstance(result, Boundary):
            if isinstance(self.trial, PlaneTrial):
                self.trial.show_field(result)
        elif view == _RANGE:
            self.trial.show_range(result)

    def _on_answer(self, result: Any) -> None:
        self._asking = False
        if isinstance(result, Answer) and self.trial is not None:
            self.answer.show_answer(result)
            self.trial.show_answer(result)
        elif isinstance(result, Unseen):
            self.answer.show_answer(None, result.message)
        if self._again:
            self.ask()


def _reason(editor: Editor, facts: Facts) -> str:
    if editor.document.data_error:
        return f"{editor.document.data_error} See the dock Data."
    if facts.judged is None:
        faults = (problem for problem in editor.problems if problem.severity == "error")
        fault = next(faults, None)
        if fault is not None:
            return f"{fault.message} {fault.hint}"
        return "No loss compares what the network says with a Target; add one and wire both to it."
    spec = facts.input_spec
    if spec is None:
        return "This is for a network with a single Input, whose field is in the data."
    if spec.kind != "float":
        return "Texts are continued in the plot Continued text."
    if image_shape(spec.shape) or spec.shape == (2,) or _few(spec.shape):
        return ""
    return f"No sample of {spec.text()} can be made by hand here."


def _few(shape: tuple[int, ...]) -> bool:
    size = 1
    for length in shape:
        size *= length
    return len(shape) <= 1 and size <= MOST_SLIDERS


def _trial(facts: Facts) -> Trial:
    """Return the way to make a sample: pad, plane or sliders."""
    spec = facts.input_spec
    assert spec is not None
    if spec.shape == (2,):
        return PlaneTrial(facts)
    pictures = len(spec.shape) == 3 or facts.data.source.group == "Images"
    return PadTrial(facts) if pictures and image_shape(spec.shape) else SliderTrial(facts)
