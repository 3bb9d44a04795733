"""Small networks and a way to wait for the training process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.training.client import TrainingClient
from guinet.training.messages import Epoch, Failed, Message, RunState, Snapshot, State
from guinet.training.recipe import Recipe

PATIENCE_S = 30.0


def line_graph(hidden: int = 4, loss: str = "MSELoss") -> Graph:
    """A network for the noisy line: 1 - hidden - 1."""
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=hidden, name="hidden"))
    b.add(loss, b.add("Linear", h, out_features=1, name="out"), b.add("Target"), name="loss")
    return b.build()


def moons_graph() -> Graph:
    """A classifier for two moons: 2 - 8 - 2, with batch statistics and dropout."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=8, name="hidden")
    h = b.add("Dropout", b.add("ReLU", b.add("BatchNorm", h, name="norm")), p=0.1, name="drop")
    b.add(
        "CrossEntropyLoss",
        b.add("Linear", h, out_features=2, name="out"),
        b.add("Target"),
        name="loss",
    )
    return b.build()


LINE = DataSpec(source=NoisyLine())
MOONS = DataSpec(source=TwoMoons())


class Told:
    """A client with all that it has said so far."""

    def __init__(self, client: TrainingClient) -> None:
        self.client = client
        self.messages: list[Message] = []
        self.points = 0

    def until(self, condition: Callable[[], bool]) -> None:
        """Poll until something holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"waited in vain; told: {self.messages[-8:]}"
            time.sleep(0.002)
            self.messages += self.client.poll()

    def wait(self, kind: type[Message], count: int = 1) -> Message:
        """Poll until so many further messages of a kind have come; return the last."""
        have = len(self.of(kind))
        self.until(lambda: len(self.of(kind)) >= have + count)
        return self.of(kind)[-1]

    def settle(self) -> State:
        """Poll until all commands are answered; return the last state."""
        self.until(lambda: not self.client._waiting and bool(self.of(State)))
        state = self.of(State)[-1]
        assert isinstance(state, State)
        return state

    def reach(self, wanted: RunState) -> State:
        """Poll until the run is in a state; return the message that said so."""
        self.until(lambda: self.client.state == wanted)
        return self.of(State)[-1]  # type: ignore[return-value]

    def of(self, kind: type[Message]) -> list[Message]:
        """Return what was said of a kind."""
        return [message for message in self.messages if isinstance(message, kind)]

    @property
    def snapshot(self) -> Snapshot:
        """The last snapshot."""
        return self.of(Snapshot)[-1]  # type: ignore[return-value]

    @property
    def failures(self) -> list[str]:
        """Sentences of all failures."""
        return [message.message for message in self.of(Failed)]  # type: ignore[attr-defined]


def start_and_wait(client: TrainingClient, *, play: bool) -> None:
    """Start, print the number of the training process, and never come back."""
    told = Told(client)
    client.start(line_graph(), LINE, Recipe(epochs=1_000_000))
    told.settle()
    if play:
        client.play()
        told.wait(Epoch)
    print(client.pid, flush=True)
    while True:
        time.sleep(1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Give a client whose process treats warnings as errors; it is closed in the end."""
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    client = TrainingClient()
    yield Told(client)
    client.close()
