"""Sine wave: pieces of an oscillation, and the value that comes next."""

from __future__ import annotations

import numpy as np

from guinet.core.context import generator
from guinet.core.fields import FloatField, IntField
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["SineWave"]


class SineWave(DataSource):
    """Pieces of sine waves, each to be continued by one value.

    Every piece begins anywhere in the wave and has a period of its own, uniform between the
    shortest and the longest. Noise lies on what the network reads, not on what it should say.

    Fields: x (T, 1), y a number (1,).
    """

    title = "Sine wave"
    group = "Sequences"
    instant = True

    samples = IntField(600, minimum=2, maximum=100_000, unit="pieces", doc="Number of pieces.")
    length = IntField(25, minimum=2, maximum=1000, unit="steps", doc="Length T of a piece.")
    shortest = FloatField(15.0, minimum=2.0, maximum=10_000.0, unit="steps", doc="Shortest period.")
    longest = FloatField(30.0, minimum=2.0, maximum=10_000.0, unit="steps", doc="Longest period.")
    noise = FloatField(0.0, minimum=0.0, maximum=10.0, doc="Standard deviation of the noise on x.")
    seed = IntField(0, minimum=0, maximum=2**31 - 1, doc="Seed of the pieces.")

    def specs(self) -> dict[str, FieldSpec]:
        """Return x (T, 1) and y (1,) in [−1, 1]."""
        low, high = (None, None) if self.noise else (-1.0, 1.0)
        return {
            "x": FieldSpec((self.length, 1), low=low, high=high),
            "y": FieldSpec((1,), low=-1.0, high=1.0),
        }

    def load(self) -> Dataset:
        """Draw phases and periods; a shortest period above the longest is taken the other way."""
        rng = generator(self.seed, self.type_name())
        low, high = sorted((self.shortest, self.longest))
        period = rng.uniform(low, high, (self.samples, 1))
        phase = rng.uniform(0.0, 2.0 * np.pi, (self.samples, 1))
        wave = np.sin(phase + 2.0 * np.pi * np.arange(self.length + 1) / period)
        x = wave[:, :-1, None] + self.noise * rng.standard_normal((self.samples, self.length, 1))
        return Dataset({"x": x, "y": wave[:, -1:]}, self.specs(), {"y": ("next value",)})
