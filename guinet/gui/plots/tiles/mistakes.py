"""What the network is surest of, and wrong about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from guinet.gui.plots.case_grid import CaseGrid
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.confusion import Cases, CasesOf

__all__ = ["MistakesTile"]


class MistakesTile(Tile):
    """Samples with what was said about them, the most confident mistakes first."""

    id = "mistakes"
    title = "Most confident mistakes"
    doc = "For classes: samples with what the network says, its surest mistakes first."
    rank = 22

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Cases | None = None
        self.kind = small_choice(("mistakes", "all samples"), "Which samples")
        self.part = small_choice(("validation", "train"), "Which part of the data")
        for box in (self.kind, self.part):
            box.currentTextChanged.connect(lambda _: self._on_choice())
            self.controls.addWidget(box)
        self.grid = CaseGrid()
        self.body.addWidget(self.grid, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where each sample gets one class."""
        if not facts.classes or facts.judged is None:
            return "It shows answers that are classes, and this network gives none."
        one = len(facts.judged.prediction_spec.shape) <= 1
        return "" if one else "Each sample has several answers here."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Where samples say something to the eye."""
        return not facts.is_plane

    def looks(self) -> tuple[View, ...]:
        """Look at the samples."""
        mistakes = self.kind.currentIndex() == 0
        return (CasesOf(cast("Any", self.part.currentText()), 24, mistakes),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw them."""
        self.result = result
        self.grid.show_cases(result, self.desk.facts.classes)
        self.caption.setText(f"{result.found} of {result.counted}")

    def clear(self) -> None:
        """Forget them."""
        self.result = None
        self.grid.show_cases(None, ())
        self.caption.setText("")

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the samples shown."""
        if self.result is None:
            return ()
        names, found = self.desk.facts.classes, self.result
        sure = "probability" if found.probable else "score"
        table: list[list[object]] = [["sample", "true", "predicted", sure]]
        for index, true, said, confidence in zip(
            found.index, found.true, found.said, found.confidence, strict=True
        ):
            table.append([int(index) + 1, names[true], names[said], float(confidence)])
        return table

    def _on_choice(self) -> None:
        self.heading.setText(self.title if self.kind.currentIndex() == 0 else "Samples")
        self.look_again()
