"""What modules of sequences demand of what arrives."""

from __future__ import annotations

from guinet.core.errors import ShapeError
from guinet.core.spec import FieldSpec

__all__ = ["require_sequence"]


def require_sequence(owner: str, port: str, spec: FieldSpec) -> None:
    """Demand N × T × D.

    Raises
    ------
    ShapeError
        If what arrives has another number of axes.
    """
    if len(spec.shape) != 2:
        raise ShapeError(
            port,
            f"{owner} reads a sequence N × T × D at {port} and gets {spec.text()}.",
            "Connect something with an axis of positions and an axis of features.",
        )
