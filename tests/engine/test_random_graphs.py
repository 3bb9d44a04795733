"""Loss, gradients and new state of drawn networks equal PyTorch's, in float64, while training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, note, settings

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from tests.engine.random_graphs import Drawn, networks
from tests.engine.torch_network import TorchNetwork

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
FEW = settings(
    max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
MANY = settings(max_examples=2000, deadline=None, database=None, suppress_health_check=SLOW)
TOLERANCE = 1e-9


@FEW
@given(networks())
def test_drawn_networks_equal_pytorch(drawn: Drawn) -> None:
    _compare(drawn)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(networks())
def test_many_drawn_networks_equal_pytorch(drawn: Drawn) -> None:
    _compare(drawn)


def _compare(drawn: Drawn) -> None:
    for node in drawn.graph.nodes.values():
        sources = [e for e in drawn.graph.edges if e.target == node.id]
        note(f"{node.name}: {node.module!r} from {[(e.source, e.source_port) for e in sources]}")
    assert 3 <= len(drawn.graph.nodes) <= 40
    network = Network(drawn.graph, drawn.fields, 4, seed=drawn.seed, dtype="float64")
    theirs = TorchNetwork(network)
    batch = random_batch(network.fields, 3, drawn.seed)
    with np.errstate(all="ignore"):
        loss = network.forward(batch, training=True)
        gradients = network.backward()
    # A chain of products or exponentials may leave what float64 can hold.
    assume(np.isfinite(loss) and all(np.isfinite(g).all() for g in gradients.values()))
    assert theirs.forward(batch) == pytest.approx(loss, rel=TOLERANCE, abs=1e-12)
    expected = theirs.gradients()
    largest = max((float(np.abs(g).max()) for g in expected.values()), default=0.0)

    def off(noise: Mapping[str, float]) -> list[str]:
        """Return the weights whose gradients differ by more than the tolerance and the noise."""
        return [
            name
            for name, gradient in expected.items()
            if np.abs(gradients[name] - gradient).max()
            > TOLERANCE * max(float(np.abs(gradient).max()), 1e-4 * largest)
            + 8.0 * noise.get(name, 0.0)
        ]

    if off({}):
        assert off(_noise(network, batch, expected)) == []
    state = network.state
    for name, values in theirs.state().items():
        scale = max(float(np.abs(values).max()), 1.0)
        assert np.abs(state[name] - values).max() <= TOLERANCE * scale, name


def _noise(
    network: Network, batch: Mapping[str, Array], expected: Mapping[str, Array]
) -> dict[str, float]:
    """Return how far PyTorch's own gradients move when all numbers move by a few roundings.

    What cancels (a bias before a normalisation, a constant that is normalised) leaves rounding
    of that size in both.
    """
    noise: dict[str, float] = {}
    for step in range(1, 9):
        nudge = step * 2.0**-51
        near = {
            name: values * (1.0 + nudge) if values.dtype.kind == "f" else values
            for name, values in batch.items()
        }
        theirs = TorchNetwork(network, nudge)
        theirs.forward(near)
        for name, gradient in theirs.gradients().items():
            moved = float(np.abs(gradient - expected[name]).max())
            noise[name] = max(noise.get(name, 0.0), moved)
    return noise
