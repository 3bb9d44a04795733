"""The plane of a network that looks at two numbers: a grid over its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Plane", "plane_of"]

_BEYOND = 0.1
"""The grid goes on beyond the data by this part of their range."""


@dataclass(frozen=True, eq=False)
class Plane:
    """Places in rows from below to above, in each row from left to right.

    Attributes
    ----------
    field
        Of the data, that holds the two numbers.
    xs, ys
        Middles of the cells along both axes, as the network sees them (scaled).
    samples
        (cells², 2) the places.
    """

    field: str
    xs: Array
    ys: Array
    samples: Array

    def as_rows(self, values: Array) -> Array:
        """Return values at all places, (cells², ...), as (rows, columns, ...)."""
        return values.reshape(len(self.ys), len(self.xs), *values.shape[1:])


def plane_of(scene: Scene, cells: int) -> Plane:
    """Return a grid of so many cells along each axis over the data of both parts.

    Raises
    ------
    GuinetError
        If the network does not look at two numbers alone.
    """
    _, field, spec = scene.only_input()
    if spec.shape != (2,) or spec.kind != "float":
        raise GuinetError("A plane is shown for a network that looks at two numbers.")
    values = np.concatenate([scene.data.train[field], scene.data.validation[field]])
    low, high = values.min(axis=0), values.max(axis=0)
    beyond = np.where(high > low, (high - low) * _BEYOND, 1.0)
    low, high = low - beyond, high + beyond
    middles = (np.arange(cells) + 0.5) / cells
    xs, ys = (low[k] + middles * (high[k] - low[k]) for k in (0, 1))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype(np.float32)
    return Plane(field, xs, ys, grid)
