"""Finding the files that come with guinet: in the wheel, and in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from guinet.core.errors import FileError

__all__ = ["resource"]


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parents[1]
    # A wheel carries the folder inside the package; an editable install sees the checkout.
    for folder in (package / "_resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileError("guinet's resources folder is missing; please install guinet again.")


def resource(*parts: str) -> Path:
    """Return the path of a file or folder that comes with guinet, e.g. ``"examples"``."""
    return _root().joinpath(*parts)
