"""How cost grows: with the number of nodes, and with the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guinet.bench.architectures.stack import Stack, linear, plain
from guinet.bench.workload import Workload
from guinet.bench.workloads import perceptron
from guinet.core.spec import FieldSpec

__all__ = ["SCALING", "Growth"]

_NODES = (10, 30, 100, 300, 1000, 2000)
_BATCHES = (1, 4, 16, 64, 256, 1024, 4096)

_WIDTH = 16


@dataclass(frozen=True)
class Growth:
    """One size of something that grows.

    Parameters
    ----------
    workload
        What is measured.
    count
        How many there are.
    unit
        Of what.
    """

    workload: Workload
    count: int
    unit: Literal["node", "sample"]


def _chain(nodes: int) -> Growth:
    """Return half as many small Linear modules, each with its ReLU."""
    sizes = FieldSpec((_WIDTH,))
    steps = (linear(_WIDTH), *plain("ReLU")) * (nodes // 2)
    architecture = Stack(sizes, sizes, "MSELoss", steps)
    title = f"chain of {nodes} nodes, batch 32"
    return Growth(Workload(f"chain{nodes}", title, architecture, 32, "sgd"), nodes, "node")


def _batch(size: int) -> Growth:
    title = f"perceptron 64-128-64-10, batch {size}"
    workload = Workload(f"batch{size}", title, perceptron(64, 128, 64, 10), size)
    return Growth(workload, size, "sample")


SCALING: Mapping[str, Growth] = {
    growth.workload.name: growth for growth in (*map(_chain, _NODES), *map(_batch, _BATCHES))
}
"""By name of the workload: first the chains, then the batches."""
