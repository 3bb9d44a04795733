"""Writing what a person takes along from the window: a picture, a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from guinet.core.errors import FileError
from guinet.gui.dialogs.questions import tell
from guinet.project.atomic import write_files

__all__ = ["table_text", "write_or_tell"]


def table_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; numbers are written so that they read back as the same ones."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def write_or_tell(parent: QWidget, path: Path, content: bytes, failed: str) -> None:
    """Write a file; where that is impossible, tell what ``failed`` and why."""
    try:
        write_files([(path, content)], backup=False)
    except FileError as error:
        tell(parent, failed, str(error))
