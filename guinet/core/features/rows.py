"""What modules demand that work on the features, at each position of a sequence by itself."""

from __future__ import annotations

from guinet.core.advice import Insert
from guinet.core.errors import ShapeError
from guinet.core.spec import FieldSpec

__all__ = ["require_rows"]


def require_rows(owner: str, x: FieldSpec, port: str = "x") -> None:
    """Demand N × F or N × T × F.

    Raises
    ------
    ShapeError
        If what arrives has another number of axes.
    """
    if len(x.shape) not in (1, 2):
        # With a single port there is nothing to tell apart.
        place = "" if port == "x" else f" at {port}"
        raise ShapeError(
            port,
            f"{owner} reads N × F or N × T × F{place} and gets {x.text()}.",
            f"Flatten would give N × {x.size}.",
            (Insert(port, "Flatten"),),
        )
