"""Bypassed nodes: what runs in their place, what the rules say, what is behind a drawn edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.errors import GraphError
from guinet.core.spec import FieldSpec
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.composite import CompositeUse
from guinet.graph.diff import diff
from guinet.graph.edits import connect, remove_edges, remove_nodes, set_bypassed, set_share
from guinet.graph.executed import executed_edge, executed_edges
from guinet.graph.facts import gather
from guinet.graph.flat import FlatEdge
from guinet.graph.flatten import flatten, flatten_fully
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.scopes import inside
from guinet.graph.why_not import why_not
from guinet.modules.activation.identity import Identity
from tests.graph.graphs import (
    FIELDS,
    with_nested_composite,
    with_several_outputs,
    with_shared_weights,
)
from tests.graph.strategies import few, graphs


def bypassing(graph: Graph, *names: str) -> Graph:
    """Return a graph with some nodes of the outermost scope bypassed."""
    for name in names:
        node = graph.by_name(name)
        assert node is not None
        graph = set_bypassed(graph, node.id, True)
    return graph


def with_two_losses() -> Graph:
    """One trunk, two heads, and a target of its own for each."""
    b = GraphBuilder()
    trunk = b.add("Linear", b.add("Input"), out_features=3, name="trunk")
    for head, field in (("main", "y"), ("side", "z")):
        p = b.add("Linear", trunk, out_features=2, name=head)
        b.add("MSELoss", p, b.add("Target", field=field, name=field), name=f"{head}_loss")
    return b.build()


def test_a_node_is_bypassed_and_back() -> None:
    graph = with_several_outputs()
    bypassed = bypassing(graph, "left")
    assert diff(graph, bypassed).changed == {graph.by_name("left").id}
    assert set_bypassed(bypassed, graph.by_name("left").id, False) == graph


@pytest.mark.parametrize("name", ["input1", "target1"])
def test_what_has_no_input_cannot_be_bypassed(name: str) -> None:
    with pytest.raises(GraphError, match=f"{name} has no input, so there is nothing to hand on"):
        bypassing(with_several_outputs(), name)


def test_ports_of_a_composite_cannot_be_bypassed() -> None:
    graph = with_nested_composite()
    inner = inside(graph, "c1")
    for name in ("x", "y"):
        with pytest.raises(GraphError, match=f"{name} is a port of the composite"):
            bypassing(inner, name)


def test_an_identity_runs_in_its_place() -> None:
    graph = bypassing(with_several_outputs(), "split")
    flat = flatten(graph)
    assert flat.nodes["split"].module == Identity()
    assert FlatEdge("hidden", "y", "split", "x") in flat.edges
    assert FlatEdge("split", "y", "left", "x") in flat.edges
    assert FlatEdge("split", "y", "right", "x") in flat.edges
    assert check(graph, FIELDS) == []
    assert [spec.shape for spec in analyse(graph, FIELDS).outputs_of("split")] == [(6,), (6,)]


def test_the_first_wired_input_is_handed_on_and_the_others_are_not_missed() -> None:
    graph = with_several_outputs()
    concat = graph.by_name("concat1")
    first, second = (graph.edge_into(concat.id, port.name) for port in concat.module.input_ports())
    graph = set_bypassed(graph, concat.id, True)
    assert FlatEdge("left", "y", "concat1", "x") in flatten(graph).edges
    assert {p.rule for p in check(graph, FIELDS)} == {"unreachable"}
    graph = remove_edges(graph, [first])
    assert FlatEdge("right", "y", "concat1", "x") in flatten(graph).edges
    assert analyse(graph, FIELDS).inputs_of("concat1") == (None, FieldSpec((3,)))
    graph = remove_edges(graph, [second])
    (problem,) = [p for p in check(graph, FIELDS) if p.rule == "missing-input"]
    assert (problem.path, problem.port) == ("concat1", first.target_port)


def test_a_bypassed_node_joined_to_nothing_is_no_matter() -> None:
    graph = with_several_outputs()
    node = graph.by_name("left")
    graph = bypassing(remove_edges(graph, list(graph.edges_of(node.id))), "left")
    assert not [p for p in check(graph, FIELDS) if p.path == "left"]
    assert "left" not in flatten(graph).nodes


def test_the_rules_are_silent_about_what_it_would_have_complained_of() -> None:
    b = GraphBuilder()
    odd = b.add("Linear", b.add("Input", field="picture"), out_features=2, name="odd")
    b.add("MSELoss", odd, b.add("Target"), name="loss")
    fields = {"picture": FieldSpec((2,)), "y": FieldSpec((2,))}
    broken = {"picture": FieldSpec((2, 3, 3)), "y": FieldSpec((2, 3, 3))}
    assert check(b.build(), fields) == []
    assert {p.path for p in check(b.build(), broken)} == {"odd"}
    assert check(bypassing(b.build(), "odd"), broken) == []


def test_a_type_that_is_not_installed_can_be_bypassed() -> None:
    graph = with_several_outputs()
    node = graph.by_name("left")
    missing = Placeholder(missing="Gone", input_names=["x"], output_names=["y"])
    graph = replace(graph, nodes={**graph.nodes, node.id: replace(node, module=missing)})
    assert {p.rule for p in check(graph, FIELDS)} == {"placeholder"}
    assert check(bypassing(graph, "left"), FIELDS) == []


def test_a_bypassed_loss_and_what_only_it_needs_is_left_out() -> None:
    graph = bypassing(with_two_losses(), "side_loss")
    fields = {"x": (4,), "y": (2,)}
    assert {p.path for p in check(with_two_losses(), fields)} == {"z"}
    assert check(graph, fields) == []
    assert flatten(graph).idle == {"side", "z"}
    assert "side_loss" not in flatten(graph).nodes
    found = analyse(graph, fields)
    assert found.outputs_of("side") == (FieldSpec((2,)),)
    assert found.total_weights == 4 * 3 + 3 + 3 * 2 + 2
    net = Network(graph, {name: FieldSpec(shape) for name, shape in fields.items()})
    assert set(net.weights) == {"trunk.weight", "trunk.bias", "main.weight", "main.bias"}
    net.forward({"x": np.ones((1, 4)), "y": np.ones((1, 2))})
    assert set(net.backward()) == set(net.weights)


def test_with_the_only_loss_bypassed_nothing_is_learnt_and_the_fix_takes_it_back() -> None:
    graph = bypassing(with_several_outputs(), "loss")
    (problem,) = [p for p in check(graph, FIELDS) if p.severity == "error"]
    assert "loss is bypassed and there is no other loss" in problem.message
    assert problem.fixes[0].label == "Stop bypassing loss"
    assert problem.fixes[0].apply(graph) == with_several_outputs()
    assert analyse(graph, FIELDS).outputs_of("out") == (FieldSpec((2,)),)


def test_what_another_loss_needs_too_is_not_idle() -> None:
    graph = with_two_losses()
    side, main = graph.by_name("side_loss"), graph.by_name("main")
    graph = connect(graph, Edge(main.id, "y", side.id, "prediction"))
    assert flatten(bypassing(graph, "side_loss")).idle == {"z"}


def test_one_identity_stands_for_a_bypassed_composite() -> None:
    graph = bypassing(with_nested_composite(), "first")
    flat = flatten(graph)
    assert [path for path in flat.nodes if path.startswith("first")] == ["first"]
    assert flat.nodes["first"].key == graph.by_name("first").id
    assert FlatEdge("input1", "y", "first", "x") in flat.edges
    assert FlatEdge("first", "y", "second.x", "x") in flat.edges
    assert check(graph, FIELDS) == []
    assert analyse(graph, FIELDS).outputs_of("first") == (FieldSpec((4,)),)


def test_a_node_inside_a_definition_is_bypassed_at_every_use() -> None:
    graph = with_nested_composite()
    cell = next(c for c in graph.composites.values() if c.name == "cell")
    changed = bypassing(cell.graph, "linear")
    graph = replace(graph, composites={**graph.composites, cell.id: replace(cell, graph=changed)})
    net = Network(graph, FIELDS)
    assert set(net.weights) == {"out.weight", "out.bias"}


def test_a_bypassed_composite_that_is_not_defined_is_no_error() -> None:
    use = Node("n9", "use", CompositeUse(definition="gone"))
    graph = with_several_outputs()
    left = graph.by_name("left")
    graph = replace(graph, nodes={**graph.nodes, left.id: replace(use, id=left.id, name="left")})
    assert flatten_fully(graph).unresolved == {"left"}
    assert check(bypassing(graph, "left"), FIELDS) == []


def test_the_weights_of_a_share_group_are_those_of_the_first_that_runs() -> None:
    graph = bypassing(with_shared_weights(), "first")
    assert flatten(graph).nodes["second"].share == "second"
    graph = set_share(set_share(with_nested_composite(), "n2", "tied"), "n3", "tied")
    flat = flatten(bypassing(graph, "first"))
    assert flat.nodes["second.cell.linear"].share == "second.cell.linear"


def test_tags_within_uses_that_share_reach_one_array() -> None:
    inner = GraphBuilder()
    first = inner.add("Linear", inner.add("Inlet", name="x"), name="a", share="t")
    inner.add("Outlet", inner.add("Linear", first, name="b", share="t"), name="y")
    b = GraphBuilder()
    b.define("pair", inner.build())
    b.add("pair", b.add("pair", b.add("Input"), name="p", share="u"), name="q", share="u")
    assert {node.share for path, node in flatten(b.build()).nodes.items() if path[-1] in "ab"} == {
        "p.a"
    }


def test_outputs_are_known_under_the_names_that_are_drawn() -> None:
    graph = bypassing(with_several_outputs(), "split")
    net = Network(graph, FIELDS, seed=1)
    net.forward(random_batch(FIELDS, 3, 0))
    for port in graph.by_name("split").module.output_ports():
        np.testing.assert_array_equal(net.output(f"split:{port.name}"), net.output("hidden"))


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_gradients_are_those_of_an_identity(engine: str) -> None:
    graph = with_several_outputs()
    node = graph.by_name("left")
    plain = replace(graph, nodes={**graph.nodes, node.id: replace(node, module=Identity())})
    batch = random_batch(FIELDS, 5, 3)
    found = []
    for each in (plain, bypassing(graph, "left")):
        net = Network(each, FIELDS, seed=2, dtype="float64", engine=engine)
        found.append((net.forward(batch), net.backward()))
    assert found[0][0] == found[1][0]
    for name, gradient in found[0][1].items():
        np.testing.assert_array_equal(gradient, found[1][1][name])


def scopes_of(graph: Graph, scope: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every scope that can be entered, once for each use, with the paths in there."""
    yield scope, prefix
    for node in inside(graph, scope).nodes.values():
        if isinstance(node.module, CompositeUse) and node.module.definition in graph.composites:
            yield from scopes_of(graph, node.module.definition, f"{prefix}{node.name}.")


