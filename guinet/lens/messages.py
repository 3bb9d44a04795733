"""What the window tells the observer, and what that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guinet.core.types import Array
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.lens.view import Moment, View

__all__ = ["Answer", "Ask", "Look", "Seen", "Show", "Told", "Unable", "Weigh"]


@dataclass(frozen=True)
class Show:
    """Look at another network or other data; ``number`` comes back with what is seen there."""

    graph: Graph
    data: DataSpec
    batch_size: int
    seed: int
    number: int = 0


@dataclass(frozen=True)
class Weigh:
    """Go over to these weights and this state, by public name."""

    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    moment: Moment
    at_rest: bool
    """Whether training rests, so that there is no hurry to leave the processor to it."""


@dataclass(frozen=True)
class Look:
    """Compute these views whenever the weights change; the most urgent first."""

    views: tuple[View, ...]


@dataclass(frozen=True)
class Ask:
    """Answer one question at once."""

    number: int
    view: View


Told = Show | Weigh | Look | Ask


@dataclass(frozen=True)
class Seen:
    """What a view shows; ``result`` is an `Unseen` where there is nothing to see."""

    view: View
    result: Any
    moment: Moment
    shown: int = 0


@dataclass(frozen=True)
class Answer:
    """The answer to an `Ask`."""

    number: int
    result: Any
    moment: Moment


@dataclass(frozen=True)
class Unable:
    """The network or its data cannot be looked at; ``message`` says why."""

    message: str
