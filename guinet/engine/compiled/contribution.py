"""What a consumer gives back to the output it has read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor, rows_of

__all__ = ["Contribution"]


class Contribution:
    """Where a kernel writes the gradient of an input; used with ``with``.

    The first contribution to a gradient is written right into it, later ones are written
    beside it and added: nothing has to be cleared, and no kernel knows which it is.

    Parameters
    ----------
    tape
        Where calls are taken down; while a contribution is open that serves no learning, they
        are marked as such.
    tensor
        What was read.
    into
        The whole gradient, if this contribution is the first.
    total
        The whole gradient so far, if it is to be added there.
    lend
        Gives scratch of a shape.
    reuses
        Whether pieces of one size may share their scratch.
    serves_learning
        False if it is only looked at.
    on_rows, on_sum, on_end
        What follows when rows are written, when they have been added, and when all are.
    """

    def __init__(
        self,
        tape: Tape,
        tensor: Tensor,
        *,
        into: Array | None,
        total: Array | None,
        lend: Callable[[tuple[int, ...]], Array],
        reuses: bool,
        serves_learning: bool,
        on_rows: Callable[[Tape, Array, int, int], None],
        on_sum: Callable[[Tape, int, int], None],
        on_end: Callable[[Tape], None],
    ) -> None:
        self.tensor = tensor
        self._tape = tape
        self._into = into
        self._total = total
        self._lend = lend
        self._reuses = reuses
        self._serves_learning = serves_learning
        self._on_rows, self._on_sum, self._on_end = on_rows, on_sum, on_end
        self._beside: dict[tuple[int, int], Array] = {}
        self._done = False
        self._watching_before = False

    def __enter__(self) -> Contribution:
        self._watching_before = self._tape.watching
        self._tape.watching = self._watching_before or not self._serves_learning
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            if not self._done:
                self.done(0, self.tensor.row_count)
            self._on_end(self._tape)
        self._tape.watching = self._watching_before

    def by_rows(self) -> AbstractContextManager[None]:
        """Open it for some rows; `end` closes it after the last ones."""
        return self._tape.only_watching(not self._serves_learning)

    def end(self) -> None:
        """Say that all rows are written."""
        with self.by_rows():
            self._on_end(self._tape)

    @property
    def whole_with_ones(self) -> Array | None:
        """Where all rows go with one more that means nothing; None if there is no such place."""
        if self._into is None or not self.tensor.layout.has_ones:
            return None
        storage, rows = self.tensor.gradient_storage, self.tensor.row_count
        return storage if storage is not None and len(storage) == rows + 1 else None

    @property
    def whole(self) -> Array:
        """Where all rows go, shaped like the body."""
        return self.rows(0, self.tensor.row_count)

    def rows(self, start: int, end: int) -> Array:
        """Return where some rows go."""
        if self._into is not None:
            return rows_of(self._into, start, end)
        key = (0 if self._reuses else start, end - start)
        if key not in self._beside:
            shape = self.tensor.body_shape
            self._beside[key] = self._lend((end - start, *shape[1:]) if shape else shape)
        return self._beside[key]

    def done(self, start: int, end: int) -> None:
        """Say that these rows are written; one who never says so has written all at the end."""
        self.measure(start, end)
        self.join(start, end)

    def measure(self, start: int, end: int) -> None:
        """Have rows measured, before anything is added to them."""
        self._done = True
        self._on_rows(self._tape, self.rows(start, end), start, end)

    def join(self, start: int, end: int) -> None:
        """Add measured rows to what others gave, and let those follow who wait for the sum."""
        if self._total is not None:
            total = rows_of(self._total, start, end)
            self._tape(np.add, total, self.rows(start, end), total)
        self._on_sum(self._tape, start, end)
