"""The picked number of an array: where it stands, and a field that sets it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guinet.gui.elided import ElidedLabel
from guinet.gui.forms.editors import LineEditor
from guinet.gui.panels.widgets import label

__all__ = ["PickedWeight", "WeightField", "step_size"]

_STEPS_PER_DECADE_END = 20
_FINE = 10
_TIP = (
    "Up and Down, the wheel, or dragging up and down from the cell change it a little; "
    "with Shift ten times finer."
)


def step_size(reach: float, *, fine: bool = False) -> float:
    """Return a small step for numbers of which the largest has the size ``reach``.

    A twentieth of the power of ten below it, so that steps end on round numbers; where all
    are zero, of 1.
    """
    size = reach if math.isfinite(reach) and reach > 0.0 else 1.0
    step = 10.0 ** math.floor(math.log10(size)) / _STEPS_PER_DECADE_END
    return step / _FINE if fine else step


class WeightField(LineEditor):
    """A weight as a text field, with all its digits; what is being typed is never overwritten.

    Signals
    -------
    stepped
        So many steps up, and whether they are fine ones.
    """

    stepped = Signal(int, bool)

    def set_value(self, value: float) -> None:
        """Show a value, unless another one is being typed."""
        if not self.isModified():
            super().set_value(value)

    def write(self, value: float) -> str:
        """Return the fewest digits from which the weight can be read back."""
        return str(np.float32(value)).removesuffix(".0").replace("-", "−")

    def read(self, text: str) -> str:
        """Return the text with a point for a comma and a plain minus."""
        return text.strip().replace("−", "-").replace(",", ".")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys; take back on Esc."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if steps is not None:
            self.setModified(False)
            self.stepped.emit(steps, fine)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.give_up()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step with the wheel where the person is working; else let the panel scroll."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if not (self.hasFocus() and turned):
            event.ignore()
            return
        self.setModified(False)
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.stepped.emit(1 if turned > 0 else -1, fine)
        event.accept()

    def give_up(self) -> None:
        """Show what is there again."""
        self.setText(self._shown)
        self.setModified(False)
        self.set_invalid(False)


class PickedWeight(QWidget):
    """Where the picked number stands, what else is known of it, and its value in a field.

    Signals
    -------
    wanted
        The value that a person wants there.
    stepped
        As of `WeightField`.
    """

    wanted = Signal(float)
    stepped = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = label("", wrap=True)
        self.more = ElidedLabel()
        self.more.setProperty("role", "caption")
        self.field = WeightField()
        self.field.setAccessibleName("Value of the picked weight")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.field.offered.connect(self._on_offered)
        self.field.stepped.connect(self.stepped)
        self.setFocusProxy(self.field)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.place)
        words.addWidget(self.more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(words, 55)
        layout.addWidget(self.field, 45, Qt.AlignmentFlag.AlignTop)

    def show_number(self, place: str, value: float, more: str, *, why_not: str) -> None:
        """Show a number.

        Parameters
        ----------
        place, more
            Where it stands, and what else is known of it.
        why_not
            Why it cannot be set; empty if it can.
        """
        self.place.setText(place)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.field.set_value(value)
        self.field.setEnabled(not why_not)
        self.field.setToolTip(why_not or _TIP)

    def begin_typing(self, text: str) -> None:
        """Take the keys, and what was typed already."""
        if not self.field.isEnabled():
            return
        self.field.setFocus()
        self.field.selectAll()
        if text:
            self.field.insert(text)

    def _on_offered(self, text: str) -> None:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        with np.errstate(over="ignore"):
            refused = not np.isfinite(np.float32(value))
        self.field.set_invalid(bool(refused))
        if refused:
            self.field.setToolTip("A weight is a finite number, such as −0.25 or 1e-3.")
            self.field.setModified(True)
        else:
            self.wanted.emit(value)
