"""What a layer makes of the samples, seen from where they lie farthest apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["Projection", "ProjectionOf", "turned_like"]


@dataclass(frozen=True, eq=False)
class Projection:
    """Points in the plane of the first two principal components.

    Attributes
    ----------
    points
        (N, 2).
    labels
        Class of each sample; or None.
    values
        Target of each sample, where it is one number; or None.
    explained
        Part of the variance along each of the two components.
    """

    points: Array
    labels: Array | None
    values: Array | None
    explained: tuple[float, float]


@dataclass(frozen=True)
class ProjectionOf(View):
    """Outputs of a node for the samples of a part, by principal components.

    Pearson (1901), On Lines and Planes of Closest Fit to Systems of Points in Space.

    Attributes
    ----------
    path
        Of the node.
    part
        Whose samples.
    most
        Samples, from the first one on.
    """

    path: str
    part: Part = "validation"
    most: int = 1000

    def compute(self, scene: Scene) -> Projection:
        """Centre, and turn to the two directions of the largest variance."""
        outputs = scene.outputs(self.part, [self.path], self.most).get(self.path)
        if outputs is None:
            raise GuinetError(f"{self.path} cannot be computed yet.")
        flat = outputs.reshape(len(outputs), -1).astype(np.float64)
        if not np.isfinite(flat).all():
            raise GuinetError(f"{self.path} has values that are not finite.")
        centred = flat - flat.mean(axis=0)
        if centred.shape[1] < 2:
            centred = np.hstack([centred, np.zeros((len(centred), 2 - centred.shape[1]))])
        points, variances = _components(centred)
        whole = float(np.square(centred).sum()) or 1.0
        explained = (float(variances[0] / whole), float(variances[1] / whole))
        return Projection(
            points, scene.labels(self.part, self.most), self._values(scene), explained
        )

    def _values(self, scene: Scene) -> Array | None:
        if not scene.judged or scene.judged[0].classifies:
            return None
        target = scene.judged[0].target
        found = scene.outputs(self.part, [target], self.most).get(target)
        if found is None or found.size != len(found):
            return None
        return scene.original(target, found).ravel()


def _components(centred: Array) -> tuple[Array, Array]:
    """Return coordinates along the first two components, and their sums of squares."""
    count, width = centred.shape
    if width <= count:
        _, vectors = np.linalg.eigh(centred.T @ centred)
        points = centred @ vectors[:, ::-1][:, :2]
    else:  # fewer samples than dimensions: the smaller of both products tells the same
        values, vectors = np.linalg.eigh(centred @ centred.T)
        points = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0.0))
    return points, np.square(points).sum(axis=0)


def turned_like(points: Array, before: Array) -> Array:
    """Return points turned, or mirrored, so that they lie as near as can be to earlier ones.

    Principal components have no sign, and two of like size no order: without this the picture
    would tumble. Schönemann (1966), A generalized solution of the orthogonal Procrustes problem.
    """
    if points.shape != before.shape:
        return points
    left, _, right = np.linalg.svd(points.T @ before)
    turned: Array = points @ (left @ right)
    return turned
