"""What a classifier of the plane says at every place of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Boundary", "BoundaryOf", "PlanePoints", "PlanePointsOf"]


@dataclass(frozen=True, eq=False)
class Boundary:
    """A field over the plane, in the units of the data.

    Attributes
    ----------
    xs, ys
        Middles of the cells.
    shares
        (rows from below, columns, K): probability of each class; where the loss knows none, 1
        for the class that is said. Of a network for numbers (rows, columns, 1): the prediction.
    classes
        Names; empty for a network for numbers.
    """

    xs: Array
    ys: Array
    shares: Array
    classes: tuple[str, ...]


@dataclass(frozen=True)
class BoundaryOf(View):
    """Predictions of the first loss over the plane, in evaluation mode."""

    cells: int = 80

    def compute(self, scene: Scene) -> Boundary:
        """Evaluate the grid."""
        judged, plane = scene.first_judged(), scene.plane(self.cells)
        prediction = scene.plane_outputs(self.cells, judged.prediction)
        corners = np.stack([plane.xs, plane.ys], axis=1)
        places = scene.data.scaler.inverse(plane.field, corners)
        classes = judged.classes
        if not judged.classifies:
            values = scene.original(judged.target, prediction).reshape(len(prediction), -1)[:, :1]
        elif not classes:
            raise GuinetError("This network does not choose one of several classes.")
        else:
            known = judged.probabilities(prediction)
            values = np.eye(len(classes))[judged.answers(prediction)] if known is None else known
        return Boundary(places[:, 0], places[:, 1], plane.as_rows(values), classes)


@dataclass(frozen=True, eq=False)
class PlanePoints:
    """Samples of a part as points, in the units of the data.

    Attributes
    ----------
    points
        (N, 2).
    labels
        True classes, or None.
    """

    points: Array
    labels: Array | None


@dataclass(frozen=True)
class PlanePointsOf(View):
    """The samples of a part in the plane."""

    part: Part
    most: int = 600

    def compute(self, scene: Scene) -> PlanePoints:
        """Read them off."""
        path, spec = scene.input_field()
        if spec.shape != (2,):
            raise GuinetError("A plane is shown for a network that looks at two numbers.")
        if self.part == "validation" and scene.part("validation") is scene.data.train:
            return PlanePoints(np.zeros((0, 2)), None)
        values = scene.outputs(self.part, [path], self.most)[path]
        labels = None
        if scene.judged and scene.judged[0].classes:
            target = scene.judged[0].target
            found = scene.outputs(self.part, [target], self.most)[target]
            labels = scene.judged[0].truths(found)
        return PlanePoints(scene.original(path, values), labels)
