"""Networks of every module in any surroundings: engines, pieces and parts agree."""

from __future__ import annotations

import random
from unittest import mock

import numpy as np
import pytest

from guinet.engine.compiled import tensor
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.engine.team.rule import can_share
from guinet.modules import modules
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.wide_graphs import wide_network

FEW = range(60)
MANY = range(60, 4000)


def test_every_module_is_drawn() -> None:
    drawn = {type(n.module) for seed in range(300) for n in wide_network(seed).graph.nodes.values()}
    assert not [name for name, kind in modules.types().items() if kind not in drawn | INSIDE]


INSIDE = {modules.types()["Inlet"], modules.types()["Outlet"]}


@pytest.mark.parametrize("seed", FEW)
def test_wide_networks_equal_the_reference(seed: int) -> None:
    _compare(seed)


@pytest.mark.parametrize("seed", FEW[:40])
def test_parts_of_wide_networks_equal_the_whole(seed: int) -> None:
    _compare_parts(seed)


@pytest.mark.many
@pytest.mark.timeout(3600)
def test_many_wide_networks_equal_the_reference() -> None:
    for seed in MANY:
        _compare(seed)
        _compare_parts(seed)


def _compare(seed: int) -> None:
    drawn, chance = wide_network(seed), random.Random(-seed)
    count, training = chance.randint(1, 9), chance.random() < 0.65
    cache = chance.choice((48, 1 << 17))
    network = Network(drawn.graph, drawn.fields, 9, seed=seed, dtype="float64", engine="reference")
    batch = random_batch(network.fields, count, seed)
    loss = network.forward(batch, training=training)
    gradients = network.backward()
    if not np.isfinite(loss) or not all(np.isfinite(g).all() for g in gradients.values()):
        return
    options = {"count": count, "seed": seed, "training": training, "batch": batch}
    with mock.patch.object(tensor, "_CACHE_BYTES", cache):
        assert_equal_passes(drawn.graph, network.fields, **options)


def _compare_parts(seed: int) -> None:
    drawn, chance = wide_network(seed), random.Random(-seed)
    counts = [chance.randint(1, 3) for _ in range(chance.randint(2, 3))]
    training = chance.random() < 0.75
    network = Network(drawn.graph, drawn.fields, 9, dtype="float64", engine="reference")
    loss = network.forward(random_batch(network.fields, sum(counts), 0), training=training)
    gradients = network.backward()
    finite = np.isfinite(loss) and all(np.isfinite(g).all() for g in gradients.values())
    if finite and can_share(network.executor.program):
        assert_parts_equal_the_whole(drawn.graph, drawn.fields, counts, training=training)
