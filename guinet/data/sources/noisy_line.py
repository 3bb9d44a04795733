"""Noisy line: the data of simple linear regression."""

from __future__ import annotations

from guinet.core.context import generator
from guinet.core.fields import FloatField, IntField
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["NoisyLine"]


class NoisyLine(DataSource):
    """Points about the line y = slope · x + intercept, for f(x) = mx + b to find.

    x is uniform from −1 to 1; y has a normal deviation from the line.

    Fields: x (1,), y a number (1,).
    """

    title = "Noisy line"
    group = "Regression"
    instant = True

    samples = IntField(100, minimum=2, maximum=100_000, unit="points", doc="Number of points.")
    slope = FloatField(2.0, minimum=-1000.0, maximum=1000.0, doc="Slope m of the line.")
    intercept = FloatField(1.0, minimum=-1000.0, maximum=1000.0, doc="Value b of the line at 0.")
    noise = FloatField(
        0.2, minimum=0.0, maximum=1000.0, doc="Standard deviation of y about the line."
    )
    seed = IntField(0, minimum=0, maximum=2**31 - 1, doc="Seed of the points.")

    def specs(self) -> dict[str, FieldSpec]:
        """Return x (1,) in [−1, 1] and y (1,)."""
        return {"x": FieldSpec((1,), low=-1.0, high=1.0), "y": FieldSpec((1,))}

    def load(self) -> Dataset:
        """Draw the points."""
        rng = generator(self.seed, self.type_name())
        x = rng.uniform(-1.0, 1.0, (self.samples, 1))
        y = self.slope * x + self.intercept + self.noise * rng.standard_normal(x.shape)
        return Dataset({"x": x, "y": y}, self.specs(), {"x": ("x",), "y": ("y",)})
