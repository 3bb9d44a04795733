"""A widget that goes stays with its parent until Qt deletes it.

Taken from its parent it belongs to Python, whose collector may delete it while Qt does: the
program then crashes, seldom and somewhere else.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

GUI = Path(__file__).resolve().parents[2] / "guinet" / "gui"


def test_no_widget_that_is_deleted_later_is_taken_from_its_parent() -> None:
    found = []
    for path in GUI.rglob("*.py"):
        lines = path.read_text().splitlines()
        found += [
            f"{path.relative_to(GUI)}:{number}"
            for number, (line, following) in enumerate(pairwise(lines), 1)
            if ".setParent(None)" in line and ".deleteLater()" in following
        ]
    assert not found, "hide() and deleteLater() do what is wanted"
