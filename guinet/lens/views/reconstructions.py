"""What an autoencoder makes of what it sees."""

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

__all__ = ["Reconstructions", "ReconstructionsOf"]


@dataclass(frozen=True, eq=False)
class Reconstructions:
    """Pairs in the units of the data.

    Attributes
    ----------
    seen, wanted, made
        What goes in, what should come out, and what comes out, samples first. The first
        differs from the second where the network is to remove what was added.
    errors
        Mean squared difference of each pair, in the units of the run.
    index
        Which samples of the source these are.
    part
        Whose samples: the training part where no validation part is kept.
    """

    seen: Array
    wanted: Array
    made: Array
    errors: Array
    index: Array
    part: Part


@dataclass(frozen=True)
class ReconstructionsOf(View):
    """The first samples of a part and their reconstructions, in evaluation mode."""

    part: Part
    count: int = 12

    def compute(self, scene: Scene) -> Reconstructions:
        """Reconstruct."""
        judged, path = scene.first_judged(), scene.only_input().path
        names = (path, judged.target, judged.prediction)
        found = scene.outputs(self.part, names, self.count)
        if len(found) < len(set(names)):
            raise GuinetError("The reconstruction cannot be computed yet.")
        seen, wanted, made = (found[name] for name in names)
        refuse_infinite(made)
        difference = np.square(made - wanted).reshape(len(made), -1)
        return Reconstructions(
            scene.original(path, seen),
            scene.original(judged.target, wanted),
            scene.original(judged.target, made),
            difference.mean(axis=1),
            scene.index(self.part)[: len(made)],
            scene.kept(self.part),
        )
