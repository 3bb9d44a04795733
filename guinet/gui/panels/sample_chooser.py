"""Choosing the shown sample: the next one, the one before, any, or by its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from guinet.core.fields import IntField
from guinet.gui import icons
from guinet.gui.forms.editors import NumberEditor
from guinet.gui.panels.switch import Switch
from guinet.gui.panels.widgets import label
from guinet.gui.sample_choice import SampleChoice
from guinet.lens.view import Part, SampleAt

__all__ = ["SampleChooser"]

_PARTS = {
    "train": "A sample of the part that is trained on",
    "validation": "A sample of the part that is never trained on",
}


class SampleChooser(QWidget):
    """A number with buttons around it.

    Attributes
    ----------
    parts
        Of which part the sample is; it stands beside a title.
    """

    def __init__(self, choice: SampleChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self.parts = Switch(_PARTS)
        self.parts.chosen.connect(self._on_part)
        self.number = _Number()
        self.number.setAccessibleName("Number of the sample in its part")
        self.number.offered.connect(self._on_number)
        self.before = _button("previous", "The sample before", lambda: choice.step(-1))
        self.after = _button("next", "The next sample", lambda: choice.step(1))
        self.any = _button("dice", "A sample at random", choice.pick_any)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.before, self.after, self.any):
            row.addWidget(widget)
        row.insertWidget(1, self.number, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.refusal)
        choice.changed.connect(self._show)
        choice.refused.connect(self._refuse)
        self._show()

    def _show(self) -> None:
        at, count = self._choice.at, self._choice.count
        self.number.of = f"of {count}" if count else ""
        self.number.set_value(at.place + 1)
        self.number.update()
        self.parts.choose(at.part)
        self._refuse("")

    def _on_number(self, given: object) -> None:
        count = self._choice.count
        field = IntField(1, doc="", minimum=1, maximum=count or None)
        try:
            place = field.parse(given) - 1
        except ValueError:
            up_to = f"from 1 to {count}" if count else "from 1 on"
            self._refuse(f"Samples of this part have numbers {up_to}.")
            self.number.set_invalid(True)
        else:
            self._refuse("")
            self._choice.choose(SampleAt(place, self._choice.at.part))

    def _on_part(self, part: str) -> None:
        if cast("Part", part) != self._choice.at.part:
            self._choice.change_part()
        # Where there is no such part, the switch goes back.
        self.parts.choose(self._choice.at.part)

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        if not sentence:
            self.number.set_invalid(False)


class _Number(NumberEditor):
    """A whole number from 1 on, with how many there are beside it."""

    def __init__(self) -> None:
        self.of = ""
        super().__init__(IntField(1, doc="", minimum=1))

    def _words_beside(self) -> str:
        return self.of


def _button(icon: str, tip: str, call: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    icons.decorate(button, icon, "muted")
    button.setFixedSize(24, 24)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.clicked.connect(lambda _=False: call())
    return button
