"""One way to make a sample by hand; what all of them share."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.gui.plots.facts import Facts
from guinet.lens.views.trial import Answer, RawSample

__all__ = ["Trial"]


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
    """

    changed = Signal()

    wants_slopes = False

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        spec = facts.input_spec
        assert spec is not None
        self.spec: FieldSpec = spec
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(8)

    def sample(self) -> Array | None:
        """Return the sample; None while there is none."""
        return None

    def show_range(self, found: Any) -> None:
        """Hear where the numbers of the input lie, a `FieldRange`."""

    def show_sample(self, sample: RawSample) -> None:
        """Go on from a sample of the data."""

    def show_answer(self, answer: Answer) -> None:
        """Hear what the network says."""
