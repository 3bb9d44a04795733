"""Edits that change a drawing and not what it computes: numbers before and after, in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guinet.core.errors import GraphError
from guinet.core.loss import Loss
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.analysis import analyse
from guinet.graph.bypass import bypass_fault
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import set_bypassed
from guinet.graph.grouping import group
from guinet.graph.model import Graph
from guinet.graph.ungrouping import ungroup
from guinet.graph.wiring import dissolve
from tests.engine.random_graphs import Drawn, networks

some = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

Rekey = Callable[[str], str]


def networks_of(drawn: Drawn, graph: Graph, engine: str) -> Network:
    return Network(graph, drawn.fields, 4, seed=drawn.seed, dtype="float64", engine=engine)


def gradients_by_key(net: Network, batch: Mapping[str, np.ndarray]) -> tuple[float, dict]:
    """Return loss and gradients, these by the ids that stand in the network's graph."""
    loss = net.forward(batch)
    net.backward()
    parameters = net.executor.parameters
    return loss, parameters.named(parameters.gradients, by_key=True)


def assert_alike(drawn: Drawn, graph: Graph, rekey: Rekey, engine: str) -> None:
    """Assert that a changed graph gives the loss and gradients of the drawn one.

    ``rekey`` tells from a key of the drawn graph what it is in the changed one.
    """
    before = networks_of(drawn, drawn.graph, engine)
    after = networks_of(drawn, graph, engine)
    after.set_weights_by_key({rekey(key): w for key, w in before.weights_by_key().items()})
    assert after.weights_by_key().keys() == {rekey(key) for key in before.weights_by_key()}
    batch = random_batch(drawn.fields, 4, drawn.seed)
    loss, gradients = gradients_by_key(before, batch)
    other_loss, others = gradients_by_key(after, batch)
    np.testing.assert_allclose(other_loss, loss, rtol=1e-12)
    scale = max((float(np.abs(g).max()) for g in gradients.values() if g.size), default=0.0)
    for key, gradient in gradients.items():
        np.testing.assert_allclose(others[rekey(key)], gradient, rtol=1e-9, atol=1e-12 * scale)


@some
@given(
    networks(),
    st.lists(st.integers(0, 60), min_size=1, max_size=12),
    st.sampled_from(["reference", "compiled"]),
)
def test_a_grouped_network_computes_the_same(drawn: Drawn, picks: list[int], engine: str) -> None:
    ids = list(drawn.graph.nodes)
    chosen = {ids[pick % len(ids)] for pick in picks}
    try:
        found = group(drawn.graph, chosen)
    except GraphError:
        # One node can always be made a composite, unless it shares its weights.
        chosen = {ids[picks[0] % len(ids)]}
        assume(drawn.graph.nodes[next(iter(chosen))].share is None)
        found = group(drawn.graph, chosen)

    def rekey(key: str) -> str:
        first = key.partition("/")[0].partition(".")[0]
        return f"{found.use}/{key}" if first in chosen else key

    assert_alike(drawn, found.graph, rekey, engine)


@some
@given(
    networks(),
    st.sets(st.integers(0, 60), min_size=1, max_size=4),
    st.sampled_from(["reference", "compiled"]),
)
def test_bypassed_nodes_compute_what_is_left_without_them(
    drawn: Drawn, picks: set[int], engine: str
) -> None:
    fit = [
        key
        for key, node in drawn.graph.nodes.items()
        if not isinstance(node.module, Loss) and not bypass_fault(drawn.graph, node)
    ]
    chosen = {fit[pick % len(fit)] for pick in picks}
    bypassed = drawn.graph
    for key in chosen:
        bypassed = set_bypassed(bypassed, key, True)
    dissolved = dissolve(drawn.graph, chosen)
    sound = not analyse(bypassed, drawn.fields).has_errors
    assert sound == (not analyse(dissolved, drawn.fields).has_errors)
    if sound:
        assert_alike(replace(drawn, graph=bypassed), dissolved, str, engine)


@some
@given(networks(), st.sampled_from(["reference", "compiled"]))
def test_a_network_taken_apart_computes_the_same(drawn: Drawn, engine: str) -> None:
    graph, renamed = drawn.graph, {}
    for key, node in drawn.graph.nodes.items():
        if isinstance(node.module, CompositeUse) and node.share is None:
            graph, ids = ungroup(graph, key)
            renamed |= {f"{key}/{inner}": outer for inner, outer in ids.items()}
    assume(renamed)

    def rekey(key: str) -> str:
        for old, new in renamed.items():
            if key.startswith((f"{old}.", f"{old}/")):
                return new + key.removeprefix(old)
        return key

    assert_alike(drawn, graph, rekey, engine)
