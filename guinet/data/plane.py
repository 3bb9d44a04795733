"""Points of a plane in two classes: what all of these sources share."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from guinet.core.context import generator
from guinet.core.fields import FloatField, IntField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.base import Dataset, DataSource

__all__ = ["PlaneSource"]


class PlaneSource(DataSource):
    """Two classes of points, drawn by plain NumPy.

    A library of data sets would take a second to import, and a program that opens on two
    moons has to be there at once; so the few lines of each generator stand here.

    A subclass gives the points without noise; the noise is added here, in the same way for
    all: a normal deviation of each coordinate, after the class has been decided.

    Attributes
    ----------
    classes
        Names of class 0 and class 1.
    """

    group = "Plane"
    plane = True
    instant = True
    classes: ClassVar[tuple[str, str]]

    samples = IntField(
        400, minimum=2, maximum=100_000, unit="points", doc="Number of points, half per class."
    )
    noise = FloatField(
        0.1, minimum=0.0, maximum=10.0, doc="Standard deviation added to each coordinate."
    )
    seed = IntField(0, minimum=0, maximum=2**31 - 1, doc="Seed of the points.")

    @abstractmethod
    def points(self, label: int, count: int, rng: np.random.Generator) -> Array:
        """Return ``count`` points of class ``label`` without noise, shape (count, 2)."""

    def specs(self) -> dict[str, FieldSpec]:
        """Return x, the coordinates (2,), and y, the label."""
        return {"x": FieldSpec((2,)), "y": FieldSpec((), "class", self.classes)}

    def load(self) -> Dataset:
        """Draw the points; class 0 comes first."""
        rng = generator(self.seed, self.type_name())
        counts = (self.samples - self.samples // 2, self.samples // 2)
        x = np.concatenate([self.points(label, count, rng) for label, count in enumerate(counts)])
        x = x + self.noise * rng.standard_normal(x.shape)
        y = np.repeat(np.arange(2), counts)
        return Dataset({"x": x, "y": y}, self.specs(), {"x": ("x1", "x2")})
