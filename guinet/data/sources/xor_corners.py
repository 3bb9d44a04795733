"""Xor, four corners: the smallest problem that no single neuron solves."""

from __future__ import annotations

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["XorCorners"]


class XorCorners(DataSource):
    """The truth table of exclusive or: (0,0), (0,1), (1,0), (1,1) with labels 0, 1, 1, 0.

    Four samples are too few to keep any apart: set validation to 0.

    Fields: x (2,), y one of two classes.
    Source: Minsky and Papert (1969), Perceptrons.
    """

    title = "Exclusive or, four corners"
    group = "Plane"
    plane = True
    instant = True

    def specs(self) -> dict[str, FieldSpec]:
        """Return x, the coordinates (2,) in [0, 1], and y, the label."""
        return {
            "x": FieldSpec((2,), low=0.0, high=1.0),
            "y": FieldSpec((), "class", ("equal", "different")),
        }

    def load(self) -> Dataset:
        """Return the four rows of the table."""
        x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
        y = np.array([0, 1, 1, 0])
        return Dataset({"x": x, "y": y}, self.specs(), {"x": ("x1", "x2")})
