"""One array of a node: its picture, its numbers, and the one that was picked, to be set by hand."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import icons
from guinet.gui.cells import place_words
from guinet.gui.elided import ElidedLabel
from guinet.gui.panels.heat_map import HeatMap, sizes_text, statistics
from guinet.gui.panels.picked_weight import PickedWeight, step_size
from guinet.gui.panels.widgets import NumberLabel, label
from guinet.gui.weight_edits import WeightEdits
from guinet.training.messages import Effect

__all__ = ["ArrayView"]

_BUTTON_PX = 24
_AROUND_PX = 12
_DIGITS = 6
_ANSWERS = 3
"""After so many snapshots a number that was asked for is there, or training has moved it on."""

_TIP = "Click a number to set it by hand; drag up or down to change it."
_NOT_LEARNED = "Kept, but not learned: it follows the data by itself."


class ArrayView(QWidget):
    """Name, shape, picture, the picked number, and mean, deviation and root mean square.

    Parameters
    ----------
    edits
        What sets weights of the run.
    """

    def __init__(self, edits: WeightEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._public = ""
        self._learned = False
        self._values: Array | None = None
        self._shown: Array | None = None
        self._kind = ""
        self._shape = ""
        self._statistics = (math.nan, math.nan, math.nan)
        self._scrub: tuple[float, float] | None = None
        self._asked: tuple[float, int] | None = None
        self._name = ElidedLabel()
        self._name.setProperty("role", "heading")
        self._about = label("", "caption")
        self.menu_button = self._make_menu_button()
        self.picture = self._make_picture()
        self.picked = PickedWeight()
        self.picked.hide()
        self.picked.wanted.connect(self._on_typed)
        self.picked.stepped.connect(self._step)
        self.numbers = {key: NumberLabel(12, 500) for key in ("mean", "std", "RMS")}
        self.effect = ElidedLabel()
        self.effect.setProperty("role", "caption")
        self.effect.set_tool_tip("The loss of the batch that is next, before the edits and now.")
        self.set_back = QPushButton("Set back")
        self.set_back.setToolTip("Set the whole array as it was before it was first set by hand.")
        self.set_back.setFixedHeight(_BUTTON_PX)
        self.set_back.setStyleSheet("padding: 0 10px;")
        self.set_back.clicked.connect(lambda: self._edits.set_back(self._public))
        self.nothing = label("", "muted", wrap=True)
        self._edited = QWidget()
        self._lay_out()
        edits.changed.connect(self._show_edits)

    def _make_menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setStyleSheet("padding: 0;")
        button.setAccessibleName("Set the whole array")
        icons.decorate(button, "more", "muted")
        button.clicked.connect(
            lambda: self.make_menu().popup(button.mapToGlobal(QPoint(0, button.height())))
        )
        return button

    def _make_picture(self) -> HeatMap:
        picture = HeatMap()
        picture.pointed.connect(self._on_pointed)
        picture.picked.connect(lambda _: self._show_picked(anew=True))
        picture.settled.connect(self._bring_into_view)
        picture.stepped.connect(self._step)
        picture.scrub_began.connect(self._begin_scrub)
        picture.scrubbed.connect(self._on_scrubbed)
        picture.scrub_ended.connect(self._end_scrub)
        picture.typed.connect(self._begin_typing)
        picture.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        picture.customContextMenuRequested.connect(
            lambda place: self.make_menu().popup(picture.mapToGlobal(place))
        )
        return picture

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._about)
        head.addWidget(self.menu_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for column, (key, number) in enumerate(self.numbers.items()):
            grid.addWidget(label(key, "caption"), 0, column)
            number.setAlignment(grid.itemAtPosition(0, column).widget().alignment())  # type: ignore[union-attr]
            grid.addWidget(number, 1, column)
            grid.setColumnStretch(column, 1)
        edited = QHBoxLayout(self._edited)
        edited.setContentsMargins(0, 0, 0, 0)
        edited.addWidget(self.effect, 1)
        edited.addWidget(self.set_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(self.picture)
        layout.addWidget(self.nothing)
        layout.addWidget(self.picked)
        layout.addWidget(self._edited)
        layout.addLayout(grid)

    def show_array(self, name: str, public: str, values: Array, *, learned: bool) -> None:
        """Take an array as it is now; `show_picture` then says what of it is shown.

        Parameters
        ----------
        name, public
            Its name within the node shown, and in the network.
        """
        if public != self._public or self._values is None or self._values.shape != values.shape:
            self.picture.set_pick(None)
        self._public, self._learned, self._values = public, learned, values
        self._name.setText(name)
        self._name.set_tool_tip("" if learned else _NOT_LEARNED)
        self._shape = sizes_text(values.shape)
        self.picture.setAccessibleName(f"{name}, {self._shape}")
        self.picture.setToolTip(_TIP if learned else "")
        self._hear_answer()
        self.menu_button.setVisible(learned)
        self.menu_button.setEnabled(not self._edits.refusal)
        self.menu_button.setToolTip(self._edits.refusal or "Set the whole array")
        self._show_edits()

    def _hear_answer(self) -> None:
        """Forget what was asked for once it is there, or enough was heard without it."""
        if self._asked is None or self.picture.pick is None:
            return
        value, answers = self._asked
        there = np.float32(self._value) == np.float32(value)
        self._asked = None if there or answers <= 1 else (value, answers - 1)

    def show_picture(self, kind: str, shown: Array | None, nothing: str = "") -> None:
        """Show what belongs to the array in its place: its gradient, its last step.

        Parameters
        ----------
        kind
            What it is, in words; empty for the values themselves.
        shown
            As large as the array; None where it is not known, which ``nothing`` explains.
        """
        self._kind, self._shown = kind, shown
        self._on_pointed("")
        self.picture.setVisible(shown is not None)
        self.nothing.setText(nothing)
        self.nothing.setVisible(shown is None)
        if shown is not None:
            self.picture.show_values(shown)
        self._statistics = (math.nan,) * 3 if shown is None else statistics(shown)
        self._show_numbers()
        self._show_picked()

    def make_menu(self) -> QMenu:
        """Return the menu of what can be done with the whole array."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        spec, public = self._edits.spec_of(self._public), self._public
        able = self._learned and not self._edits.refusal
        zero = menu.addAction("Set all to zero", lambda: self._edits.set_zero(public))
        zero.setEnabled(able)
        how = "" if spec is None else spec.initializer
        how = how if isinstance(how, str) else how.type_name()
        draw = menu.addAction(
            f"Draw anew ({how})" if how else "Draw anew", lambda: self._edits.draw_anew(public)
        )
        draw.setEnabled(able and spec is not None)
        menu.addSeparator()
        back = menu.addAction("Set back", lambda: self._edits.set_back(public))
        back.setEnabled(able and self._edits.can_set_back(public))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out a digit where the panel is narrow."""
        super().resizeEvent(event)
        self._show_numbers()

    def _begin_typing(self, text: str) -> None:
        self.picked.begin_typing(text)
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """Scroll the panel to the field, and to what comes below it, once they have their place."""
        QTimer.singleShot(0, self, self._scroll)

    def _scroll(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            lowest = self._edited if self._edited.isVisible() else self.picked
            area.ensureWidgetVisible(lowest, 0, _AROUND_PX)

    @property
    def _value(self) -> float:
        """The picked number."""
        assert self._values is not None
        assert self.picture.pick is not None
        return float(self._values[self.picture.pick])

    def _show_picked(self, *, anew: bool = False) -> None:
        index, values = self.picture.pick, self._values
        self.picked.setVisible(index is not None)
        if index is None or values is None:
            return
        if anew:
            self._asked = None
            self.picked.field.give_up()
        more = ""
        if self._kind and self._shown is not None:
            more = f"{self._kind} {fmt.number(float(self._shown[index]))}"
        self.picked.show_number(
            place_words(values.shape, index), self._value, more, why_not=self._why_not
        )

    @property
    def _why_not(self) -> str:
        return self._edits.refusal if self._learned else _NOT_LEARNED

    def _show_edits(self) -> None:
        able = self._edits.can_set_back(self._public)
        self._edited.setVisible(able)
        self.set_back.setEnabled(not self._edits.refusal)
        effect = self._edits.effect if self._edits.last == self._public else None
        self.effect.setText("" if effect is None else _effect_words(effect))

    def _show_numbers(self) -> None:
        digits = 4 if self.width() >= 216 else 3
        for number, value in zip(self.numbers.values(), self._statistics, strict=True):
            number.setText(fmt.number(value, digits))

    def _on_pointed(self, words: str) -> None:
        self._about.setText(words or self._kind or self._shape)

    def _set(self, value: float) -> None:
        index = self.picture.pick
        if index is not None and not self._why_not:
            self._asked = value, _ANSWERS
            self._edits.set_number(self._public, index, value)

    def _on_typed(self, value: float) -> None:
        self._set(value)
        self._bring_into_view()

    def _set_round(self, value: float) -> None:
        self._set(float(f"{value:.{_DIGITS}g}"))

    def _step(self, steps: int, fine: bool) -> None:
        if self.picture.pick is not None:
            # Several steps may follow each other before the first one is answered.
            value = self._value if self._asked is None else self._asked[0]
            self._set_round(value + steps * step_size(self._reach, fine=fine))

    @property
    def _reach(self) -> float:
        """The size of the largest number of the array, whatever the picture shows."""
        return 0.0 if self._values is None else float(abs(self._values).max(initial=0.0))

    def _begin_scrub(self) -> None:
        self._scrub = self._value, self._reach

    def _on_scrubbed(self, steps: int, fine: bool) -> None:
        if self._scrub is not None:
            begin, reach = self._scrub
            self._set_round(begin + steps * step_size(reach, fine=fine))

    def _end_scrub(self, kept: bool) -> None:
        if self._scrub is not None and not kept:
            self._set(self._scrub[0])
        self._scrub = None


def _effect_words(effect: Effect) -> str:
    """Write both losses with as many digits as it takes to see a difference."""
    for digits in range(4, 8):
        before, after = fmt.number(effect.before, digits), fmt.number(effect.after, digits)
        if before != after:
            break
    return f"loss {before} → {after}"
