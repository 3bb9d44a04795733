"""What the network is surest of, and wrong about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guinet.gui.plots.case_grid import CaseGrid
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import instead, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import Part, View
from guinet.lens.views.cases import Cases, CasesOf

__all__ = ["MistakesTile"]

_SHOWN = 60
_CHOICES: dict[str, tuple[Part, bool]] = {
    "mistakes": ("validation", True),
    "all": ("validation", False),
    "train mistakes": ("train", True),
    "all train": ("train", False),
}


class MistakesTile(Tile):
    """Samples with what was said about them, the most confident mistakes first."""

    id = "mistakes"
    title = "Most confident mistakes"
    doc = "For classes: samples with what the network says, its surest mistakes first."
    rank = 22

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Cases | None = None
        self.kind = small_choice(tuple(_CHOICES), "Which samples")
        self.kind.currentTextChanged.connect(lambda _: self._on_choice())
        self.controls.addWidget(self.kind)
        self.grid = CaseGrid()
        self.grid.picked.connect(desk.sight.sample.choose)
        self.body.addWidget(self.grid, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where answers are classes."""
        return "" if facts.classes else "It shows answers that are classes, and there are none."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Where samples say something to the eye, one answer for each."""
        judged = facts.judged
        one = judged is not None and len(judged.prediction_spec.shape) <= 1
        return one and not facts.is_plane

    def looks(self) -> tuple[View, ...]:
        """Look at the samples."""
        part, mistakes = self._chosen()
        return (CasesOf(part, _SHOWN, mistakes),)

    def show_result(self, view: View, result: Any) -> None:
        """Draw them, and say how many of them there are."""
        self.result = result
        self.grid.show_cases(result)
        per_sample = 1 if result.position is None else result.counted // max(result.total, 1)
        first = "the first " if result.counted < result.total * max(per_sample, 1) else ""
        part, _ = self._chosen()
        self.caption.setText(
            f"{result.found} of {first}{result.counted}{instead(part, result.part)}"
        )

    def clear(self) -> None:
        """Forget them."""
        self.result = None
        self.grid.show_cases(None)
        self.caption.setText("")

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the samples shown."""
        if self.result is None:
            return ()
        found = self.result
        names = found.classes
        sure = "probability" if found.probable else "score"
        table: list[list[object]] = [["sample", "true", "predicted", sure]]
        for index, true, said, confidence in zip(
            found.index, found.true, found.said, found.confidence, strict=True
        ):
            table.append([int(index) + 1, names[true], names[said], float(confidence)])
        return table

    def _chosen(self) -> tuple[Part, bool]:
        return _CHOICES[self.kind.currentText()]

    def _on_choice(self) -> None:
        self.heading.setText(self.title if self._chosen()[1] else "Samples")
        self.clear()
        self.look_again()
