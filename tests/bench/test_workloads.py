"""The networks are those that their titles name, and sound."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.bench.scaling import SCALING
from guinet.bench.workload import Workload
from guinet.bench.workloads import WORKLOADS
from guinet.engine.network import Network
from guinet.graph.check import check

ALL = {**WORKLOADS, **{name: growth.workload for name, growth in SCALING.items()}}


def shapes(name: str) -> list[tuple[int, ...]]:
    """Return the shapes of a network's matrices and kernels in order."""
    architecture = ALL[name].architecture
    net = Network(architecture.graph(), architecture.fields, batch_size=1)
    return [array.shape for array in net.weights.values() if array.ndim > 1]


@pytest.mark.parametrize("workload", WORKLOADS.values(), ids=WORKLOADS)
def test_a_graph_has_no_problem(workload: Workload) -> None:
    assert check(workload.architecture.graph(), workload.architecture.fields) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a10sgd", [(8, 2), (8, 8), (1, 8)]),
        ("b64adam", [(128, 64), (64, 128), (10, 64)]),
        ("B128sgd", [(256, 784), (128, 256), (10, 128)]),
        ("c", [(16, 1, 3, 3), (32, 16, 3, 3), (10, 128)]),
        ("d", [(32, 1, 3, 3), (64, 32, 3, 3), (128, 3136), (10, 128)]),
        ("e", [(32, 3, 3, 3), *[(32, 32, 3, 3)] * 3, (10, 32)]),
        ("f128", [(384, 128), (128, 128), (512, 128), (128, 512)]),
        ("wide", [(128, 64, 3, 3), (256, 128, 3, 3), (10, 256)]),
        ("pointwise", [(64, 32, 1, 1), *[(64, 64, 1, 1)] * 2, (10, 64)]),
        ("depthwise", [(32, 1, 3, 3), (64, 32, 1, 1), (64, 1, 3, 3), (64, 64, 1, 1), (10, 64)]),
        ("lstm", [(512, 32), (512, 128), (10, 128)]),
        ("transformer3", [*[(192, 64), (64, 64), (256, 64), (64, 256)] * 3, (10, 64)]),
        ("chain10", [(16, 16)] * 5),
    ],
)
def test_the_weights_are_those_of_the_title(name: str, expected: list[tuple[int, ...]]) -> None:
    assert shapes(name) == expected


def test_a_chain_has_as_many_nodes_as_it_says() -> None:
    for growth in SCALING.values():
        if growth.unit == "node" and growth.count <= 100:
            graph = growth.workload.architecture.graph()
            assert len(graph.nodes) == growth.count + 3, "Input, Target and loss beside the chain"


@pytest.mark.parametrize("name", ["a32adam", "B128adam", "f64", "batch4096"])
def test_batches_are_of_the_size_and_type_of_training(name: str) -> None:
    first, second = ALL[name].batches(2)
    for field, spec in ALL[name].architecture.fields.items():
        assert first[field].shape == (ALL[name].batch_size, *spec.shape)
        assert first[field].dtype == (np.int64 if spec.kind == "class" else np.float32)
        assert not np.array_equal(first[field], second[field])


def test_a_workload_stands_under_its_own_name() -> None:
    assert all(name == workload.name for name, workload in ALL.items())
    assert len(ALL) == len(WORKLOADS) + len(SCALING)
