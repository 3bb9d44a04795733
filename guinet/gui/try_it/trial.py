"""One way to make a sample by hand; what all of them share."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.gui.panels.widgets import label
from guinet.gui.plots.facts import Facts
from guinet.lens.views.trial import Answer, RawSample

__all__ = ["SPACING", "Trial"]

SPACING = 8
"""Between the parts of a trial."""


class Trial(QWidget):
    """Makes a sample of the only input in the units of the data.

    Signals
    -------
    changed
        The sample is another one.

    Attributes
    ----------
    wants_slopes
        Whether it shows how the answer depends on each number.
    take
        The button that goes on from a sample of the data.
    words
        Which sample that is.
    row
        Where the buttons stand, below everything else.
    """

    changed = Signal()

    wants_slopes = False

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        spec = facts.input_spec
        assert spec is not None
        self.spec: FieldSpec = spec
        self.take = QPushButton("Take a sample")
        self.take.setToolTip("Go on from a sample of the validation part; again: from the next one")
        self.words = label("", "caption", wrap=True)
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACING)
        self.row.addWidget(self.take)
        self.row.addWidget(self.words, 1)
        self.layout_ = QVBoxLayout()
        self.layout_.setSpacing(SPACING)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACING)
        whole.addLayout(self.layout_)
        whole.addLayout(self.row)

    @property
    def row_height(self) -> int:
        """What the buttons and the space above them take of the height."""
        return self.take.sizeHint().height() + SPACING

    def fit(self, width: int, height: int) -> None:
        """Take no more room than this, if it can be."""

    def sample(self) -> Array | None:
        """Return the sample; None while there is none."""
        return None

    def show_range(self, found: Any) -> None:
        """Hear where the numbers of the input lie, a `FieldRange`."""

    def show_sample(self, sample: RawSample) -> None:
        """Go on from a sample of the data."""

    def show_answer(self, answer: Answer) -> None:
        """Hear what the network says."""
