"""What a network for numbers says, beside what it should say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.diverged import refuse_infinite
from guinet.lens.view import Part, View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Predictions", "PredictionsOf"]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Predictions and targets in the units of the data.

    Attributes
    ----------
    prediction, target
        (N, K): a row for each sample, a column for each number that is predicted.
    names
        Names of these numbers.
    total
        Samples of the part; N may be fewer.
    part
        Whose samples: the training part where no validation part is kept.
    """

    prediction: Array
    target: Array
    names: tuple[str, ...]
    total: int
    part: Part


@dataclass(frozen=True)
class PredictionsOf(View):
    """Predictions and targets of the first loss, in evaluation mode.

    Attributes
    ----------
    part
        Whose samples.
    most
        Samples, from the first one on.
    """

    part: Part
    most: int = 2000

    def compute(self, scene: Scene) -> Predictions:
        """Predict, and go back to the units of the data."""
        judged = scene.first_judged()
        outputs = (judged.prediction, judged.target)
        found = scene.outputs(self.part, outputs, self.most)
        if len(found) < len(outputs):
            raise GuinetError("The prediction cannot be computed yet.")
        prediction, target = (scene.original(judged.target, found[name]) for name in outputs)
        refuse_infinite(prediction)
        count = len(prediction)
        flat = prediction.reshape(count, -1), target.reshape(count, -1)
        whole = len(scene.index(self.part))
        names = _names(scene, judged.target, flat[0].shape[1])
        return Predictions(*flat, names, whole, scene.kept(self.part))


def _names(scene: Scene, target: str, count: int) -> tuple[str, ...]:
    """Return the columns' names of the field of the target, or numbers."""
    node = scene.analysis.flat.nodes.get(target.partition(":")[0])
    field = getattr(node.module, "field", "") if node is not None else ""
    columns = scene.data.columns.get(field, ())
    if len(columns) == count:
        return tuple(columns)
    return (field or "y",) if count == 1 else tuple(f"{field or 'y'}{n + 1}" for n in range(count))
