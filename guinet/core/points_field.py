"""A setting that holds points of a plane, each of a class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from guinet.core.fields import Field, FloatField, IntField, shortened

__all__ = ["Point", "PointsField"]

Point: TypeAlias = tuple[float, float, int]
"""x, y and class, counted from 0."""


class PointsField(Field[tuple[Point, ...]]):
    """Points in the order in which they were made, as ``((x, y, class), ...)``.

    Parameters
    ----------
    classes
        How many classes there may be.
    most
        How many points there may be.
    reach
        Largest absolute value of a coordinate.
    """

    type_name = "points"

    def __init__(
        self, *, classes: int, most: int, doc: str, reach: float = 1e6, unit: str = ""
    ) -> None:
        super().__init__((), doc=doc, unit=unit)
        self.classes, self.most, self.reach = classes, most, reach
        self._coordinate = FloatField(0.0, minimum=-reach, maximum=reach, doc=doc)
        self._class = IntField(0, minimum=0, maximum=classes - 1, doc=doc)

    def parse(self, value: object) -> tuple[Point, ...]:
        """Accept a list of lists of x, y and class."""
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise ValueError(f"must be a list of points, not {shortened(value)}")
        if len(value) > self.most:
            raise ValueError(f"must be at most {self.most} points, not {len(value)}")
        return tuple(self._point(item, number) for number, item in enumerate(value))

    def to_json(self, value: tuple[Point, ...]) -> list[list[float]]:
        """Return a list of lists."""
        return [list(point) for point in value]

    def text(self, value: tuple[Point, ...]) -> str:
        """Say how many there are."""
        return "1 point" if len(value) == 1 else f"{len(value) or 'no'} points"

    def schema(self) -> dict[str, Any]:
        """Describe the field, with its bounds."""
        bounds = {"classes": self.classes, "most": self.most, "reach": self.reach}
        return super().schema() | bounds

    def _point(self, item: object, number: int) -> Point:
        if isinstance(item, str | bytes) or not isinstance(item, Sequence) or len(item) != 3:
            raise ValueError(
                f"must be points of x, y and class, and point {number} is {shortened(item)}"
            )
        try:
            x, y = self._coordinate.parse(item[0]), self._coordinate.parse(item[1])
            return x, y, self._class.parse(item[2])
        except ValueError as reason:
            raise ValueError(f"has a point {number} that {reason}") from None
