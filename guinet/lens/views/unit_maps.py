"""What each unit of a layer says at every place of the plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.source import Source
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["UnitMaps", "UnitMapsOf"]


@dataclass(frozen=True, eq=False)
class UnitMaps:
    """Maps of the first units.

    Attributes
    ----------
    maps
        (units, rows, columns), the lowest row first.
    count
        Units of the layer; the maps may be of fewer.
    names
        Of the units of a source: those of the columns of the data. Else none.
    """

    maps: Array
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitMapsOf(View):
    """Outputs of a node over the plane of its two inputs, in evaluation mode."""

    path: str
    cells: int = 32
    most: int = 8

    def compute(self, scene: Scene) -> UnitMaps:
        """Evaluate the grid; all nodes that are looked at share one pass."""
        plane = scene.plane(self.cells)
        found = scene.plane_outputs(self.cells, self.path)
        values = found.reshape(len(found), -1)
        if len(values) != len(plane.samples):
            raise GuinetError(f"{self.path} has no value at each place.")
        maps = plane.as_rows(values[:, : self.most])
        maps = np.ascontiguousarray(np.moveaxis(maps, -1, 0))
        return UnitMaps(maps, values.shape[1], self._names(scene, plane.field))

    def _names(self, scene: Scene, field: str) -> tuple[str, ...]:
        if not isinstance(scene.analysis.flat.nodes[self.path].module, Source):
            return ()
        return scene.data.columns.get(field) or ("x1", "x2")
