"""What an autoencoder makes of what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from guinet.gui import format as fmt
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.pair_grid import PairGrid
from guinet.gui.plots.parts import instead, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import Part, View
from guinet.lens.views.reconstructions import Reconstructions, ReconstructionsOf

__all__ = ["ReconstructionsTile"]


class ReconstructionsTile(Tile):
    """Samples, and below each what the network makes of it, with the mean squared error."""

    id = "reconstructions"
    title = "Reconstructions"
    doc = "For autoencoders: samples and what the network makes of them."
    rank = 16

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Reconstructions | None = None
        self.part = small_choice(("validation", "train"), "Which part of the data")
        self.part.currentTextChanged.connect(lambda _: self.look_again())
        self.controls.addWidget(self.part)
        self.grid = PairGrid()
        self.body.addWidget(self.grid, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where the target is what goes in."""
        if facts.task == "reconstruction" and facts.input_spec is not None:
            return ""
        return "It shows a network whose target is its input."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at the first samples."""
        return (ReconstructionsOf(self._part(), 16),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw the pairs; a third row where what is seen is not what is wanted."""
        self.result = result
        rows = [("wanted", result.wanted), ("made", result.made)]
        if result.seen.shape != result.wanted.shape or not np.allclose(result.seen, result.wanted):
            rows.insert(0, ("seen", result.seen))
        self.grid.show_rows(rows, [fmt.number(float(error), 3) for error in result.errors])
        error = fmt.number(float(result.errors.mean()), 3)
        words = instead(self._part(), result.part)
        self.caption.setText(f"mean squared error {error}{words}")

    def clear(self) -> None:
        """Take the pairs away."""
        self.result = None
        self.grid.show_rows((), ())
        self.caption.setText("")

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the error of each sample."""
        if self.result is None:
            return ()
        pairs = zip(self.result.index, self.result.errors, strict=True)
        return [["sample", "mean_squared_error"], *([int(i) + 1, float(e)] for i, e in pairs)]

    def _part(self) -> Part:
        return "validation" if self.part.currentIndex() == 0 else "train"
