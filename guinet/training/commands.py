"""What the client tells the worker, handled between steps in the order of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guinet.core.types import Array
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.training.messages import Epoch, Message
from guinet.training.recipe import Recipe

__all__ = [
    "Command",
    "Load",
    "Pause",
    "Play",
    "Reply",
    "Reset",
    "SetLearningRate",
    "SetSpeed",
    "SetWeight",
    "SetWeights",
    "Step",
    "StepEpoch",
    "TakeSnapshot",
    "Update",
    "Watch",
]


@dataclass(frozen=True)
class Load:
    """Begin a run; numbers of ``run`` and ``plan`` come from the client and only ever rise.

    Attributes
    ----------
    run
        Number of the run: rises when training begins anew.
    plan
        Number of the plan: rises with every graph that is handed over.
    weights, state
        Arrays by public name to begin with, or None for fresh ones.
    history
        Epochs that were done before, so that the count goes on; the last one is enough, unless
        the schedule follows the loss.
    seed
        Instead of that of the recipe.
    """

    run: int
    plan: int
    graph: Graph
    data: DataSpec
    recipe: Recipe
    weights: Mapping[str, Array] | None = None
    state: Mapping[str, Array] | None = None
    history: Sequence[Epoch] = ()
    seed: int | None = None


@dataclass(frozen=True)
class Update:
    """Go on with another graph, data or recipe; weights that still fit are kept, or return."""

    plan: int
    graph: Graph
    data: DataSpec
    recipe: Recipe


@dataclass(frozen=True)
class Play:
    """Train until told otherwise."""


@dataclass(frozen=True)
class Pause:
    """Stop after the running step."""


@dataclass(frozen=True)
class Step:
    """Train on one batch, then pause."""


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the running epoch, then pause."""


@dataclass(frozen=True)
class Reset:
    """Begin anew at epoch 0 with fresh weights, and pause."""

    run: int
    seed: int | None = None


@dataclass(frozen=True)
class SetLearningRate:
    """Use another learning rate from the next step; the schedule still multiplies it."""

    value: float


@dataclass(frozen=True)
class SetWeights:
    """Replace whole arrays by public name, between two steps.

    The optimizer's memory, the epoch and the step stay. What is shared changes at all its uses.
    """

    weights: Mapping[str, Array]


@dataclass(frozen=True)
class SetWeight:
    """Replace one number of an array; its other numbers stay as training left them."""

    name: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class SetSpeed:
    """Take so many steps in a second at most; None: as many as can be."""

    steps_per_s: float | None


@dataclass(frozen=True)
class Watch:
    """Observe edges (some thirty steps in a second) or do not."""

    on: bool


@dataclass(frozen=True)
class TakeSnapshot:
    """Send the weights and the state."""


Command = (
    Load
    | Update
    | Play
    | Pause
    | Step
    | StepEpoch
    | Reset
    | SetLearningRate
    | SetWeights
    | SetWeight
    | SetSpeed
    | Watch
    | TakeSnapshot
)


@dataclass(frozen=True)
class Reply:
    """A message of the worker with what the client needs to place it.

    Attributes
    ----------
    run
        The run it belongs to.
    answered
        Number of commands answered by a `State` so far, this message included.
    """

    run: int
    answered: int
    message: Message
