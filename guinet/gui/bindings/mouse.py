"""Mouse gestures as text: ``Shift+Drag``, ``Ctrl+RightDrag``, ``Space+Drag``, ``Wheel``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from guinet.gui.bindings.keys import MODIFIERS, split_modifiers

__all__ = ["Button", "Motion", "MouseBinding"]

Button = Literal["Left", "Middle", "Right"]
Motion = Literal["Drag", "Click", "DoubleClick", "Wheel", "Pinch"]

_WITH_BUTTON = ("Drag", "Click", "DoubleClick")
_WORDS = {"Drag": "drag", "Click": "click", "DoubleClick": "double-click"}


@dataclass(frozen=True)
class MouseBinding:
    """What the hand does with the mouse.

    Attributes
    ----------
    motion
        Drag, click, double-click, turn the wheel, pinch with two fingers.
    button
        The button of the mouse; without meaning for wheel and pinch.
    modifiers
        Keys held at the press, of `MODIFIERS`.
    space
        Whether Space is held.
    """

    motion: Motion
    button: Button = "Left"
    modifiers: frozenset[str] = frozenset()
    space: bool = False

    @classmethod
    def parse(cls, text: str) -> MouseBinding | None:
        """Return the binding that a text describes, or None if it describes none."""
        held, rest = split_modifiers(text)
        space = rest.startswith("Space+")
        rest = rest.removeprefix("Space+")
        button = next((name for name in get_args(Button) if rest.startswith(name)), "")
        motion = rest.removeprefix(button)
        if motion not in get_args(Motion) or (button and motion not in _WITH_BUTTON):
            return None
        return cls(cast("Motion", motion), cast("Button", button or "Left"), held, space)

    @property
    def has_button(self) -> bool:
        """Whether a button takes part."""
        return self.motion in _WITH_BUTTON

    @property
    def text(self) -> str:
        """The one spelling."""
        button = self.button if self.has_button and self.button != "Left" else ""
        return "+".join([*self.held(), f"{button}{self.motion}"])

    def held(self) -> list[str]:
        """Return the keys held, in the order in which they are written."""
        held = [name for name in MODIFIERS if name in self.modifiers]
        return [*held, "Space"] if self.space else held

    def words(self) -> str:
        """Return what the hand does, without the keys: ``right-drag``."""
        if not self.has_button:
            return self.motion.lower()
        word = _WORDS[self.motion]
        return word if self.button == "Left" else f"{self.button.lower()}-{word}"

    def is_one_of(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts describes this very gesture."""
        return self.text in texts
