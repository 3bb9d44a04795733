"""How a network that guesses the next character goes on with a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.context import generator
from guinet.core.errors import GuinetError
from guinet.core.stable import softmax
from guinet.core.types import Array
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Continuation", "ContinuationOf"]

_VISIBLE = {"⏎": "\n", "⇥": "\t"}


@dataclass(frozen=True)
class Continuation:
    """A text and how it goes on; ``unknown`` are characters that the network never read."""

    prompt: str
    text: str
    unknown: str


@dataclass(frozen=True)
class ContinuationOf(View):
    """A text continued one character after the other.

    Attributes
    ----------
    prompt
        How it begins; may be empty.
    length
        Characters to add.
    temperature
        What the scores are divided by before one is drawn; 0 always takes the most likely.
    seed
        Of the drawing.
    """

    prompt: str
    length: int = 120
    temperature: float = 0.0
    seed: int = 0

    def compute(self, scene: Scene) -> Continuation:
        """Read the last characters, draw the next, and so on."""
        _, field, spec = scene.only_input()
        judged = scene.first_judged()
        names = spec.classes
        if spec.kind != "index" or len(spec.shape) != 1 or not names:
            raise GuinetError("A text is continued by a network that reads characters.")
        if judged.prediction_spec.shape != (*spec.shape, len(names)):
            raise GuinetError("The network does not guess a character at each place.")
        letters = [_VISIBLE.get(name, name) for name in names]
        numbers = {letter: number for number, letter in enumerate(letters)}
        unknown = "".join(dict.fromkeys(one for one in self.prompt if one not in numbers))
        known = [numbers[one] for one in self.prompt if one in numbers] or [numbers.get("\n", 0)]
        added: list[int] = []
        width, rng = spec.shape[0], generator(self.seed, "continuation")
        for _ in range(self.length):
            last = (known + added)[-width:]
            # A window that is not full yet is filled behind: what comes later is not looked at
            # where the network is causal, and read at the place of the last character.
            window = np.array([last + [last[-1]] * (width - len(last))])
            scores = scene.evaluate({field: window}, [judged.prediction])[judged.prediction]
            added.append(self._next(scores[0, len(last) - 1], rng))
        return Continuation(self.prompt, "".join(letters[one] for one in added), unknown)

    def _next(self, scores: Array, rng: np.random.Generator) -> int:
        if self.temperature <= 0.0:
            return int(scores.argmax())
        share = softmax(scores.astype(np.float64) / self.temperature, 0)
        return int(rng.choice(len(share), p=share))
