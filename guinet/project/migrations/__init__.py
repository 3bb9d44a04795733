"""From the JSON of older formats to that of the newest, before anything is parsed.

One file per format: ``from_0.py`` has ``migrate(raw)``, which turns JSON of format 0 into
JSON of format 1. A new format is one new file here; nothing else names a format.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from guinet.core.errors import FileError
from guinet.project.cursor import Cursor

__all__ = ["FORMAT", "migrate"]

_OLD = sorted(
    int(info.name.removeprefix("from_"))
    for info in pkgutil.iter_modules(__path__)
    if info.name.startswith("from_")
)

FORMAT = _OLD[-1] + 1
"""Number of the newest format, the one that is written."""


def migrate(raw: Any) -> Any:
    """Return JSON of the newest format.

    Raises
    ------
    FileError
        If there is no format number, it is newer than this release knows, or the file does
        not keep to its own format.
    """
    cursor = Cursor(raw)
    found = dict(cursor.entries()).get("format")
    if found is None:
        raise cursor.error("lacks 'format'; is it really a guinet file?")
    number = found.whole(_OLD[0], 2**31)
    if number > FORMAT:
        raise FileError(
            f"format {number} is newer than this guinet knows ({FORMAT}); please update guinet."
        )
    for old in range(number, FORMAT):
        step = import_module(f"{__name__}.from_{old}")
        try:
            raw = step.migrate(raw)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise FileError(f"format {old} is not kept to: {error}.") from None
    return raw
