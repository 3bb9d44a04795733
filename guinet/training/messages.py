"""What the training loop and worker say, and what they are told.

The loop yields messages, the command line prints them, the worker sends them down a pipe.
Numbers that change with every step travel through shared memory instead (`Telemetry`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.graph.flat import FlatEdge

__all__ = [
    "Best",
    "Effect",
    "Epoch",
    "Failed",
    "Finished",
    "LossPoint",
    "Message",
    "Notice",
    "Prepared",
    "Reason",
    "RunState",
    "Snapshot",
    "State",
    "Telemetry",
]

Reason = Literal["epochs", "early stopping", "diverged", "stopped"]
RunState = Literal["idle", "starting", "paused", "running", "finished", "failed"]


@dataclass(frozen=True)
class Prepared:
    """Data are loaded and the graph is ready to run.

    Attributes
    ----------
    plan
        Number of the plan; telemetry carries it, so that old numbers never land on new edges.
    edges
        Observed edges in the order of the telemetry's arrays.
    nodes
        Paths of nodes with weights, in the order of the telemetry's update ratios.
    losses
        Paths of the losses, in the order of the telemetry's.
    fields
        The fields of the data as the run knows them.
    train_count, validation_count
        Samples in each part.
    carried, fresh
        Paths of the nodes whose weights were kept, and of those that begin anew.
    workers
        Processes that share a step; with the seed it fixes the numbers of a run.
    plan_bytes
        Memory that a step needs besides the weights.
    scaler
        The fitted scaling as `guinet.data.scaler.Scaler.to_arrays` gives it, for a checkpoint.
    """

    plan: int
    edges: tuple[FlatEdge, ...]
    nodes: tuple[str, ...]
    fields: Mapping[str, FieldSpec]
    train_count: int
    validation_count: int
    carried: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    scaler: Mapping[str, Array] = field(default_factory=dict)
    workers: int = 1
    plan_bytes: int = 0
    losses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Epoch:
    """One pass over the training part is done.

    Attributes
    ----------
    epoch
        Its number, from 1.
    metrics
        ``train_loss`` (sample-weighted mean over the epoch's steps), ``validation_loss``,
        and what fits the task under ``train_`` and ``validation_`` (``accuracy``, ``r2``).
    learning_rate
        That of the last step.
    seconds
        Time the epoch took.
    """

    epoch: int
    metrics: Mapping[str, float]
    learning_rate: float
    seconds: float

    @property
    def judged_loss(self) -> float:
        """What tells progress: the validation loss, or without such a part the training loss."""
        return self.metrics.get("validation_loss", self.metrics.get("train_loss", math.nan))


@dataclass(frozen=True)
class State:
    """Play, pause and so on have taken effect; `epoch` and `step` count what is done.

    Each command is answered by one. When training has come to rest a `Snapshot` goes before
    it, so that the newest snapshot is then the present one.
    """

    state: RunState
    epoch: int
    step: int


@dataclass(frozen=True)
class Finished:
    """Training has ended by itself; ``message`` says why in words.

    ``epochs`` counts those that are done. After divergence ``node`` is the path of the first
    node whose numbers are not finite; the weights are those before the step that failed.
    """

    reason: Reason
    epochs: int
    message: str = ""
    node: str = ""


@dataclass(frozen=True)
class Notice:
    """Something to know about the run, which goes on.

    Attributes
    ----------
    message
        For a person.
    workers
        Processes that share a step from now on.
    """

    message: str
    workers: int = 1


@dataclass(frozen=True)
class Failed:
    """The run cannot start or go on; ``message`` is one sentence for a person.

    ``node`` is the path concerned, or empty. ``died`` tells that the process itself is gone.
    """

    message: str
    node: str = ""
    died: bool = False


@dataclass(frozen=True)
class Snapshot:
    """Weights and state by public name, with the moment they belong to.

    ``edits`` counts how often weights were set otherwise than by a step, by hand above all:
    between two snapshots that agree in it, nothing but steps has changed them.
    """

    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    epoch: int
    step: int
    edits: int = 0


@dataclass(frozen=True)
class Effect:
    """What weights set by hand did, while training rests, to the loss of the batch that is next.

    Both losses are what a training step on that batch would tell.
    """

    before: float
    after: float


@dataclass(frozen=True)
class Best:
    """Weights and state after the epoch with the lowest loss so far; see `Epoch.judged_loss`."""

    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    epoch: int
    step: int
    loss: float


@dataclass(frozen=True)
class LossPoint:
    """A run of steps condensed: none is left uncounted."""

    first_step: int
    count: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Telemetry:
    """The newest numbers: some thirty observed steps in a second.

    Attributes
    ----------
    epoch
        Epochs that are done.
    learning_rate
        Of that step, schedule included.
    epoch_fraction
        Part of the running epoch that is done, from 0 to 1.
    activations, gradients
        Root mean square per element on each edge: of what flows forward, and of the
        consumer's own contribution to the gradient (NaN where there is none).
    updates
        Size of the last update over the size of the weights, per node with weights.
    losses
        Each loss of its own, without its weight in the sum.

    While nobody watches the other arrays are all NaN. When training comes to rest the other numbers
    are brought up to the last step, which need not have been observed.
    """

    plan: int
    epoch: int
    step: int
    loss: float
    learning_rate: float
    steps_per_s: float
    epoch_fraction: float
    activations: Array
    gradients: Array
    updates: Array
    losses: Array = field(default_factory=lambda: np.zeros(0))


Message = Best | Prepared | Epoch | State | Notice | Finished | Failed | Snapshot | Effect
