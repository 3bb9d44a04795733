"""The tables of commands, keys and gestures: menus, shortcuts and the sheet are made from them.

One file per menu (three for Graph), `canvas_keys.py` for keys that stand in no menu,
`gestures.py` for the mouse. A command is added by one row in one of them; what listens to what
now is asked of `guinet.gui.bindings`.
"""

from __future__ import annotations

from guinet.gui.actions.arrange import ARRANGE
from guinet.gui.actions.composite import COMPOSITE
from guinet.gui.actions.edit import EDIT
from guinet.gui.actions.file import FILE
from guinet.gui.actions.graph import GRAPH
from guinet.gui.actions.help import HELP
from guinet.gui.actions.run import RUN
from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.view import VIEW

__all__ = ["ACTIONS", "SEPARATOR", "ActionSpec", "action_specs"]

# A bare SEPARATOR draws a line in the menu of the entry before it.
ACTIONS: tuple[ActionSpec | str, ...] = (
    FILE + EDIT + VIEW + GRAPH + COMPOSITE + ARRANGE + RUN + HELP
)


def action_specs() -> tuple[ActionSpec, ...]:
    """Return the rows of all menus, without the lines between them."""
    return tuple(spec for spec in ACTIONS if isinstance(spec, ActionSpec))
