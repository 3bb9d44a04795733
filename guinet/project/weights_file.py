"""Arrays by name in a safetensors file, with text beside them; trusted in nothing.

The format: eight bytes with the length of the header, little-endian; the header, JSON, with
type, shape and place of each array; the arrays. https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from guinet.core.errors import FileError
from guinet.core.types import Array
from guinet.project.cursor import Cursor
from guinet.project.text import MAX_BYTES, read_text

__all__ = ["MAX_FILE_BYTES", "pack", "unpack"]

MAX_FILE_BYTES = 2 * 2**30
"""Largest file of weights that is read."""

_MAX_TENSORS = 200_000
_SIZES = {"F16": 2, "F32": 4, "F64": 8, "I32": 4, "I64": 8, "U8": 1, "I8": 1, "BOOL": 1}
_NAMES = frozenset({"float16", "float32", "float64", "int32", "int64", "uint8", "int8", "bool"})


def pack(arrays: Mapping[str, Array], text: str) -> bytes:
    """Return a safetensors file with the arrays, and the text as its only metadata.

    Raises
    ------
    FileError
        If an array is of a type that cannot be stored.
    """
    ready: dict[str, Array] = {}
    for name, array in arrays.items():
        # safetensors writes the memory as it lies: of a transposed view that is another matrix.
        ready[name] = np.ascontiguousarray(array).reshape(np.shape(array))
        if ready[name].dtype.name not in _NAMES:
            raise FileError(f"The array {name} is of type {ready[name].dtype}, not of numbers.")
    # One entry only: safetensors writes several in an order that changes from run to run.
    data: bytes = save(ready, {"guinet": text})
    return data


def unpack(data: bytes) -> tuple[dict[str, Array], str]:
    """Return the arrays and the text.

    Sizes in the header are held against the size of the file before anything is made.

    Raises
    ------
    FileError
        One sentence without the file's name.
    """
    if len(data) < 8:
        raise FileError("the file is too short for the length of its header.")
    length = int.from_bytes(data[:8], "little")
    if length > len(data) - 8:
        raise FileError(f"the header claims {length} bytes and {len(data) - 8} are there.")
    if length > MAX_BYTES:
        raise FileError(f"the header is larger than {MAX_BYTES // 2**20} MiB, the most allowed.")
    try:
        header = read_text(data[8 : 8 + length])
    except FileError as error:
        raise FileError(f"in the header, {error}") from None
    text = _check(header, len(data) - 8 - length)
    try:
        return load(data), text
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise FileError(f"the header does not fit the arrays ({error}).") from None


def _check(header: object, size: int) -> str:
    """Check every claim of the header; return the text."""
    text = ""
    entries = dict(Cursor(header, "header").entries())
    if len(entries) > _MAX_TENSORS:
        raise FileError(f"the header has more than {_MAX_TENSORS} entries.")
    for name, cursor in entries.items():
        if name == "__metadata__":
            metadata = dict(cursor.entries())
            if "guinet" in metadata:
                text = metadata["guinet"].text(MAX_BYTES, lines=True)
            continue
        parts = cursor.members("dtype shape data_offsets")
        kind = parts["dtype"].text()
        if kind not in _SIZES:
            raise parts["dtype"].error(f"must be one of {', '.join(_SIZES)}, not {kind!r}")
        shape = [item.whole(0, 2**40) for item in parts["shape"].items(32)]
        offsets = [item.whole(0, size) for item in parts["data_offsets"].items(2)]
        if len(offsets) != 2 or offsets[1] - offsets[0] != math.prod(shape) * _SIZES[kind]:
            raise cursor.error("does not fit its place in the file")
    return text
