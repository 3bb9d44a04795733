"""Drawn networks: the compiled engine computes what the reference computes."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from guinet.engine.compiled import tensor
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.random_graphs import Drawn, networks

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
FEW = settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
FEWER = settings(FEW, max_examples=25)
MANY = settings(max_examples=2000, deadline=None, database=None, suppress_health_check=SLOW)


@FEW
@given(networks(), st.integers(1, 5), st.booleans())
def test_drawn_networks_equal_the_reference(drawn: Drawn, count: int, training: bool) -> None:
    _compare(drawn, count, training)


@FEWER
@given(networks(), st.integers(1, 5))
def test_drawn_networks_in_small_pieces_equal_the_reference(drawn: Drawn, count: int) -> None:
    with mock.patch.object(tensor, "_CACHE_BYTES", 48):
        _compare(drawn, count, True)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(networks(), st.integers(1, 5), st.booleans())
def test_many_drawn_networks_equal_the_reference(drawn: Drawn, count: int, training: bool) -> None:
    _compare(drawn, count, training)


def _compare(drawn: Drawn, count: int, training: bool) -> None:
    for node in drawn.graph.nodes.values():
        sources = [e for e in drawn.graph.edges if e.target == node.id]
        note(f"{node.name}: {node.module!r} from {[(e.source, e.source_port) for e in sources]}")
    network = Network(
        drawn.graph, drawn.fields, 5, seed=drawn.seed, dtype="float64", engine="reference"
    )
    batch = random_batch(network.fields, count, drawn.seed)
    loss = network.forward(batch, training=training)
    gradients = network.backward()
    # Rejected, not passed: Hypothesis complains when hardly anything is left.
    assume(np.isfinite(loss) and all(np.isfinite(g).all() for g in gradients.values()))
    assert_equal_passes(
        drawn.graph, network.fields, count=count, seed=drawn.seed, training=training, batch=batch
    )
