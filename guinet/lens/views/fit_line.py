"""The function that a network of one number has become, among the points it was fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.diverged import refuse_infinite
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Part, Scene

__all__ = ["FitLine", "FittedLine"]

_BEYOND = 0.08
"""The curve goes on beyond the data by this part of their range."""

_MOST_POINTS = 1000


@dataclass(frozen=True, eq=False)
class FittedLine:
    """A curve and points, in the units of the data.

    Attributes
    ----------
    x, y
        The curve: (M,), and (M, K) for K predicted numbers.
    train, validation
        Points as rows of x and of the K targets: (N, 1 + K).
    """

    x: Array
    y: Array
    train: Array
    validation: Array


@dataclass(frozen=True)
class FitLine(View):
    """Predictions over the range of the only number that the network looks at.

    Attributes
    ----------
    points
        Places at which the curve is computed.
    """

    points: int = 241

    def compute(self, scene: Scene) -> FittedLine:
        """Predict at equal distances."""
        _, field, spec = scene.only_input()
        if spec.size != 1 or spec.kind != "float":
            raise GuinetError("A curve is shown for a network that looks at a single number.")
        judged = scene.first_judged()
        parts = [scene.data.train[field], scene.data.validation[field]]
        values = np.concatenate([part.ravel() for part in parts])
        low, high = float(values.min()), float(values.max())
        beyond = (high - low) * _BEYOND or 1.0
        line = np.linspace(low - beyond, high + beyond, self.points, dtype=np.float32)
        places = line.reshape(self.points, *spec.shape)
        found = scene.evaluate({field: places}, [judged.prediction])
        if judged.prediction not in found:
            raise GuinetError("The prediction cannot be computed from the input alone.")
        y = scene.original(judged.target, found[judged.prediction]).reshape(self.points, -1)
        refuse_infinite(y)
        x = scene.data.scaler.inverse(field, places).ravel()
        return FittedLine(x, y, self._points(scene, "train"), self._points(scene, "validation"))

    def _points(self, scene: Scene, part: Part) -> Array:
        path = scene.only_input().path
        judged = scene.first_judged()
        if scene.kept(part) != part:
            return np.zeros((0, 2))
        found = scene.outputs(part, [f"{path}:y", judged.target], _MOST_POINTS)
        x = scene.original(path, found[f"{path}:y"])
        target = scene.original(judged.target, found[judged.target])
        return np.hstack([x.reshape(len(x), 1), target.reshape(len(x), -1)])
