"""Our side of the race."""

from __future__ import annotations

from itertools import cycle

from guinet.bench.entry import Entry
from guinet.bench.side import BATCHES
from guinet.bench.workload import LEARNING_RATE, Workload
from guinet.engine.network import Network

__all__ = ["GuinetSide"]


class GuinetSide:
    """A network and its trainer, through the public surface alone."""

    def __init__(self, workload: Workload, entry: Entry) -> None:
        self._workload, self._entry = workload, entry
        self._graph = workload.architecture.graph()
        self._batches = cycle(workload.batches(BATCHES))

    @property
    def parallel(self) -> int:
        """Worker processes in use: a small step is not worth a second one."""
        return self._network.workers

    def build(self) -> None:
        """Compile the network."""
        workload = self._workload
        self._network = Network(
            self._graph,
            workload.architecture.fields,
            batch_size=workload.batch_size,
            keep=(),
            workers=self._entry.parallel,
        )
        self._trainer = self._network.trainer(workload.optimizer, LEARNING_RATE)

    def step(self) -> float:
        """Copy the batch in, forward, loss, backward, optimizer."""
        return self._trainer.step(next(self._batches))
