"""From a batch as people give it to what the graph computes with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.errors import DataError
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.program import Program
from guinet.modules.data.target import Target

__all__ = ["BatchReader", "has_nonfinite"]


class BatchReader:
    """Checks batches in words and encodes them, once per `Source`.

    Parameters
    ----------
    program
        Whose sources are fed.
    fields
        The fields of the data.
    batch_size
        Most samples at once.
    dtype
        Floating-point type of the run.
    """

    def __init__(
        self,
        program: Program,
        fields: Mapping[str, FieldSpec],
        batch_size: int,
        dtype: DTypeLike,
    ) -> None:
        self.batch_size = batch_size
        self._fields = fields
        self._dtype = np.dtype(dtype)
        self._sources: list[tuple[str, Source]] = [
            (call.path, call.module) for call in program.calls if isinstance(call.module, Source)
        ]
        used = {source.field: None for _, source in self._sources}
        self._used = tuple(used)
        self._readers = {source.field: path for path, source in reversed(self._sources)}
        self._inputs = {
            source.field: path
            for path, source in reversed(self._sources)
            if not isinstance(source, Target)
        }

    def read(
        self, batch: Mapping[str, Any], *, own: bool, targets: bool = False
    ) -> tuple[dict[str, Array], int]:
        """Return the encoded samples by path of the source, and their number.

        Parameters
        ----------
        batch
            Field name to samples, the batch axis first. Fields that no node reads are
            ignored.
        own
            Whether the arrays must not share memory with the caller's.
        targets
            Whether the field of a `Target` may not be missing either; that of an `Input`
            never may.

        Raises
        ------
        DataError
            If a field is missing or unknown, or has the wrong shape, type or number of
            samples, or holds something that is not finite.
        """
        if not isinstance(batch, Mapping):
            raise DataError('A batch names its fields, for example {"x": samples, "y": targets}.')
        for name in batch:
            if name not in self._fields:
                known = ", ".join(self._fields) or "none"
                raise DataError(f"The batch has a field {name!r}; the fields are: {known}.")
        for name, path in (self._readers if targets else self._inputs).items():
            if name not in batch:
                raise DataError(f"The batch lacks the field {name!r}, which {path} reads.")
        arrays = {
            name: self._checked(name, batch[name], own) for name in self._used if name in batch
        }
        counts = {name: len(array) for name, array in arrays.items()}
        if len(set(counts.values())) > 1:
            said = ", ".join(f"{name} has {count}" for name, count in counts.items())
            raise DataError(f"The fields of a batch have equally many samples, but {said}.")
        count = next(iter(counts.values()), 0)
        if count > self.batch_size:
            raise DataError(
                f"The batch has {count} samples and the network was made for at most "
                f"{self.batch_size}; make it with batch_size={count}."
            )
        encoded = {
            path: source.encode(arrays[source.field], self._fields[source.field], self._dtype)
            for path, source in self._sources
            if source.field in arrays
        }
        return encoded, count

    def _checked(self, name: str, given: Any, own: bool) -> Array:
        try:
            array = np.array(given, copy=True if own else None)
        except ValueError:
            raise DataError(
                f"The field {name!r} is not an array: its samples differ in shape."
            ) from None
        if array.dtype.kind not in "fiub":
            raise DataError(f"The field {name!r} holds numbers, not {array.dtype}.")
        if array.ndim == 0:
            raise DataError(f"The field {name!r} is a single number; its samples make an array.")
        if len(array) == 0:
            raise DataError(f"The field {name!r} has no samples.")
        if has_nonfinite(array):
            place = np.argwhere(~np.isfinite(array))[0].tolist()
            raise DataError(
                f"The field {name!r} holds {array[tuple(place)]} in sample {place[0]}; "
                "all its values have to be finite numbers."
            )
        return array


def has_nonfinite(array: Array) -> bool:
    """Return whether an array holds NaN or an infinity."""
    if array.dtype.kind != "f":
        return False
    # One cheap pass settles nearly all cases: what is not finite makes the sum so. (The
    # reverse does not hold, for a sum of finite numbers may overflow.)
    with np.errstate(all="ignore"):
        if np.isfinite(array.sum()):
            return False
    return not bool(np.isfinite(array).all())
