"""All that can be bound, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guinet.document.settings import Settings
from guinet.gui.actions import action_specs
from guinet.gui.actions.canvas_keys import CANVAS_KEYS
from guinet.gui.actions.gestures import GESTURES, WHEEL
from guinet.gui.actions.spec import ActionSpec, GestureSpec, KeySpec, WheelSpec
from guinet.gui.bindings.bindings import Bindings

__all__ = ["bindings_of", "rows", "standard_bindings"]


def rows() -> tuple[ActionSpec | KeySpec | GestureSpec | WheelSpec, ...]:
    """Return every row that has, or may be given, keys or a gesture."""
    return (*action_specs(), *CANVAS_KEYS, *GESTURES, *WHEEL)


def standard_bindings() -> Bindings:
    """Return the bindings as they come, remembering nothing."""
    return Bindings(rows())


def bindings_of(settings: Settings) -> Bindings:
    """Return the person's bindings; changes are kept in the settings."""

    def remember(own: Mapping[str, Sequence[str]]) -> None:
        settings.bindings = own

    return Bindings(rows(), settings.bindings, remember)