@few
@given(graph=graphs(), inner=st.lists(st.integers(0, 30), max_size=3))
def test_drawn_and_executed_edges_lead_to_each_other(graph: Graph, inner: list[int]) -> None:
    for number in inner:
        for key, composite in graph.composites.items():
            ids = list(composite.graph.nodes)
            node = composite.graph.nodes[ids[number % len(ids)]]
            changed = replace(node, bypassed=True)
            nodes = {**composite.graph.nodes, node.id: changed}
            composites = {
                **graph.composites,
                key: replace(composite, graph=replace(composite.graph, nodes=nodes)),
            }
            graph = replace(graph, composites=composites)
    facts = gather(graph, FIELDS)
    found: list[FlatEdge] = []
    for scope, prefix in scopes_of(graph):
        for drawn, executed in executed_edges(graph, scope, prefix).items():
            found.append(executed)
            assert executed_edge(graph, scope, prefix, drawn) == executed
            assert facts.drawn_edge(executed) == (scope, drawn)
    assert sorted(found) == sorted(facts.flat.edges)


def test_nothing_runs_behind_what_is_bypassed() -> None:
    graph = bypassing(with_nested_composite(), "first")
    block = graph.by_name("first").module.definition
    edge = graph.composites[block].graph.edges[0]
    assert executed_edge(graph, block, "first.", edge) is None
    assert executed_edge(graph, block, "second.", edge) is not None
    assert executed_edge(graph, block, "nowhere.", edge) is None
    assert executed_edge(graph, "", "second.", edge) is None


