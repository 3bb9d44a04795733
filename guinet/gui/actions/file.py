"""Commands of the menu File."""

from __future__ import annotations

from guinet.gui.actions.spec import SEPARATOR, ActionSpec

__all__ = ["FILE"]

FILE: tuple[ActionSpec | str, ...] = (
    ActionSpec("new", "New", "File", lambda w: w.files.new(), ("Ctrl+N",)),
    ActionSpec(
        "new_from_example",
        "New from example …",
        "File",
        lambda w: w.starts.gallery(),
        ("Ctrl+Shift+N",),
    ),
    ActionSpec("open", "Open …", "File", lambda w: w.files.open(), ("Ctrl+O",)),
    SEPARATOR,
    ActionSpec("save", "Save", "File", lambda w: w.files.save(), ("Ctrl+S",)),
    ActionSpec("save_as", "Save as …", "File", lambda w: w.files.save_as(), ("Ctrl+Shift+S",)),
    SEPARATOR,
    ActionSpec("quit", "Quit", "File", lambda w: w.close(), ("Ctrl+Q",)),
)
