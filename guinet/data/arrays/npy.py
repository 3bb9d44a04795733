"""Arrays that NumPy saved, alone (.npy) or several in one file (.npz); nothing is unpickled."""

from __future__ import annotations

import ast
import lzma
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from guinet.core.errors import DataError
from guinet.core.types import Array
from guinet.data.files import MAX_VALUES, opened, read_up_to, shown

__all__ = ["Stored", "list_arrays", "read_stored"]

_MAGIC = b"\x93NUMPY"
_ZIP = b"PK"
_MOST_ARRAYS = 1000
_MOST_HEADER = 10_000
_MOST_BYTES = 8 * MAX_VALUES
_NUMBERS, _TEXTS = "biuf", "US"
_KINDS = {"O": "Python objects", "V": "records", "U": "texts", "S": "texts", "M": "dates"}
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # a password is asked for
    NotImplementedError,  # a way of packing that Python does not know
    struct.error,
    IndexError,
)
_AGAIN = "save it again or choose another file"


@dataclass(frozen=True)
class Stored:
    """An array in a file, before it is read.

    Attributes
    ----------
    name
        Its name in the file.
    place
        What messages call it: ``"data.npz: the array 'x'"``, or the name of an .npy file.
    shape
        Lengths of its axes.
    dtype
        Type of its elements; None for what guinet does not open, such as Python objects.
    fortran
        Whether the first axis is the quickest in the file.
    words
        Shape and type for people.
    """

    name: str
    place: str
    shape: tuple[int, ...]
    dtype: np.dtype | None
    fortran: bool
    words: str


def list_arrays(path: Path) -> dict[str, Stored]:
    """Return name to array, from the headers alone; the one of an .npy file is ``array``.

    Raises
    ------
    DataError
        If the file is neither, or damaged: one sentence.
    """
    with opened(path, "a NumPy file") as (file, size):
        start = file.read(len(_MAGIC))
        file.seek(0)
        if start == _MAGIC:
            stored = _header(file, path.name)
            _check_end(stored, file.tell(), size)
            return {"array": stored}
        if start[:2] != _ZIP:
            found = f"it begins with {start.hex(' ')}" if start else "it is empty"
            raise DataError(
                f"{path.name} is not a NumPy file: {found}; choose what numpy.save or "
                "numpy.savez wrote."
            )
        with _archive(file, path.name) as archive:
            return {
                name: _member_header(archive, name, path.name)
                for name in _names(archive, path.name)
            }


def read_stored(path: Path, name: str) -> Array:
    """Return an array of numbers or texts, in the machine's order of bytes.

    Raises
    ------
    DataError
        If it holds anything else, too much, or less than its header says.
    """
    with opened(path, "a NumPy file") as (file, _):
        if file.read(2) != _ZIP:
            file.seek(0)
            return _values(file, path.name)
        with (
            _archive(file, path.name) as archive,
            _damage(f"{path.name}: the array {shown(name)}"),
            archive.open(_member(archive, name)) as stream,
        ):
            return _values(stream, f"{path.name}: the array {shown(name)}")


@contextmanager
def _archive(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE:
        raise DataError(
            f"{name} is damaged or cut off: the list of its arrays, which stands at the end, "
            f"cannot be read; {_AGAIN}."
        ) from None
    with archive:
        yield archive


@contextmanager
def _damage(place: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE:
        raise DataError(f"{place} is damaged and cannot be unpacked; {_AGAIN}.") from None


def _names(archive: zipfile.ZipFile, name: str) -> list[str]:
    names = [entry.removesuffix(".npy") for entry in archive.namelist() if entry.endswith(".npy")]
    if not names:
        raise DataError(
            f"{name} is a zip file without arrays; choose a file that numpy.savez wrote."
        )
    if len(names) > _MOST_ARRAYS:
        raise DataError(
            f"{name} has {len(names)} arrays, more than {_MOST_ARRAYS}; save those you need alone."
        )
    return names


def _member(archive: zipfile.ZipFile, name: str) -> str:
    return f"{name}.npy" if f"{name}.npy" in archive.NameToInfo else name


def _member_header(archive: zipfile.ZipFile, name: str, file_name: str) -> Stored:
    place = f"{file_name}: the array {shown(name)}"
    member = _member(archive, name)
    with _damage(place), archive.open(member) as stream:
        stored = _header(stream, place, name)
        _check_end(stored, stream.tell(), archive.getinfo(member).file_size)
        return stored


def _header(stream: IO[bytes], place: str, name: str = "array") -> Stored:
    start = stream.read(8)
    wide = len(start) == 8 and start[6] >= 2
    length_bytes = stream.read(4 if wide else 2)
    if len(start) < 8 or start[:6] != _MAGIC or start[6] not in (1, 2, 3):
        raise DataError(f"{place} does not begin as NumPy's arrays do; {_AGAIN}.")
    length = int.from_bytes(length_bytes, "little")
    text = stream.read(min(length, _MOST_HEADER))
    try:
        facts = ast.literal_eval(text.decode("utf-8" if start[6] == 3 else "latin-1").strip())
        description, fortran, shape = facts["descr"], facts["fortran_order"], facts["shape"]
        known = all(type(size) is int and size >= 0 for size in shape) and type(shape) is tuple
        dtype = np.dtype(description)
    except (SyntaxError, ValueError, TypeError, KeyError, RecursionError, MemoryError):
        known = False
    if not known or len(text) < length:
        raise DataError(
            f"{place} has a damaged header between bytes 8 and {10 + length}; {_AGAIN}."
        )
    words = f"{' × '.join(map(str, shape)) or 'a single one'} {_KINDS.get(dtype.kind, dtype.name)}"
    allowed = isinstance(description, str) and dtype.kind in _NUMBERS + _TEXTS
    return Stored(name, place, shape, dtype if allowed else None, bool(fortran), words)


def _check_end(stored: Stored, start: int, size: int) -> None:
    """Compare the length that the header promises with the one that there is."""
    if stored.dtype is None:
        return
    end = start + math.prod(stored.shape) * stored.dtype.itemsize
    if size < end:
        raise _too_short(stored, size - start, end - start)
    if size > end:
        raise DataError(
            f"{stored.place} goes on after byte {end}, where it ends by its header; {_AGAIN}."
        )


def _values(stream: IO[bytes], place: str) -> Array:
    stored = _header(stream, place)
    dtype = stored.dtype
    if dtype is None:
        raise DataError(
            f"{place} is {stored.words}, and guinet opens numbers and texts alone; save it as "
            "numbers, e.g. with astype(float)."
        )
    count = math.prod(stored.shape)
    if count > MAX_VALUES or count * dtype.itemsize > _MOST_BYTES:
        raise DataError(
            f"{place} has {stored.words}, more than the {MAX_VALUES // 10**6} million values that "
            "guinet reads; save a part of it."
        )
    wanted = count * dtype.itemsize
    data = read_up_to(stream, wanted)
    if len(data) < wanted:
        raise _too_short(stored, len(data), wanted)
    stream.read(1)  # the sum of a zip's member is checked at its end
    values: Array = np.ndarray(stored.shape, dtype, data, order="F" if stored.fortran else "C")
    return np.ascontiguousarray(values, dtype.newbyteorder("="))


def _too_short(stored: Stored, found: int, wanted: int) -> DataError:
    return DataError(
        f"{stored.place} ends early: it has {found} bytes of numbers where {stored.words} are "
        f"{wanted}; {_AGAIN}."
    )