def test_a_wire_to_or_from_what_is_bypassed_is_judged_by_what_flows() -> None:
    graph = bypassing(with_several_outputs(), "split", "concat1")
    split, concat = graph.by_name("split"), graph.by_name("concat1")
    loss = graph.by_name("loss")
    second = split.module.output_ports()[1].name
    into = concat.module.input_ports()[1].name
    assert why_not(graph, Edge(split.id, second, concat.id, into), FIELDS).level == "ok"
    verdict = why_not(graph, Edge(split.id, second, loss.id, "prediction"), FIELDS)
    assert verdict.level == "mismatch"
    graph = bypassing(with_nested_composite(), "first")
    first, loss = graph.by_name("first"), graph.by_name("loss")
    assert why_not(graph, Edge(first.id, "y", loss.id, "target"), FIELDS).level == "mismatch"


def test_removing_what_is_bypassed_leaves_no_trace() -> None:
    graph = bypassing(with_nested_composite(), "first")
    assert not any(n.bypassed for n in remove_nodes(graph, ["n2"]).nodes.values())


def test_the_builder_bypasses() -> None:
    b = GraphBuilder()
    b.add("ReLU", b.add("Input"), name="r", bypassed=True)
    assert b.build().by_name("r").bypassed
    with pytest.raises(GraphError, match="input2 has no input"):
        b.add("Input", bypassed=True)
