"""The gradient of the loss to each weight of a node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Gradients", "WeightGradients"]


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of a batch's loss.

    Attributes
    ----------
    by_name
        By public name of the array, ``path.name``, in its shape. An array that is shared has
        the sum over all its uses.
    count
        Samples in the batch.
    """

    by_name: Mapping[str, Array]
    count: int


@dataclass(frozen=True)
class WeightGradients(View):
    """Gradients of all weights of a node, for the scene's batch in a training step.

    Attributes
    ----------
    path
        Of the node, or of a composite use: then also of what is inside.
    """

    path: str

    def compute(self, scene: Scene) -> Gradients:
        """Pick them from a step back through the whole network."""
        batch = scene.batch
        if not batch.weight_gradients:
            raise GuinetError("There is no loss to go back from, so no weight has a gradient.")
        found = {
            name: gradient
            for name, gradient in batch.weight_gradients.items()
            if name.startswith(f"{self.path}.")
        }
        if not found:
            raise GuinetError(f"{self.path} has no weights in the network as it runs now.")
        return Gradients(found, batch.count)
