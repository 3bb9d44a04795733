"""Memory that several processes of one person share."""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.types import Array

__all__ = ["SharedBlock"]

_OPEN_FILES = Path("/dev/fd")


class SharedBlock:
    """A plain file mapped by all, in memory (``/dev/shm``) where the system has such a folder.

    One process creates it and tells the others where it is. Where a process can be handed an
    open file, that is all the others get: the file has no name from the first moment, so nothing
    is left behind whoever dies whenever. Elsewhere the name is taken away as soon as all have it
    open.

    Parameters
    ----------
    path
        The file, of the size that `create` gave it.

    Attributes
    ----------
    path, size
        The file and its bytes.
    descriptors
        What a process that is to open it has to inherit.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptors: tuple[int, ...] = ()
        with path.open("r+b") as file:
            self.size = os.fstat(file.fileno()).st_size
            self._map = mmap.mmap(file.fileno(), self.size)

    @classmethod
    def create(cls, size: int) -> Self:
        """Make the file; its memory is taken at once, so that it cannot run out later.

        Raises
        ------
        OSError
            If there is not enough.
        """
        handle, name = tempfile.mkstemp(prefix="guinet-", dir=_folder(size))
        try:
            _reserve(handle, size)
            block = cls(Path(name))
        except OSError:
            os.close(handle)
            Path(name).unlink(missing_ok=True)
            raise
        nameless = _OPEN_FILES / str(handle)
        if nameless.exists():
            block.unlink()
            block.path, block.descriptors = nameless, (handle,)
        else:
            os.close(handle)
        return block

    def array(self, start: int, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Return an array at a number of bytes from the beginning."""
        count = int(np.prod(shape, dtype=int))
        found: Array = np.frombuffer(self._map, dtype, count, start).reshape(shape)
        return found

    def unlink(self) -> None:
        """Let nobody else open it; all who have it open keep the memory.

        Windows refuses while it is mapped; `close` then does it.
        """
        handles, self.descriptors = self.descriptors, ()
        for handle in handles:
            os.close(handle)
        if self.path.parent != _OPEN_FILES:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the memory, if no array refers to it any more, and of the file."""
        with contextlib.suppress(BufferError):
            self._map.close()
        self.unlink()


def _reserve(handle: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
        return
    page = bytes(1 << 20)
    for start in range(0, size, len(page)):
        os.write(handle, page[: size - start])


def _folder(size: int) -> str | None:
    """Return a folder in memory with room to spare, or None for the usual place."""
    memory = Path("/dev/shm")  # noqa: S108 (mkstemp makes the file, for this person only)
    try:
        room = os.statvfs(memory)
    except (OSError, AttributeError):
        return None
    enough = room.f_bavail * room.f_frsize > 2 * size
    return str(memory) if enough and os.access(memory, os.W_OK) else None
