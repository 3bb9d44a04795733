"""Objects through a pair of pipes: each one a length and its pickle.

Both ends are processes of the same person running the same code, joined by anonymous pipes
that nobody else can reach; nothing that comes from a file is ever unpickled.
"""

from __future__ import annotations

import os
import pickle
import struct
from typing import Any, Protocol, Self

__all__ = ["BrokenMessageError", "Channel"]

_LENGTH = struct.Struct("<Q")


class _Reader(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | None: ...


class _Writer(Protocol):
    def write(self, data: bytes | memoryview, /) -> int | None: ...


class BrokenMessageError(Exception):
    """A message arrived whole but cannot be understood; later ones still can."""


class Channel:
    """Sends objects down one unbuffered stream and receives them from another.

    One thread may send while another receives; two must not do the same thing at once.

    Parameters
    ----------
    reader, writer
        Raw (unbuffered) binary streams.
    """

    def __init__(self, reader: _Reader, writer: _Writer) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    def claim_standard_streams(cls) -> Self:
        """Keep this process's standard streams; whatever else is printed goes to standard error."""
        reader, writer = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return cls(os.fdopen(reader, "rb", buffering=0), os.fdopen(writer, "wb", buffering=0))

    @staticmethod
    def pack(value: object) -> bytes:
        """Return what `send` would write; raises whatever pickling raises."""
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        return _LENGTH.pack(len(content)) + content

    def send(self, value: object) -> None:
        """Write one object; blocks while the pipe is full.

        Raises
        ------
        OSError
            If the other end is gone.
        """
        self.send_packed(self.pack(value))

    def send_packed(self, content: bytes) -> None:
        """Write what `pack` returned."""
        rest = memoryview(content)
        while rest:
            rest = rest[self._writer.write(rest) or 0 :]

    def receive(self) -> Any:
        """Wait for the next object.

        Raises
        ------
        EOFError
            If the other end is gone.
        BrokenMessageError
            If the object cannot be rebuilt here, e.g. because its class cannot be imported.
        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        content = self._read(length)
        try:
            return pickle.loads(content)  # noqa: S301 (written by the process at the other end)
        except Exception as error:  # unpickling imports code, which may raise anything
            raise BrokenMessageError(f"{type(error).__name__}: {error}") from error

    def _read(self, length: int) -> bytearray:
        content = bytearray(length)
        rest = memoryview(content)
        while rest:
            count = self._reader.readinto(rest)
            if not count:
                raise EOFError
            rest = rest[count:]
        return content
