"""From a path to lines of text, without trust in what the path leads to."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from guinet.core.errors import DataError
from guinet.data.files import opened, shown
from guinet.data.progress import report

__all__ = ["LOOKING", "MAX_BYTES", "fault", "opened_text", "shown"]

MAX_BYTES = 64 * 2**20
LOOKING = 0.1
"""Part of the time that goes into looking for what is no text, before lines are read."""

_CHUNK = 2**20
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TITLES = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
_CANDIDATES = {"utf-8": ("utf-8",), "windows-1252": ("cp1252",), "auto": ("utf-8", "cp1252")}


def fault(name: str, line: int, message: str) -> DataError:
    """Return an error that names the place: ``name, line 3: message``."""
    return DataError(f"{name}, line {line}: {message}")


@contextmanager
def opened_text(
    path: Path, encoding: str = "auto", most_bytes: int = MAX_BYTES
) -> Iterator[tuple[TextIO, int]]:
    """Open a file as a stream of lines whose ends are kept as they are, and give its size.

    The file is gone over once before, piece by piece, so that only text is ever read as such;
    none of it is kept.

    Parameters
    ----------
    encoding
        ``"utf-8"`` (with or without byte order mark), ``"windows-1252"``, or ``"auto"``: UTF-8
        if the whole file is UTF-8, else Windows-1252, which older spreadsheets write.
    most_bytes
        How large the file may be.

    Raises
    ------
    DataError
        If there is no such file, if it is not a plain file or too large (seen before anything
        is read), if it cannot be read, or if it is not text in that encoding.
    """
    with opened(path, "a text file") as (file, size):
        if size > most_bytes:
            raise DataError(
                f"{path.name} has {size / 2**20:.0f} MiB, more than the "
                f"{most_bytes // 2**20} MiB that guinet reads; leave out lines or columns."
            )
        codec = _codec(file, size, path.name, encoding)
        file.seek(0)
        stream = io.TextIOWrapper(file, encoding=codec, newline="")
        try:
            yield stream, size
        finally:
            stream.detach()


def _codec(file: BinaryIO, size: int, name: str, encoding: str) -> str:
    """Return the codec that all of the file agrees with."""
    candidates = _CANDIDATES.get(encoding, _CANDIDATES["auto"])
    decoders = {each: codecs.getincrementaldecoder(each)("strict") for each in candidates}
    wrong: dict[str, tuple[int, int]] = {}
    place = 0
    while piece := file.read(_CHUNK):
        if place == 0 and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise fault(name, 1, "the text is UTF-16; save the file as UTF-8.")
        control = _CONTROL.search(piece)
        if control is not None:
            raise fault(
                name,
                _line_of(file, place + control.start()),
                f"there is a byte {control.group()[0]} that no text has; save it as plain text.",
            )
        last = len(piece) < _CHUNK
        for candidate, decoder in decoders.items():
            if candidate not in wrong:
                try:
                    decoder.decode(piece, final=last)
                except UnicodeDecodeError as error:
                    # The decoder may have put bytes before the piece that it had kept back.
                    start = place - (len(error.object) - len(piece)) + error.start
                    wrong[candidate] = start, error.object[error.start]
        place += len(piece)
        report(LOOKING * place / max(size, 1))
    for candidate in candidates:
        if candidate not in wrong:
            return "utf-8-sig" if candidate == "utf-8" else candidate
    titles = " nor ".join(_TITLES[candidate] for candidate in candidates)
    verdict = f"neither {titles}" if len(candidates) > 1 else f"not {titles}"
    position, byte = wrong[candidates[-1]]
    advice = ", or set encoding to 'windows-1252'" if encoding == "utf-8" else ""
    raise fault(
        name,
        _line_of(file, position),
        f"the text is {verdict} at byte {position} of the file ({byte:02x}); save it as UTF-8"
        f"{advice}.",
    )


def _line_of(file: BinaryIO, position: int) -> int:
    """Return on which line a byte lies."""
    file.seek(0)
    ends, last = 0, b""
    while position > 0 and (piece := file.read(min(_CHUNK, position))):
        position -= len(piece)
        joined = last + piece
        ends += piece.count(b"\n") + piece.count(b"\r") - joined.count(b"\r\n")
        last = piece[-1:]
    return ends + 1
