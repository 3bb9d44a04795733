"""The recipe: optimizer, learning rate and its schedule, batch, epochs, seed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.forms import Form
from guinet.gui.mathematics import FormulaView
from guinet.gui.panels.schedule_curve import ScheduleCurve
from guinet.gui.panels.widgets import Column, Section, label
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.training.recipe import Recipe

__all__ = ["RecipePanel"]

_OPTIMIZER = ("optimizer",)
_RATE = ("learning_rate", "schedule")


class RecipePanel(QWidget):
    """Forms for the recipe, and the learning rate drawn over the epochs."""

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.optimizer_form = Form()
        self.rate_form = Form()
        self.run_form = Form()
        self._words = label("", "muted", wrap=True)
        self._formula = FormulaView(14)
        self.curve = ScheduleCurve(bridge)
        column = Column()
        for title, widgets in (
            ("Optimizer", [self.optimizer_form, self._words, self._formula]),
            ("Learning rate", [self.rate_form, self.curve]),
            ("Run", [self.run_form]),
        ):
            section = Section(title, line=title != "Run")
            for widget in widgets:
                section.body.addWidget(widget)
            column.add(section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)
        for form in (self.optimizer_form, self.rate_form, self.run_form):
            form.changed.connect(self._on_changed)
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the recipe as it stands."""
        recipe = self._editor.project.recipe
        names = set(recipe.fields)
        self.optimizer_form.show_configured(recipe, without=names - {*_OPTIMIZER})
        self.rate_form.show_configured(recipe, without=names - {*_RATE})
        self.run_form.show_configured(recipe, without={*_OPTIMIZER, *_RATE})
        self._words.setText(type(recipe.optimizer).summary())
        formula = getattr(type(recipe.optimizer), "formula", None)
        self._formula.set_formulas(formula.forward if formula is not None else ())
        self.curve.show_recipe(recipe)

    def _on_project_changed(self, diff: object) -> None:
        if getattr(diff, "recipe_changed", False):
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
