"""From a path to lines of text, without trust in what the path leads to."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path
from typing import TextIO

from guinet.core.errors import DataError
from guinet.data.files import opened, shown

__all__ = ["MAX_BYTES", "fault", "open_text", "read_bytes", "shown"]

MAX_BYTES = 64 * 2**20
_CHUNK = 2**20
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TITLES = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}


def fault(name: str, line: int, message: str) -> DataError:
    """Return an error that names the place: ``name, line 3: message``."""
    return DataError(f"{name}, line {line}: {message}")


def read_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    DataError
        If there is no such file, if it is not a plain file or larger than `MAX_BYTES` (seen
        before anything is read), or if it cannot be read.
    """
    with opened(path, "a text file") as (file, size):
        if size > MAX_BYTES:
            raise DataError(
                f"{path.name} has {size / 2**20:.0f} MiB, more than the "
                f"{MAX_BYTES // 2**20} MiB that guinet reads; leave out lines or columns."
            )
        return file.read(size)


def open_text(data: bytes, name: str, encoding: str = "auto") -> TextIO:
    """Return a stream of lines whose ends are kept as they are.

    Parameters
    ----------
    data
        Content of the file.
    name
        What messages call the file.
    encoding
        ``"utf-8"`` (with or without byte order mark), ``"windows-1252"``, or ``"auto"``: UTF-8
        if the whole file is UTF-8, else Windows-1252, which older spreadsheets write.

    Raises
    ------
    DataError
        If the file is not text in that encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise fault(name, 1, "the text is UTF-16; save the file as UTF-8.")
    control = _CONTROL.search(data)
    if control is not None:
        raise fault(
            name,
            _line_of(data, control.start()),
            f"there is a byte {control.group()[0]} that no text has; save it as plain text.",
        )
    candidates = {"utf-8": ("utf-8",), "windows-1252": ("cp1252",)}.get(
        encoding, ("utf-8", "cp1252")
    )
    for candidate in candidates:
        wrong = _first_wrong(data, candidate)
        if wrong is None:
            codec = "utf-8-sig" if candidate == "utf-8" else candidate
            return io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")
    titles = " nor ".join(_TITLES[candidate] for candidate in candidates)
    verdict = f"neither {titles}" if len(candidates) > 1 else f"not {titles}"
    raise fault(
        name,
        _line_of(data, wrong or 0),
        f"the text is {verdict}; save the file as UTF-8.",
    )


def _first_wrong(data: bytes, encoding: str) -> int | None:
    """Return where decoding fails, or None; piece by piece, so that memory stays small."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        try:
            decoder.decode(piece, final=start + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            # The decoder may have put bytes before the piece that it had kept back.
            return start - (len(error.object) - len(piece)) + error.start
    return None


def _line_of(data: bytes, position: int) -> int:
    before = data[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
