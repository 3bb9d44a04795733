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
    typer.echo(json.dumps(_finite(record), ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
