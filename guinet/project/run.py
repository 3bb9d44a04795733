"""Training a project from Python, in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.prepare import prepare
from guinet.data.scaler import Scaler
from guinet.project.checkpoint import Checkpoint
from guinet.project.project import Project, demand_project
from guinet.training.loop import run
from guinet.training.messages import Epoch, Finished, Message, Prepared, Reason, Snapshot

__all__ = ["Run", "train"]


@dataclass(frozen=True, eq=False)
class Run:
    """What came of training a project.

    Attributes
    ----------
    project
        The project as it was trained: epochs, seed and workers of its recipe are those used.
    epochs
        What was measured after each epoch.
    weights, state
        Arrays by public name, ``"hidden.weight"``.
    step
        Steps that were done.
    reason, message, node
        Why training ended, as a word and as a sentence; after divergence the path of the
        node where it began.
    fields
        The fields of the data, ranges included.
    scaler
        The way from the network's numbers back to the original units.
    """

    project: Project
    epochs: tuple[Epoch, ...]
    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    step: int
    reason: Reason
    message: str
    node: str
    fields: Mapping[str, FieldSpec]
    scaler: Scaler

    @property
    def history(self) -> list[dict[str, Any]]:
        """The epochs as ``guinet train --json`` prints them."""
        return [
            {
                "epoch": epoch.epoch,
                **epoch.metrics,
                "learning_rate": epoch.learning_rate,
                "seconds": epoch.seconds,
            }
            for epoch in self.epochs
        ]

    def checkpoint(self) -> Checkpoint:
        """Return what a file of the trained network holds."""
        return Checkpoint(
            weights=self.weights,
            state=self.state,
            scaler=self.scaler.to_arrays(),
            classes={name: spec.classes for name, spec in self.fields.items() if spec.classes},
            history=self.epochs,
            epoch=len(self.epochs),
            step=self.step,
        )


def train(
    project: Project,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    on_message: Callable[[Message], None] | None = None,
) -> Run:
    """Train a project from fresh weights; the same arguments give the same numbers.

    It runs in this process, so a script that calls it needs no main guard.

    Parameters
    ----------
    project
        Graph, data and recipe.
    epochs, seed
        Instead of those of the recipe.
    workers
        Processes that share the work of a step; None for those of the recipe, whose 0 chooses
        by the cost of a step and the cores of the machine.
    on_message
        Called with each message of `guinet.training.loop.run` as it comes.

    Raises
    ------
    DataError
        If the data cannot be read.
    GuinetError
        If it is no project.
    HyperparameterError
        If epochs or seed are out of range.
    TrainingError
        If the graph has errors.
    """
    demand_project(project)
    changes = {"epochs": epochs, "seed": seed}
    given = {name: value for name, value in changes.items() if value is not None}
    project = replace(project, recipe=project.recipe.replace(**given))
    data = prepare(project.data)
    history: list[Epoch] = []
    snapshot = Snapshot({}, {}, 0, 0)
    end = Finished("stopped", 0)
    for message in run(project.graph, data, project.recipe, workers=workers):
        match message:
            case Epoch():
                history.append(message)
            case Prepared():
                recipe = project.recipe.replace(workers=message.workers)
                project = replace(project, recipe=recipe)
            case Snapshot():
                snapshot = message
            case Finished():
                end = message
            case _:
                pass
        if on_message is not None:
            on_message(message)
    return Run(
        project=project,
        epochs=tuple(history),
        weights=snapshot.weights,
        state=snapshot.state,
        step=snapshot.step,
        reason=end.reason,
        message=end.message,
        node=end.node,
        fields=data.fields,
        scaler=data.scaler,
    )
