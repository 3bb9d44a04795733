"""The way of a batch into the memory that a team shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.compiled.feed import Feed, make_place
from guinet.engine.program import Program

__all__ = ["Intake"]


class Intake:
    """Writes batches into the shared sources; each process takes its samples from there.

    Parameters
    ----------
    program
        What is trained.
    sources
        By path of the source, the shared array of its encoded samples.
    """

    def __init__(self, program: Program, sources: Mapping[str, Array]) -> None:
        self._program = program
        self._sources = sources
        self._calls = [call for call in program.calls if call.field is not None]
        self._used = {call.field for call in self._calls}
        self._feeds: dict[int, Feed | None] = {}

    def take(self, batch: Mapping[str, Any]) -> int:
        """Write a batch that is just what is expected; return its samples, 0 if it is not."""
        first = batch.get(self._calls[0].field or "") if type(batch) is dict else None
        if type(first) is not np.ndarray or not first.ndim:
            return 0
        count = len(first)
        if count not in self._feeds:
            self._feeds[count] = self._feed(count)
        feed = self._feeds[count]
        return count if feed is not None and feed.take(batch) else 0

    def put(self, samples: Mapping[str, Array]) -> int:
        """Write samples that were read and encoded; return how many."""
        count = 0
        for path, array in samples.items():
            count = len(array)
            self._sources[path][:count] = array
        return count

    def samples(self, count: int) -> dict[str, Array]:
        """Return copies of the samples that were written last."""
        return {path: array[:count].copy() for path, array in self._sources.items()}

    def _feed(self, count: int) -> Feed | None:
        if any(count > len(array) for array in self._sources.values()) or not count:
            return None
        places = []
        for call in self._calls:
            array = self._sources[call.path][:count]
            spec = self._program.specs[call.first]
            places.append(make_place(call, spec, array, _columns(array, spec)))
        found = [place for place in places if place is not None]
        if len(found) < len(places):
            return None
        arrays = [self._sources[call.path][:count] for call in self._calls]
        rows = [array.reshape(-1) for array in arrays if array.dtype.kind == "f"]
        return Feed(found, self._program.fields, rows)


def _columns(array: Array, spec: FieldSpec) -> Array | None:
    """Return encoded labels as a matrix with the samples as columns, where they are one."""
    return array.reshape(-1, spec.shape[-1]).T if len(spec.shape) in (1, 2) else None
