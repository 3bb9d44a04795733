"""What each row of the table must do: one function per id.

A check prepares the desk, performs the binding, and looks at document and selection. It is run
once for every default binding of its row::

    @check("delete")
    def _(desk: Desk, do: Do) -> None:
        desk.select("tanh1")
        do()
        assert "tanh1" not in desk.names()

For a gesture of the mouse ``do`` takes where it begins and how far it goes: ``do(at, by)``. Checks
live in files of their own (``checks_*.py``, found by their name), so a new command brings its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.gui.bindings.desk import Desk

Do = Callable[..., Any]
Check = Callable[[Desk, Do], None]

CHECKS: dict[str, Check] = {}


def check(*ids: str) -> Callable[[Check], Check]:
    """Register the check of a row, or of several rows that do the same."""

    def register(function: Check) -> Check:
        for id in ids:
            assert id not in CHECKS, f"{id} has two checks"
            CHECKS[id] = function
        return function

    return register


def all_checks() -> dict[str, Check]:
    """Return the checks of all files."""
    for file in sorted(Path(__file__).parent.glob("checks_*.py")):
        importlib.import_module(f"{__package__}.{file.stem}")
    return CHECKS
