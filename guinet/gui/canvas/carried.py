"""What a port carries, as its colour and its words tell it."""

from __future__ import annotations

from guinet.core.spec import FieldSpec
from guinet.gui.theme_table import Carried

__all__ = ["WORDS", "carried_by"]

WORDS: dict[Carried, str] = {
    "features": "features",
    "image": "images",
    "sequence": "sequences",
    "class": "classes",
    "index": "whole numbers",
    "number": "one number",
}

_BY_RANK: tuple[Carried, ...] = ("number", "features", "sequence", "image")


def carried_by(spec: FieldSpec | None) -> Carried | None:
    """Return what flows where a spec is known; None where it is not."""
    if spec is None:
        return None
    if spec.kind == "class":
        return "class"
    if spec.kind == "index":
        return "index"
    return _BY_RANK[min(len(spec.shape), len(_BY_RANK) - 1)]
