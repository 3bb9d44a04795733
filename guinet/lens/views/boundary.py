"""What a classifier of the plane says at every place of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.answered import classifier, known_scores
from guinet.lens.diverged import refuse_infinite
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Boundary", "BoundaryOf", "PlanePoints", "PlanePointsOf", "leading_shares"]


@dataclass(frozen=True, eq=False)
class Boundary:
    """A field over the plane, in the units of the data.

    Attributes
    ----------
    xs, ys
        Middles of the cells.
    scores
        (rows from below, columns, K): how strongly each class is named, by its probability or,
        where the loss knows none, its score. Of a network for numbers (rows, columns, 1): the
        prediction.
    shares
        The same between 0 and 1, to be coloured: where the loss knows no probability, that of
        the class that is said grows with its lead over the next one.
    classes
        Names; empty for a network for numbers.
    probable
        Whether `scores` are probabilities.
    names
        Of the two numbers.
    """

    xs: Array
    ys: Array
    scores: Array
    shares: Array
    classes: tuple[str, ...]
    probable: bool
    names: tuple[str, str]


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
        probable = False
        if not judged.classifies:
            values = scene.original(judged.target, prediction).reshape(len(prediction), -1)[:, :1]
            refuse_infinite(values)
            shares = values
        else:
            values, probable = known_scores(classifier(scene), prediction)
            shares = values if probable else leading_shares(values)
        names = scene.data.columns.get(plane.field, ())
        return Boundary(
            places[:, 0],
            places[:, 1],
            plane.as_rows(values),
            plane.as_rows(shares),
            judged.classes,
            probable,
            (names[0], names[1]) if len(names) == 2 else ("x1", "x2"),
        )


def leading_shares(scores: Array) -> Array:
    """Return (N, K) scores as shares: where a class has the greatest lead of all, it has all.

    Without a lead all classes share alike.
    """
    count = scores.shape[-1]
    places, best = np.arange(len(scores)), scores.argmax(axis=-1)
    ordered = np.sort(scores, axis=-1)
    lead = ordered[:, -1] - ordered[:, -2]
    part = lead / (float(lead.max()) or 1.0)
    shares = np.repeat(((1 - part) / count)[:, np.newaxis], count, axis=1)
    shares[places, best] += part
    return shares


@dataclass(frozen=True, eq=False)
class PlanePoints:
    """Samples of a part as points, in the units of the data.

    Attributes
    ----------
    points
        (N, 2).
    labels
        True classes, or None.
    total
        Samples of the part; N may be fewer.
    """

    points: Array
    labels: Array | None
    total: int


@dataclass(frozen=True)
class PlanePointsOf(View):
    """The samples of a part in the plane."""

    part: Part
    most: int = 2000

    def compute(self, scene: Scene) -> PlanePoints:
        """Read them off."""
        _, field, spec = scene.only_input()
        if spec.shape != (2,):
            raise GuinetError("A plane is shown for a network that looks at two numbers.")
        if scene.kept(self.part) != self.part:
            return PlanePoints(np.zeros((0, 2)), None, 0)
        labels = None
        if scene.judged and scene.judged[0].classes:
            target = scene.judged[0].target
            found = scene.outputs(self.part, [target], self.most)[target]
            labels = scene.judged[0].truths(found)
        values = scene.part(self.part)[field]
        points = scene.data.scaler.inverse(field, values[: self.most])
        return PlanePoints(points, labels, len(values))
