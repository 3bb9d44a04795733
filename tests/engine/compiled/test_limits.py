"""What a plan takes is known beforehand, refused where it is too much, and does not grow."""

from __future__ import annotations

import cProfile
import gc
import resource
import tracemalloc
import weakref
from unittest import mock

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.engine.compiled import compiler, demand
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph

FIELDS = {"x": (64,), "y": (1,)}


def chain(pairs: int, width: int = 16) -> Graph:
    b = GraphBuilder()
    h = b.add("Input")
    for number in range(pairs):
        linear = b.add("Linear", h, out_features=width, name=f"linear{number}")
        h = b.add("ReLU", linear)
    b.add("MSELoss", b.add("Linear", h, out_features=1, name="out"), b.add("Target"))
    return b.build()


def test_what_exceeds_the_machine_is_refused_before_it_is_taken() -> None:
    net = Network(chain(2, width=2000), FIELDS, 10_000_000, keep=())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(
        GuinetError, match=r"10000000 samples would take .* belongs to .*(linear|relu)"
    ):
        net.executor.plan_bytes(10_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_the_largest_node_is_named() -> None:
    b = GraphBuilder()
    narrow = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=2), name="narrow")
    wide = b.add("Tanh", b.add("Linear", narrow, out_features=400, name="grows"), name="wide")
    b.add("MSELoss", b.add("Linear", wide, out_features=1), b.add("Target"))
    net = Network(b.build(), FIELDS, 4096, keep=())
    with (
        mock.patch.object(demand, "machine_memory", return_value=1 << 20),
        pytest.raises(
            GuinetError, match=r"4096 samples .* belongs to (grows|wide): take a smaller"
        ),
    ):
        net.executor.plan_bytes(4096)


def test_memory_that_kernels_take_counts_too() -> None:
    net = Network(chain(3), FIELDS, 64, keep=())
    with (
        mock.patch.object(compiler, "machine_memory", return_value=1 << 12),
        pytest.raises(GuinetError, match="64 samples would take"),
    ):
        net.executor.plan_bytes(64)


def test_the_size_of_a_plan_grows_with_the_batch_and_with_the_nodes() -> None:
    def size(pairs: int, count: int) -> int:
        return Network(chain(pairs), FIELDS, 4096, keep=()).executor.plan_bytes(count)

    assert size(4, 32) < size(4, 512) < size(64, 512)
    # Gradients are used again along the chain, so that values decide.
    values = 64 * 16 * 4096 * 4
    assert size(64, 4096) < 3 * values


def test_ten_thousand_steps_leak_nothing() -> None:
    net = Network(chain(2), FIELDS, 8, keep=())
    trainer = net.trainer("adam")
    batch = {"x": np.ones((8, 64), np.float32), "y": np.ones((8, 1), np.float32)}
    for _ in range(50):
        trainer.step(batch)
    tracemalloc.start()
    try:
        trainer.step(batch)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(10_000):
            trainer.step(batch)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 5_000


def test_plans_for_many_sizes_of_batches_do_not_pile_up() -> None:
    net = Network(chain(2), FIELDS, 64, keep=())
    trainer = net.trainer("sgd")
    tracemalloc.start()
    try:
        taken = []
        for _ in range(3):
            for count in range(1, 65):
                trainer.step({"x": np.ones((count, 64)), "y": np.ones((count, 1))})
            taken.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert taken[2] < 1.2 * taken[1]


def test_a_network_goes_with_its_last_user() -> None:
    net = Network(chain(3), FIELDS, 8, keep=())
    trainer = net.trainer("adam")
    trainer.step({"x": np.ones((8, 64)), "y": np.ones((8, 1))}, observe=True)
    net.forward({"x": np.ones((4, 64)), "y": np.ones((4, 1))})
    executor = weakref.ref(net.executor)
    gc.disable()
    try:
        del net, trainer
        assert executor() is None
    finally:
        gc.enable()


def test_a_plan_costs_a_fixed_amount_for_each_node() -> None:
    def calls(pairs: int) -> int:
        net = Network(chain(pairs), FIELDS, 8, keep=())
        profile = cProfile.Profile()
        profile.runcall(net.executor.plan_bytes, 8)
        return sum(entry.callcount for entry in profile.getstats())

    calls(10)
    assert calls(800) < 1.3 * 20 * calls(40)
