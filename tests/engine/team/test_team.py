"""A step made by several processes equals one made by one, and survives the loss of the others."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.team.executor import TeamExecutor
from guinet.engine.team.team import Team
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.optim.sgd import SGD

FIELDS = {"x": (6,), "y": (3,)}


def classifier() -> Graph:
    b = GraphBuilder()
    hidden = b.add("ReLU", b.add("Linear", b.add("Input"), out_features=8, name="first"))
    normal = b.add("BatchNorm", b.add("Linear", hidden, out_features=8, name="middle"), name="bn")
    out = b.add("Linear", b.add("Tanh", normal), out_features=3, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target"), name="loss")
    return b.build()


def team_of(net: Network) -> Team | None:
    executor = net.executor
    return executor.team if isinstance(executor, TeamExecutor) else None


def batches(count: int = 8, size: int = 10) -> list[dict[str, Array]]:
    rng = np.random.default_rng(0)
    return [
        {"x": rng.standard_normal((size, 6)), "y": np.eye(3)[rng.integers(3, size=size)]}
        for _ in range(count)
    ]


def network(workers: int, dtype: str = "float64", keep: str | tuple[str, ...] = "all") -> Network:
    return Network(classifier(), FIELDS, 10, seed=3, dtype=dtype, workers=workers, keep=keep)


@pytest.fixture
def two() -> Iterator[Network]:
    net = network(2)
    yield net
    if team_of(net) is not None:
        team_of(net).close()


def test_two_processes_compute_what_one_does(two: Network) -> None:
    alone = network(1)
    pairs = [net.trainer("adam", 0.01) for net in (alone, two)]
    assert (alone.workers, two.workers) == (1, 2)
    cut = [{name: rows[:size] for name, rows in batches()[0].items()} for size in (10, 7, 2, 1)]
    for batch in [*batches(), *cut, *batches()]:
        one, other = (trainer.step(batch, observe=True) for trainer in pairs)
        assert other == pytest.approx(one, rel=1e-9)
        assert pairs[1].losses() == pytest.approx(pairs[0].losses(), rel=1e-9)
        for of in ("edge_activations", "edge_gradients", "update_ratios"):
            known, found = (getattr(trainer, of)() for trainer in pairs)
            np.testing.assert_allclose(found, known, rtol=1e-7, atol=1e-15)
    for name, array in alone.weights.items():
        np.testing.assert_allclose(two.weights[name], array, rtol=1e-7, atol=1e-10)
    for name, array in alone.state.items():
        np.testing.assert_allclose(two.state[name], array, rtol=1e-7, atol=1e-9)
    assert two.workers == 2
    assert two.notices == []


def test_to_observe_between_the_steps_of_a_team_changes_nothing(two: Network) -> None:
    alone = network(1)
    one, other = (net.trainer("adam", 0.01) for net in (alone, two))
    for batch in batches():
        loss, _, gradients = other.observe(batch)
        assert other.step(batch) == pytest.approx(loss, rel=1e-9)
        one.step(batch, observe=True)
        np.testing.assert_allclose(gradients, one.edge_gradients(), rtol=1e-7, atol=1e-15)
    for name, array in alone.weights.items():
        np.testing.assert_allclose(two.weights[name], array, rtol=1e-7, atol=1e-10)
    assert two.workers == 2


def test_what_was_fused_is_measured_over_all_samples() -> None:
    """A convolution and the pooling behind it are one: what flows between them is not stored."""
    b = GraphBuilder()
    h = b.add("ReLU", b.add("Conv2d", b.add("Input"), out_channels=3, kernel_size=3))
    h = b.add("Flatten", b.add("MaxPool2d", h, kernel_size=2))
    b.add("MSELoss", b.add("Linear", h, out_features=1), b.add("Target"))
    rng = np.random.default_rng(0)
    batch = {"x": rng.standard_normal((5, 2, 8, 8)), "y": rng.standard_normal((5, 1))}
    sizes = []
    for workers in (1, 2):
        fields = {"x": (2, 8, 8), "y": (1,)}
        net = Network(b.build(), fields, 5, dtype="float64", workers=workers, keep=())
        trainer = net.trainer("sgd", 0.0)
        trainer.step(batch, observe=True)
        sizes.append((trainer.edge_activations(), trainer.edge_gradients()))
        assert net.workers == workers
    for found, known in zip(sizes[1], sizes[0], strict=True):
        np.testing.assert_allclose(found, known, rtol=1e-9)


def test_what_the_loss_compares_is_there_for_all_samples(two: Network) -> None:
    alone = network(1)
    batch = batches()[0]
    for net in (alone, two):
        net.trainer("sgd", 0.1).step(batch)
    for name in ("out", "target1", "loss", "tanh1"):
        np.testing.assert_allclose(two.output(name), alone.output(name), rtol=1e-9)


def test_the_same_number_of_processes_gives_the_same_bits() -> None:
    results = []
    for _ in range(2):
        net = network(2, "float32")
        trainer = net.trainer("adam", 0.01)
        results.append([trainer.step(batch) for batch in batches()])
        assert team_of(net) is not None
        team_of(net).close()
    assert results[0] == results[1]


def test_another_optimizer_takes_over(two: Network) -> None:
    alone = network(1)
    for net in (alone, two):
        for trainer in (net.trainer("adam", 0.01), net.trainer(SGD(momentum=0.9), 0.1)):
            for batch in batches(3):
                trainer.step(batch)
    for name, array in alone.weights.items():
        np.testing.assert_allclose(two.weights[name], array, rtol=1e-7, atol=1e-10)


def test_weights_set_by_hand_are_those_of_all(two: Network) -> None:
    alone = network(1)
    fresh = {name: np.full_like(array, 0.1) for name, array in alone.weights.items()}
    losses = []
    for net in (alone, two):
        trainer = net.trainer("sgd", 0.1)
        trainer.step(batches()[0])
        net.set_weights(fresh)
        losses.append(trainer.step(batches()[1]))
    assert losses[1] == pytest.approx(losses[0], rel=1e-9)


def test_what_is_not_finite_changes_nothing(two: Network) -> None:
    trainer = two.trainer("sgd", 1e200)
    trainer.step(batches()[0])
    before = two.weights
    assert not np.isfinite(trainer.step(batches()[1]))
    for name, array in two.weights.items():
        np.testing.assert_array_equal(array, before[name])
    assert trainer.updates == 1


def test_a_killed_process_is_missed_by_nobody(two: Network) -> None:
    alone = network(1)
    pairs = [net.trainer("adam", 0.01) for net in (alone, two)]
    for number, batch in enumerate(batches(12)):
        if number == 4:
            _kill_one(two)
        one, other = (trainer.step(batch) for trainer in pairs)
        assert other == pytest.approx(one, rel=1e-6)
    assert two.workers == 1
    assert len(two.notices) == 1
    assert "goes on in one process" in two.notices[0]


def test_a_process_killed_at_any_moment_leaves_the_loss_unbroken() -> None:
    for delay_s in (0.0, 0.003, 0.011):
        net = network(2)
        trainer = net.trainer("adam", 0.001)
        trainer.step(batches()[0])
        end, killed = time.monotonic() + 30.0, False
        began = time.monotonic()
        losses = []
        while net.workers == 2 and time.monotonic() < end:
            if not killed and time.monotonic() - began > delay_s:
                killed = True
                _kill_one(net)
            losses.append(trainer.step(batches()[0]))
        losses += [trainer.step(batches()[0]) for _ in range(5)]
        assert net.workers == 1
        # One step may be missing for some of the weights, which moves the loss by less than it
        # falls in a few of them.
        assert all(after < before + 1e-3 for before, after in pairwise(losses))


def test_a_process_that_does_not_come_is_not_waited_for(two: Network) -> None:
    trainer = two.trainer("sgd", 0.1)
    trainer.step(batches()[0])
    assert team_of(two) is not None
    os.kill(team_of(two)._processes[0].pid, signal.SIGSTOP)
    began = time.monotonic()
    assert np.isfinite(trainer.step(batches()[1]))
    assert time.monotonic() - began < 10.0
    assert two.workers == 1


def test_the_processes_end_with_their_network() -> None:
    net = network(2)
    net.trainer("sgd").step(batches()[0])
    assert team_of(net) is not None
    process = team_of(net)._processes[0]
    assert process.poll() is None
    gc.disable()  # at once, not when rubbish is collected
    try:
        del net
        assert process.poll() is not None
    finally:
        gc.enable()


def test_an_unguarded_script_can_train_in_two_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\n"
        "import guinet\n"
        "b = guinet.GraphBuilder()\n"
        "b.add('MSELoss', b.add('Linear', b.add('Input'), out_features=1), b.add('Target'))\n"
        "net = guinet.Network(b.build(), {'x': (2,), 'y': (1,)}, batch_size=4, workers=2)\n"
        "batch = {'x': np.ones((4, 2)), 'y': np.ones((4, 1))}\n"
        "print(net.trainer('sgd').step(batch) > 0, net.workers)\n"
    )
    found = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout == "True 2\n"
    assert found.stderr == ""


def _kill_one(net: Network) -> None:
    if team_of(net) is not None:
        os.kill(team_of(net)._processes[0].pid, signal.SIGKILL)
