"""Prepared data that are kept until their spec changes, or a file that they come from."""

from __future__ import annotations

from guinet.data.prepare import PreparedData, prepare
from guinet.data.spec import DataSpec

__all__ = ["KeptData"]


class KeptData:
    """Prepares data once for each spec in a row, and again when a file behind it has changed."""

    def __init__(self) -> None:
        self._known: tuple[DataSpec, tuple[tuple[int, int, int], ...]] | None = None
        self._data: PreparedData | None = None

    def prepared(self, spec: DataSpec) -> PreparedData:
        """Return the data of a spec; the very same as long as nothing changes.

        Raises
        ------
        DataError
            If they cannot be read; nothing is kept then.
        """
        known = spec, spec.source.files()
        if self._data is None or known != self._known:
            self._data = None  # the old arrays go before the new ones come
            self._data, self._known = prepare(spec), known
        return self._data
