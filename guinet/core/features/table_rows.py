"""Whether a table has the rows that indices ask for."""

from __future__ import annotations

from guinet.core.errors import DataError
from guinet.core.types import Array

__all__ = ["require_rows"]


def require_rows(x: Array, rows: int) -> None:
    """Raise a `DataError` if a table of so many rows does not have all that x counts."""
    if x.size and (x.min() < 0 or x.max() >= rows):
        wrong = x.min() if x.min() < 0 else x.max()
        raise DataError(
            f"Embedding has the rows 0 to {rows - 1}, and the data hold the index {wrong}. "
            "Set num_embeddings larger, or number the categories from 0."
        )
