"""The fast way into a plan, for batches that are exactly what it expects."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.program import Call

__all__ = ["Feed", "Place", "make_feed", "make_place"]

_MOST = 1 << 16
"""Numbers in a table of encoded labels; with more classes batches take the long way."""


class Feed:
    """Writes batches, as people give them, right into the storage of a plan.

    Reading a batch with all its sentences takes longer than a step of a small network. Here it
    is only asked whether everything is as in the last batches. What does not look the same, or
    holds anything that is not finite or no class, is left to `guinet.engine.batch.BatchReader`,
    which knows what else is allowed and finds the words for what is not.

    Parameters
    ----------
    places
        One for each source.
    fields
        Names of the fields of the data.
    rows
        All numbers that the places write, in one row or several.
    """

    def __init__(
        self, places: Sequence[Place], fields: Collection[str], rows: Sequence[Array]
    ) -> None:
        self._places = tuple(places)
        self._used = len({place.field for place in places})
        self._fields = frozenset(fields)
        self._rows = tuple(rows)

    def take(self, batch: Mapping[str, Any]) -> bool:
        """Write a batch, and say whether it was acceptable; if not, some may be written."""
        if type(batch) is not dict:
            return False
        if len(batch) != self._used and not batch.keys() <= self._fields:
            return False
        for field, shape, dtypes, write in self._places:
            array = batch.get(field)
            if type(array) is not np.ndarray or array.shape != shape or array.dtype not in dtypes:
                return False
            write(array)
        # What is not finite makes the sum of squares so. (So may large numbers; then the long
        # way finds that all is well.)
        return all(math.isfinite(row.dot(row)) for row in self._rows)


class Place(NamedTuple):
    """Where a source's samples go, and what they have to be."""

    field: str
    shape: tuple[int, ...]
    dtypes: tuple[np.dtype[Any], ...]
    write: Callable[[Array], object]


def make_feed(
    calls: Sequence[Call],
    tensors: Mapping[int, Tensor],
    fields: Collection[str],
    numbers: Array,
) -> Feed | None:
    """Return the fast way, or None if a source has none.

    Parameters
    ----------
    calls
        All sources.
    tensors
        The outputs of the plan.
    fields
        Names of the fields of the data.
    numbers
        All that the places write, in one row.
    """
    if any(call.first not in tensors for call in calls):
        return None
    places = []
    for call in calls:
        tensor = tensors[call.first]
        columns = tensor.body if tensor.layout.kind in ("features", "sequence") else None
        places.append(make_place(call, tensor.spec, tensor.canonical, columns))
    found = [place for place in places if place is not None]
    return Feed(found, fields, (numbers,)) if len(found) == len(places) else None


def make_place(
    call: Call, encoded: FieldSpec, canonical: Array, columns: Array | None
) -> Place | None:
    """Return where the samples of a source go, or None where they need more than a look.

    Parameters
    ----------
    call
        The source.
    encoded
        Spec of what it makes of its field.
    canonical
        Where that goes, the batch axis first.
    columns
        The same place as a matrix, (F, N) or (D, N·T); None where it is none.
    """
    source, (spec,) = call.module, call.specs
    assert isinstance(source, Source)
    shape = (len(canonical), *spec.shape)
    if spec.kind != "index" and encoded.shape == spec.shape:
        floats = (canonical.dtype, np.dtype(np.float32), np.dtype(np.float64))
        return Place(source.field, shape, floats, partial(canonical.__setitem__, ...))
    table = None if encoded.kind == "index" else _encoded_labels(call, canonical.dtype)
    if table is None or columns is None:
        return None
    integers = (np.dtype(np.int64),)
    return Place(source.field, shape, integers, _Encoder(table, shape, columns).write)


def _encoded_labels(call: Call, dtype: np.dtype[Any]) -> Array | None:
    """Return what the source makes of the labels 0, 1, 2 ...: (K, F); None where it does not."""
    source, (spec,) = call.module, call.specs
    assert isinstance(source, Source)
    classes = len(spec.classes or ()) if spec.is_label else spec.index_count
    if not classes or classes * (classes + 2) > _MOST:
        return None
    labels = np.arange(classes)
    return source.encode(labels, replace(spec, shape=()), dtype)


class _Encoder:
    """Looks labels up in a table whose ends are NaN, for those that are no class."""

    def __init__(self, table: Array, shape: tuple[int, ...], into: Array) -> None:
        classes, width = table.shape
        rows = np.full((classes + 2, width), np.nan, table.dtype)
        rows[1:-1] = table
        self._numbers = np.empty(shape, np.int64)
        self._one = np.array(1)
        self._in_columns = into.flags.c_contiguous
        self._table = np.ascontiguousarray(rows.T) if self._in_columns else rows
        self._into = into if self._in_columns else into.T
        self._row = self._numbers.reshape(-1)

    def write(self, labels: Array) -> None:
        """Write the encoded labels; those below the first and above the last become NaN."""
        np.add(labels, self._one, self._numbers)
        self._table.take(self._row, 1 if self._in_columns else 0, self._into, "clip")
