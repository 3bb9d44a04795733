"""A question about a network, and what is answered where there is no answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["FIRST", "Moment", "Part", "SampleAt", "Unseen", "View"]

Part = Literal["train", "validation"]
"""Of the data."""


@dataclass(frozen=True)
class SampleAt:
    """A sample of the data: its part, and its place there, from 0.

    Where a part has fewer samples its last one is meant, and where no validation part is kept,
    the training part.
    """

    place: int = 0
    part: Part = "train"


FIRST = SampleAt()
"""The first sample for training."""


class View(ABC):
    """What is looked at; a frozen dataclass, so that equal questions are asked once.

    Its module is imported by the window, which must not load the engine: what `compute` needs
    of it is imported there, or comes with the scene.
    """

    @property
    def node(self) -> str:
        """Path of the node whose shape the result depends on; empty where there is none."""
        return str(getattr(self, "path", ""))

    @abstractmethod
    def compute(self, scene: Scene) -> Any:
        """Return the answer for the weights of the scene: a small dataclass of arrays.

        Raises
        ------
        GuinetError
            If there is no answer; the sentence says why.
        """


@dataclass(frozen=True)
class Unseen:
    """The answer to a question that has none now; ``message`` is a sentence for a person."""

    message: str


@dataclass(frozen=True)
class Moment:
    """When the weights were as they were looked at: epochs and steps done."""

    epoch: int
    step: int
