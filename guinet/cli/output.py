"""Printing results: for people, or one JSON object per line for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import typer

__all__ = ["print_json"]


def print_json(record: Mapping[str, Any]) -> None:
    """Print one object on one line; numbers that are not finite become null."""
    text = json.dumps(_finite(record), ensure_ascii=False, allow_nan=False)
    # A path that is not UTF-8 holds halves of characters; JSON can only write them escaped.
    typer.echo(text.encode("utf-8", "backslashreplace").decode())


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
