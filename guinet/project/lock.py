"""A mark on a file that lasts exactly as long as the process that made it."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import IO

__all__ = ["Lock"]

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(2**20)  # beyond the contents, which others may read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Holds a file locked until `release`, or until the process ends, however it ends.

    A process number alone would not do: after a restart another program may have it.

    Raises
    ------
    BlockingIOError
        If another holder has it.
    OSError
        If the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] = path.open("ab")
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise BlockingIOError(f"{path} is locked") from error

    def release(self) -> None:
        """Let go and remove the file."""
        self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
