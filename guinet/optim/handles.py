"""What can be dragged on the drawn curve of a schedule, declared beside its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["EPOCH", "FACTOR", "Axis", "Handle"]

Axis = Literal["epoch", "factor"]
EPOCH: Axis = "epoch"
FACTOR: Axis = "factor"


@dataclass(frozen=True)
class Handle:
    """A point of the curve that stands for a setting, and how dragging it changes that.

    Attributes
    ----------
    field
        The setting.
    axis
        The coordinate that is dragged.
    at
        The epoch where the point stands, of a schedule and the epochs planned.
    value
        The setting that would bring the point to a coordinate, of a schedule, the epochs
        planned, and that coordinate. It need not respect the bounds of the field.
    height
        The factor where the point stands; None: on the curve.
    """

    field: str
    axis: Axis
    at: Callable[[Any, float], float]
    value: Callable[[Any, float, float], float]
    height: Callable[[Any], float] | None = None
