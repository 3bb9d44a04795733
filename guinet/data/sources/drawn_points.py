"""Drawn points: samples that a person places by hand."""

from __future__ import annotations

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import IntField
from guinet.core.points_field import PointsField
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["DrawnPoints"]

_NAMES = "ABCDEFGHIJ"


class DrawnPoints(DataSource):
    """Points of a plane that were drawn by hand, each of a class; saved in the project itself.

    Classes are called A, B ... up to J. A point of a class beyond the number of classes makes
    them as many as it needs.

    Fields: x (2,), y a class.
    """

    title = "Drawn points"
    group = "Plane"
    plane = True
    instant = True

    points = PointsField(
        classes=len(_NAMES), most=10_000, doc="The points: x, y and the number of the class."
    )
    classes = IntField(
        2,
        minimum=2,
        maximum=len(_NAMES),
        unit="classes",
        doc="How many classes the network tells apart, whether points of each are there or not.",
    )

    def specs(self) -> dict[str, FieldSpec]:
        """Return x, the coordinates (2,), and y, the label."""
        count = max([self.classes, *(label + 1 for _, _, label in self.points)])
        return {"x": FieldSpec((2,)), "y": FieldSpec((), "class", tuple(_NAMES[:count]))}

    def load(self) -> Dataset:
        """Return the points in the order in which they were drawn."""
        if not self.points:
            raise DataError("No points are drawn yet; draw some, or choose another data set.")
        table = np.array(self.points, np.float64)
        arrays = {"x": table[:, :2], "y": table[:, 2].astype(np.int64)}
        return Dataset(arrays, self.specs(), {"x": ("x1", "x2")})
