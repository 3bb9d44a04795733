"""PyTorch's side of the race."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import torch

from guinet.bench.entry import Entry
from guinet.bench.pytorch.twins import loss_of, twin_of
from guinet.bench.side import BATCHES
from guinet.bench.workload import LEARNING_RATE, Workload

__all__ = ["PyTorchSide"]

_OPTIMIZERS: dict[str, Any] = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


class PyTorchSide:
    """The twin, trained as PyTorch's own examples do."""

    def __init__(self, workload: Workload, entry: Entry) -> None:
        self._workload, self._entry = workload, entry
        torch.set_num_threads(entry.parallel)
        tensors = [
            {name: torch.from_numpy(array) for name, array in batch.items()}
            for batch in workload.batches(BATCHES)
        ]
        layout = torch.channels_last if entry.channels_last else torch.contiguous_format
        self._layout = {"memory_format": layout}
        self._x = torch.empty_like(tensors[0]["x"], **self._layout)
        self._y = torch.empty_like(tensors[0]["y"])
        self._batches = cycle(tensors)

    @property
    def parallel(self) -> int:
        """Threads in use."""
        return self._entry.parallel

    def build(self) -> None:
        """Make the modules and the optimizer."""
        architecture = self._workload.architecture
        self._model = twin_of(architecture).to(**self._layout)
        self._loss = loss_of(architecture)
        # None leaves PyTorch its own choice, which False would not.
        self._optimizer = _OPTIMIZERS[self._workload.optimizer](
            self._model.parameters(), lr=LEARNING_RATE, fused=self._entry.fused or None
        )

    def step(self) -> float:
        """Copy the batch in, forward, loss, backward, optimizer, and read the loss."""
        batch = next(self._batches)
        self._x.copy_(batch["x"])
        self._y.copy_(batch["y"])
        self._optimizer.zero_grad()
        loss = self._loss(self._model(self._x), self._y)
        loss.backward()
        self._optimizer.step()
        return float(loss.item())
