"""Beginning anew from another seed."""

from __future__ import annotations

import secrets

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.recipe_edits import edit_recipe

__all__ = ["reset_anew"]

_SEEDS = 10_000
"""New seeds are drawn below this: small numbers are easier to tell and to type."""


def reset_anew(editor: Editor, bridge: Bridge) -> None:
    """Begin the run anew from another seed, which goes into the recipe."""
    if not bridge.can_run:
        return
    before = editor.project.recipe.seed
    seed = secrets.randbelow(_SEEDS - 1)
    edit_recipe(editor, "New seed", "", seed=seed + (seed >= before))
    bridge.reset()
