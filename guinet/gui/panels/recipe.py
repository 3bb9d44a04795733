"""The recipe: optimizer, learning rate and its schedule, regularisation, batch, epochs, seed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.forms import Form
from guinet.gui.mathematics import FormulaView
from guinet.gui.panels.schedule_curve import ScheduleCurve
from guinet.gui.panels.widgets import Column, Section, label
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.gui.run_marks import RunMarks
from guinet.optim.base import Schedule
from guinet.optim.regularisation import Regularisation
from guinet.training.recipe import Recipe
from guinet.training.stopping import EarlyStopping

__all__ = ["RecipePanel"]

_OPTIMIZER = ("optimizer",)
_RATE = ("learning_rate", "warm_up", "schedule")
_REGULARISATION = tuple(Regularisation.fields)
_STOPPING = tuple(EarlyStopping.fields)

_AT_ONCE = "Changes take effect with the next step; weights and epochs stay."
_BEGINS_ANEW = {
    "Optimizer": (
        "Another optimizer begins with an empty memory; relatives of Adam hand theirs on."
    ),
    "Early stopping": "A change lets the count of epochs without a better loss begin anew.",
    "Run": (
        "Another batch size or seed lets the running epoch begin anew. First weights are drawn "
        "from the seed by Reset."
    ),
}
"""What a change lets begin anew, by section."""


class RecipePanel(QWidget):
    """Forms for the recipe, and the learning rate drawn over the epochs."""

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        marks: RunMarks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self.optimizer_form = Form()
        self.rate_form = Form()
        self.regularisation_form = Form()
        self.stopping_form = Form()
        self.run_form = Form()
        self._forms = {
            self.optimizer_form: _OPTIMIZER,
            self.rate_form: _RATE,
            self.regularisation_form: _REGULARISATION,
            self.stopping_form: _STOPPING,
        }
        self._words = label("", "muted", wrap=True)
        self._formula = FormulaView(14)
        self._schedule_words = label("", "muted", wrap=True)
        self._schedule_formula = FormulaView(14)
        self.curve = ScheduleCurve(bridge, marks)
        self.processes = label("", "muted", wrap=True)
        self._bridge = bridge
        rate_widgets = [self.rate_form, self.curve, self._schedule_words, self._schedule_formula]
        column = Column()
        column.add(_at_once())
        for title, widgets in (
            ("Optimizer", [self.optimizer_form, self._words, self._formula]),
            ("Learning rate", rate_widgets),
            ("Regularisation", [self.regularisation_form]),
            ("Early stopping", [self.stopping_form]),
            ("Run", [self.run_form, self.processes]),
        ):
            section = Section(title, line=title != "Run")
            if title in _BEGINS_ANEW:
                widgets = [*widgets, label(_BEGINS_ANEW[title], "muted", wrap=True)]
            for widget in widgets:
                section.body.addWidget(widget)
            column.add(section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)
        for form in (*self._forms, self.run_form):
            form.changed.connect(self._on_changed)
        self.curve.previewed.connect(self._show_rate)
        self.curve.dragged.connect(self._on_dragged)
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self.refresh)
        for signal in (bridge.prepared, bridge.noticed, bridge.restarted):
            signal.connect(self._show_processes)
        self.refresh()

    def refresh(self) -> None:
        """Show the recipe as it stands."""
        recipe = self._editor.project.recipe
        rest = set(recipe.fields)
        for form, names in self._forms.items():
            form.show_configured(recipe, without=set(recipe.fields) - {*names})
            rest -= {*names}
        self.run_form.show_configured(recipe, without=set(recipe.fields) - rest)
        self._words.setText(recipe.optimizer.summary())
        self._formula.set_formulas(recipe.optimizer.formula.forward)
        self._schedule_words.setText(
            _schedule_words(recipe.schedule, validation=self._editor.project.data.validation > 0.0)
        )
        self._schedule_formula.set_formulas(recipe.schedule.formula.forward)
        self.curve.show_recipe(recipe)
        self._show_processes()

    def _show_rate(self, recipe: Recipe) -> None:
        """Show in the fields what the curve shows while a point of it is dragged."""
        self.rate_form.show_configured(recipe, without=set(recipe.fields) - {*_RATE})

    def _on_dragged(self, recipe: Recipe, paths: list[str]) -> None:
        names = [path.rpartition(".")[2].replace("_", " ") for path in paths]
        changed = {name: getattr(recipe, name) for name in _RATE}
        edit_recipe(self._editor, f"Drag {' and '.join(names)}", "", **changed)

    def _show_processes(self, _: object = None) -> None:
        """Say in how many processes the network runs, where the recipe does not tell."""
        prepared, asked = self._bridge.preparation, self._editor.project.recipe.workers
        words = ""
        if prepared is not None and prepared.workers != asked:
            count = "1 process" if prepared.workers == 1 else f"{prepared.workers} processes"
            words = f"This network is trained in {count}."
        self.processes.setText(words)
        self.processes.setVisible(bool(words))

    def _on_project_changed(self, diff: object) -> None:
        if getattr(diff, "recipe_changed", False) or getattr(diff, "data_changed", False):
            self.refresh()

    def _on_changed(self, path: str, recipe: Recipe) -> None:
        name = path.partition(".")[0]
        value = getattr(recipe, name)
        before = getattr(self._editor.project.recipe, name)
        if name == "optimizer" and type(value) is not type(before):
            choose_optimizer(self._editor, type(value).type_name())
        else:
            words = path.replace("_", " ").replace(".", " ")
            edit_recipe(self._editor, f"Change {words}", f"recipe.{path}", **{name: value})


def _at_once() -> Section:
    section = Section()
    section.body.addWidget(label(_AT_ONCE, "muted", wrap=True))
    return section


def _schedule_words(schedule: Schedule, *, validation: bool) -> str:
    """Say what a schedule does, and on which loss it depends where it depends on one."""
    words = schedule.summary()
    if not schedule.follows_loss:
        return words
    if not validation:
        words += " There is no validation part, so it follows the training loss."
    return f"{words} The curve shows what has happened so far."
