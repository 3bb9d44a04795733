"""A training process that is not there: what it was told is noted, what it says is given."""

from __future__ import annotations

from typing import Any

from guinet.training.messages import (
    Epoch,
    Failed,
    LossPoint,
    Message,
    RunState,
    Snapshot,
    State,
    Telemetry,
)


class FakeClient:
    """Stands in for `TrainingClient`; commands take effect at the next `poll`."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.inbox: list[Message] = []
        self.frame: Telemetry | None = None
        self.points: list[LossPoint] = []
        self.state: RunState = "idle"
        self.pid: int | None = None

    def names(self) -> list[str]:
        return [call[0] for call in self.calls]

    def start(self, graph: Any, data: Any, recipe: Any, **rest: Any) -> None:
        self.calls.append(("start", graph, data, recipe, rest))
        self.state = "starting"
        self.inbox.append(State("paused", 0, 0))

    def update(self, graph: Any, data: Any, recipe: Any) -> None:
        self.calls.append(("update", graph, data, recipe))

    def play(self) -> None:
        self.calls.append(("play",))
        self.inbox.append(State("running", 0, 0))

    def pause(self) -> None:
        self.calls.append(("pause",))
        self.inbox.append(State("paused", 0, 0))

    def step(self) -> None:
        self.calls.append(("step",))

    def step_epoch(self) -> None:
        self.calls.append(("step_epoch",))

    def reset(self, seed: int | None = None) -> None:
        self.calls.append(("reset", seed))
        self.inbox.append(State("paused", 0, 0))

    def set_learning_rate(self, value: float) -> None:
        self.calls.append(("set_learning_rate", value))

    def set_weights(self, weights: dict[str, Any]) -> None:
        self.calls.append(("set_weights", weights))

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> None:
        self.calls.append(("set_weight", name, index, value))

    def set_speed(self, steps_per_s: float | None) -> None:
        self.calls.append(("set_speed", steps_per_s))

    def watch(self, on: bool) -> None:
        self.calls.append(("watch", on))

    def request_snapshot(self) -> None:
        self.calls.append(("request_snapshot",))

    def poll(self) -> list[Message]:
        said, self.inbox = self.inbox, []
        for message in said:
            if isinstance(message, State):
                self.state = message.state
            elif isinstance(message, Failed):
                self.state = "failed"
        return said

    def telemetry(self) -> Telemetry | None:
        frame, self.frame = self.frame, None
        return frame

    def loss_points(self) -> list[LossPoint]:
        points, self.points = self.points, []
        return points

    def close(self) -> None:
        self.calls.append(("close",))
        self.state = "idle"


def epoch(number: int, train: float = 0.5, validation: float = 0.6, **metrics: float) -> Epoch:
    values = {"train_loss": train, "validation_loss": validation, **metrics}
    return Epoch(number, values, 0.01, 0.1)


def snapshot(weights: dict[str, Any], epoch: int = 1, step: int = 10) -> Snapshot:
    return Snapshot(weights, {}, epoch, step)


class BlindClient:
    """Stands in for `ObserverClient` where nobody waits for what it sees: it sees nothing."""

    pid = None
    started = False

    def start(self) -> None:
        """Start no process."""

    def tell(self, told: Any) -> None:
        """Hear it, and do nothing."""

    def poll(self) -> tuple[list[Any], str]:
        """Have seen nothing."""
        return [], ""

    def close(self) -> None:
        """Have nothing to end."""
