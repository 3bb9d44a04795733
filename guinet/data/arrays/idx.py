"""IDX files, in which MNIST and its relatives are handed round; packed by gzip or not."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import numpy as np

from guinet.core.errors import DataError
from guinet.core.types import Array
from guinet.data.files import MAX_VALUES, opened, read_up_to

__all__ = ["IdxHeader", "read_idx", "read_idx_header"]

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_DIMENSIONS = 8
_GZIP = b"\x1f\x8b"
_AGAIN = "get the file again from where it came"


@dataclass(frozen=True)
class IdxHeader:
    """What the first bytes of an IDX file say.

    Attributes
    ----------
    dtype
        Type of the numbers, as they are stored: the highest byte first.
    shape
        Lengths of the dimensions, samples first; none is 0.
    size
        Length of the header itself, in bytes.
    """

    dtype: np.dtype
    shape: tuple[int, ...]
    size: int

    @property
    def item_bytes(self) -> int:
        """Bytes of one sample."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize

    @property
    def bytes(self) -> int:
        """Bytes of the whole file, not packed."""
        return self.size + self.shape[0] * self.item_bytes


def read_idx_header(path: Path) -> IdxHeader:
    """Return the header of a file.

    Raises
    ------
    DataError
        If the file is not IDX, if its header cannot be, or if an unpacked file has another
        length than the header says: one sentence that names file and byte or item.
    """
    with _unpacked(path) as (stream, size):
        return _header(stream, path.name, size)


def read_idx(path: Path) -> Array:
    """Return the array in a file, read-only, in the machine's order of bytes.

    Raises
    ------
    DataError
        As `read_idx_header`, and if there are less or more numbers than the header says.
    """
    with _unpacked(path) as (stream, size):
        header = _header(stream, path.name, size)
        wanted = header.bytes - header.size
        data = read_up_to(stream, wanted)
        if len(data) < wanted:
            raise _too_short(path.name, header, header.size + len(data))
        # For gzip, this also checks the sum at the end.
        if stream.read(1):
            raise _too_long(path.name, header)
    values = np.frombuffer(data, header.dtype).reshape(header.shape)
    values = values.astype(header.dtype.newbyteorder("="), copy=False)
    values.flags.writeable = False
    return values


@contextmanager
def _unpacked(path: Path) -> Iterator[tuple[IO[bytes], int | None]]:
    """Open a file, unpacking it on the way; its size, too, where it is not packed."""
    with opened(path, "an IDX file") as (file, size):
        packed = file.read(2) == _GZIP
        file.seek(0)
        if not packed:
            yield file, size
            return
        with gzip.open(file) as stream:
            try:
                yield cast("IO[bytes]", stream), None
            except EOFError:
                raise DataError(
                    f"{path.name} ends early: after {size} bytes the gzip stream is not complete; "
                    f"{_AGAIN}."
                ) from None
            except (zlib.error, gzip.BadGzipFile):
                raise DataError(
                    f"{path.name} is damaged: what gzip packed cannot be unpacked near byte "
                    f"{min(file.tell(), size)} of {size}; {_AGAIN}."
                ) from None


def _header(stream: IO[bytes], name: str, size: int | None) -> IdxHeader:
    start = stream.read(4)
    if not start:
        raise DataError(f"{name} is empty; choose an IDX file.")
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _TYPES:
        raise DataError(
            f"{name} is not an IDX file: at byte 0 it has {start.hex(' ')}, where 00 00, a type "
            "from 08 to 0e and the number of dimensions are due; choose another file."
        )
    dimensions = start[3]
    if not 1 <= dimensions <= _MOST_DIMENSIONS:
        raise DataError(
            f"{name} is damaged: at byte 3 its header says {dimensions} dimensions, where 1 to "
            f"{_MOST_DIMENSIONS} can be; {_AGAIN}."
        )
    lengths = stream.read(4 * dimensions)
    if len(lengths) < 4 * dimensions:
        raise DataError(
            f"{name} ends early: its header of {4 + 4 * dimensions} bytes stops at byte "
            f"{4 + len(lengths)}; {_AGAIN}."
        )
    shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
    header = IdxHeader(np.dtype(_TYPES[start[2]]), shape, 4 + len(lengths))
    if 0 in shape:
        place = 4 + 4 * shape.index(0)
        raise DataError(
            f"{name} holds nothing: at byte {place} its header says a length of 0; "
            "choose another file."
        )
    if math.prod(shape) > MAX_VALUES:
        raise DataError(
            f"{name} holds {' × '.join(map(str, shape))} numbers by its header at byte 4, more "
            f"than the {MAX_VALUES // 10**6} million that guinet reads; choose a smaller file."
        )
    if size is not None and size < header.bytes:
        raise _too_short(name, header, size)
    if size is not None and size > header.bytes:
        raise _too_long(name, header)
    return header


def _too_short(name: str, header: IdxHeader, end: int) -> DataError:
    item = max(0, end - header.size) // header.item_bytes
    return DataError(
        f"{name} ends early: at byte {end} of {header.bytes}, within item {item} of "
        f"{header.shape[0]} (the first is 0); {_AGAIN}."
    )


def _too_long(name: str, header: IdxHeader) -> DataError:
    return DataError(
        f"{name} goes on after byte {header.bytes}, where its {header.shape[0]} items end by its "
        f"header; {_AGAIN}."
    )
