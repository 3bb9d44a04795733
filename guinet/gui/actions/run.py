"""Commands of the menu Run."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec
from guinet.gui.actions.usable import can_run
from guinet.gui.resets import reset_anew

__all__ = ["RUN"]

RUN: tuple[ActionSpec | str, ...] = (
    ActionSpec(
        "play", "Play or pause", "Run", lambda w: w.bridge.toggle(), ("Ctrl+Enter",), can_run
    ),
    ActionSpec("step", "Step: one batch", "Run", lambda w: w.bridge.step(), ("F10", "F8"), can_run),
    ActionSpec(
        "step_epoch",
        "Step: one epoch",
        "Run",
        lambda w: w.bridge.step_epoch(),
        ("Shift+F10", "Shift+F8"),
        can_run,
    ),
    SEPARATOR,
    ActionSpec(
        "reset",
        "Reset: weights begin anew",
        "Run",
        lambda w: w.bridge.reset(),
        ("Ctrl+Shift+R",),
        can_run,
    ),
    ActionSpec(
        "reset_anew",
        "Reset: a new seed",
        "Run",
        lambda w: reset_anew(w.editor, w.bridge),
        ("Ctrl+Alt+R",),
        can_run,
    ),
    SEPARATOR,
    ActionSpec("slower", "Slower, to watch", "Run", lambda w: w.speed.shift(-1), ("Ctrl+,",)),
    ActionSpec("faster", "Faster", "Run", lambda w: w.speed.shift(1), ("Ctrl+.",)),
)
