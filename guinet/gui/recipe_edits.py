"""Edits of the recipe that more than one panel offers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from guinet.gui.editor import Editor
from guinet.optim import optimizers
from guinet.project.project import Project
from guinet.training.recipe import Recipe

__all__ = ["choose_optimizer", "edit_recipe"]


def edit_recipe(editor: Editor, label: str, merge: str, **changes: Any) -> None:
    """Change settings of the recipe.

    Parameters
    ----------
    label
        Words for the undo menu.
    merge
        Edits in a row with equal keys make one step of the history.

    Raises
    ------
    HyperparameterError
        If a value is not acceptable.
    """

    def change(project: Project) -> Project:
        return replace(project, recipe=project.recipe.replace(**changes))

    editor.apply(change, label, merge=merge)


def choose_optimizer(editor: Editor, name: str) -> None:
    """Take another optimizer; a learning rate that was the old one's default becomes the new's."""
    recipe: Recipe = editor.project.recipe
    chosen = optimizers.get(name)
    if chosen is None or type(recipe.optimizer) is chosen:
        return
    changes: dict[str, Any] = {"optimizer": chosen()}
    if recipe.learning_rate == getattr(recipe.optimizer, "default_learning_rate", None):
        changes["learning_rate"] = chosen.default_learning_rate
    edit_recipe(editor, f"Optimizer {name}", "", **changes)
