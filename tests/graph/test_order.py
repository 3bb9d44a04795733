"""Order, cycles and reachability."""

from __future__ import annotations

import os
import subprocess
import sys
from heapq import heappop, heappush

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.errors import GraphError
from guinet.graph.flat import FlatEdge, FlatGraph, FlatNode
from guinet.graph.flatten import flatten
from guinet.graph.order import (
    Topology,
    downstream,
    find_cycle,
    topological_order,
    topology,
    upstream,
)
from tests.graph.graphs import with_nested_composite
from tests.graph.strategies import few, make

Pairs = list[tuple[int, int]]
pairs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=24)


def flat(names: list[str], edges: list[tuple[str, str]]) -> FlatGraph:
    relu = make("ReLU")
    nodes = {name: FlatNode(name, name, relu, name) for name in names}
    return FlatGraph(nodes, tuple(FlatEdge(a, "y", b, "x") for a, b in edges))


def by_hand(names: list[str], edges: set[tuple[str, str]]) -> list[str]:
    """Kahn's algorithm; of the nodes that are ready, the one inserted first."""
    place = {name: i for i, name in enumerate(names)}
    waiting = {name: {a for a, b in edges if b == name} for name in names}
    ready = [place[name] for name in names if not waiting[name]]
    order = []
    while ready:
        name = names[heappop(ready)]
        order.append(name)
        for other in names:
            if name in waiting[other]:
                waiting[other].remove(name)
                if not waiting[other]:
                    heappush(ready, place[other])
    return order


@few
@given(edges=pairs, names=st.permutations([f"p{i}" for i in range(12)]))
def test_the_order_is_topological_with_ties_by_insertion(edges: Pairs, names: list[str]) -> None:
    drawn = {(names[min(a, b)], names[max(a, b)]) for a, b in edges if a != b}
    shuffled = sorted(names)
    # The nodes are inserted in another order than that of the edges, and the edges in any.
    graph = flat(shuffled, list(drawn))
    assert list(topological_order(graph)) == by_hand(shuffled, drawn)
    assert find_cycle(graph) == ()


@few
@given(edges=pairs)
def test_what_can_be_ordered_is_ordered_around_cycles(edges: Pairs) -> None:
    names = [f"p{i}" for i in range(12)]
    drawn = {(names[a], names[b]) for a, b in edges}
    found = topology(flat(names, list(drawn)))
    assert list(found.order) == by_hand(names, drawn)
    on_cycles = {name for names in found.cycles() for name in names}
    assert set(found.order).isdisjoint(found.downstream(on_cycles))
    assert set(names) == set(found.order) | found.downstream(on_cycles)
    for cycle in found.cycles():
        assert set(zip(cycle, (*cycle[1:], cycle[0]), strict=True)) <= drawn


def test_a_cycle_is_named_from_the_node_inserted_first() -> None:
    graph = flat(["a", "b", "c", "d"], [("d", "c"), ("c", "b"), ("b", "d"), ("a", "b")])
    assert find_cycle(graph) == ("b", "d", "c")
    with pytest.raises(GraphError, match="The graph has a cycle: b → d → c → b"):
        topological_order(graph)


def test_every_knot_of_cycles_is_told() -> None:
    found = Topology("abcde", [("a", "b"), ("b", "a"), ("c", "c"), ("b", "d"), ("d", "e")])
    assert found.cycles() == (("a", "b"), ("c",))
    assert found.order == ()


def test_reachability_includes_the_start() -> None:
    graph = flat(["a", "b", "c", "d"], [("a", "b"), ("b", "c")])
    assert downstream(graph, ["b"]) == {"b", "c"}
    assert upstream(graph, ["b"]) == {"a", "b"}
    assert downstream(graph, ["d"]) == {"d"}


def test_the_order_does_not_depend_on_the_seed_of_hashing() -> None:
    program = (
        "from tests.graph.graphs import with_nested_composite as g\n"
        "from guinet.graph.flatten import flatten\n"
        "from guinet.graph.order import topological_order\n"
        "print(*topological_order(flatten(g())))"
    )
    expected = " ".join(topological_order(flatten(with_nested_composite())))
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == expected
