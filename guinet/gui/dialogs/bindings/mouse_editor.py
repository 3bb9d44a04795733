"""Choosing a gesture of the mouse: keys held, button, what the hand does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.gui.bindings.keys import MODIFIERS
from guinet.gui.bindings.mouse import Button, Motion, MouseBinding
from guinet.gui.bindings.native import native_parts
from guinet.gui.panels.widgets import label

__all__ = ["MouseEditor"]

_BUTTONS: dict[Button, str] = {
    "Left": "left button",
    "Middle": "middle button",
    "Right": "right button",
}
_MOTIONS: dict[Motion, str] = {
    "Drag": "drag",
    "Click": "click",
    "DoubleClick": "double-click",
    "Wheel": "turn the wheel",
    "Pinch": "pinch",
}


class MouseEditor(QWidget):
    """Switches for the keys held, lists for button and motion.

    Parameters
    ----------
    text
        The gesture as it is; empty where there is none yet.
    motions
        What this row can be done by.

    Signals
    -------
    offered
        The gesture that the person chose; empty: it is to go.
    given_up
        Everything stays as it was.
    """

    offered = Signal(str)
    given_up = Signal()

    def __init__(self, text: str, motions: Sequence[Motion], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = MouseBinding.parse(text) or MouseBinding(motions[0])
        self._keys: dict[str, QPushButton] = {}
        held = QHBoxLayout()
        held.setSpacing(4)
        for name in (*MODIFIERS, "Space"):
            key = QPushButton(native_parts(f"{name}+Drag")[0])
            key.setCheckable(True)
            key.setAutoDefault(False)
            key.setChecked(name in now.held())
            key.setToolTip(f"With {name} held")
            self._keys[name] = key
            held.addWidget(key)
        held.addStretch(1)
        self.button = QComboBox()
        for button, words in _BUTTONS.items():
            self.button.addItem(words, button)
        self.button.setCurrentIndex(self.button.findData(now.button))
        self.button.setAccessibleName("Button")
        self.motion = QComboBox()
        for motion in motions:
            self.motion.addItem(_MOTIONS[motion], motion)
        self.motion.setCurrentIndex(max(0, self.motion.findData(now.motion)))
        self.motion.setAccessibleName("Motion")
        self.motion.setVisible(len(motions) > 1)
        only = label(_MOTIONS[motions[0]])
        only.setVisible(len(motions) == 1)
        self.motion.currentIndexChanged.connect(self._on_motion)
        self.use = QPushButton("Use it")
        self.remove = QPushButton("Remove")
        self.remove.setVisible(bool(text))
        cancel = QPushButton("Cancel")
        for one in (self.use, self.remove, cancel):
            one.setAutoDefault(False)
        self.use.clicked.connect(lambda: self.offered.emit(self.gesture().text))
        self.remove.clicked.connect(lambda: self.offered.emit(""))
        cancel.clicked.connect(self.given_up)
        lists, ends = QHBoxLayout(), QHBoxLayout()
        for row, members in (
            (lists, (only, self.motion, self.button)),
            (ends, (self.use, self.remove)),
        ):
            row.setSpacing(4)
            for member in members:
                row.addWidget(member)
        lists.addStretch(1)
        ends.addWidget(cancel)
        ends.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 6)
        layout.setSpacing(6)
        for row in (held, lists, ends):
            layout.addLayout(row)
        self._on_motion()

    def gesture(self) -> MouseBinding:
        """Return the gesture as it is chosen now."""
        held = frozenset(name for name in MODIFIERS if self._keys[name].isChecked())
        motion = cast("Motion", self.motion.currentData())
        button = cast("Button", self.button.currentData())
        return MouseBinding(motion, button, held, self._keys["Space"].isChecked())

    def hold(self, name: str, *, held: bool = True) -> None:
        """Choose whether a key is held, by its name in a binding."""
        self._keys[name].setChecked(held)

    def start(self) -> None:
        """Bring the focus here."""
        next(iter(self._keys.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up with Esc, which would else close the whole sheet."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _on_motion(self) -> None:
        self.button.setVisible(self.gesture().has_button)
        pinch = self.gesture().motion == "Pinch"
        for key in self._keys.values():
            key.setEnabled(not pinch)
            if pinch:
                key.setChecked(False)
