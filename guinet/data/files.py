"""From a path to bytes, without trust in what the path leads to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO

from guinet.core.errors import DataError

__all__ = ["MAX_VALUES", "as_data_error", "folder_marks", "marks", "opened", "read_up_to", "shown"]

MAX_VALUES = 2**28
"""Most numbers of a field that guinet reads: one GiB once they have 32 bits each."""


_CHUNK = 2**22
_MOST = 10_000


@contextmanager
def opened(path: Path, kind: str) -> Iterator[tuple[BinaryIO, int]]:
    """Open a plain file and give its size besides.

    Parameters
    ----------
    path
        Where it lies.
    kind
        What a person should choose instead of what is no file, e.g. ``"a text file"``.

    Raises
    ------
    DataError
        If there is no such file, if it is not a plain file, or if it cannot be read.
    """
    with as_data_error(path):
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise DataError(f"{path} is a folder; choose a file in it.")
        # A pipe or a device could be waited for without end.
        if not stat.S_ISREG(facts.st_mode):
            raise DataError(f"{path} is not a plain file; choose {kind}.")
        with path.open("rb") as file:
            yield file, facts.st_size


@contextmanager
def as_data_error(path: Path) -> Iterator[None]:
    """Put into words what the system says against a path."""
    try:
        yield
    except FileNotFoundError:
        raise DataError(f"There is no file {path}; choose the file again.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DataError(
            f"{shown(str(path))} cannot be read ({reason}); choose another file."
        ) from None


def read_up_to(stream: IO[bytes], wanted: int) -> bytearray:
    """Return so many bytes, or fewer where a stream ends.

    What arrives decides how much room is made, not what a header promises.
    """
    data = bytearray()
    while len(data) < wanted:
        piece = stream.read(min(_CHUNK, wanted - len(data)))
        if not piece:
            break
        data += piece
    return data


def marks(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does; zeros where reading will say what is the matter."""
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return (0, 0, 0)
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def folder_marks(path: Path) -> tuple[tuple[int, int, int], ...]:
    """Return the marks of a file; of a folder, its own and those of the folders in it.

    A folder's own change when something is added to it or removed, not when a file is written.
    """
    places = [path]
    try:
        with os.scandir(path) as entries:
            places += [Path(entry.path) for entry in islice(entries, _MOST) if entry.is_dir()]
    except (OSError, ValueError):
        return (marks(path),)
    return tuple(marks(place) for place in sorted(places))


def shown(text: str) -> str:
    """Quote a piece of a file for a message: on one line, and not too long."""
    return repr(text if len(text) <= 30 else f"{text[:29]}…")
