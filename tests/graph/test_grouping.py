"""Nodes become a composite, and come out of it as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.errors import GraphError, HyperparameterError
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import (
    drop_unused,
    make_unique,
    rename_composite,
    reorder_ports,
)
from guinet.graph.edits import (
    remove_nodes,
    set_bypassed,
    set_learning_rate_factor,
    set_module,
    set_share,
)
from guinet.graph.exposed import exposed_fields
from guinet.graph.exposing import expose, rename_exposed, unexpose
from guinet.graph.flatten import flatten, flatten_fully
from guinet.graph.grouping import group
from guinet.graph.model import Composite, Graph
from guinet.graph.scopes import inside
from guinet.graph.ungrouping import ungroup
from tests.graph.graphs import (
    FIELDS,
    GRAPHS,
    with_nested_composite,
    with_several_outputs,
    with_shared_weights,
)
from tests.graph.strategies import assert_well_formed, few, graphs


def ids_of(graph: Graph, *names: str) -> list[str]:
    found = [graph.by_name(name) for name in names]
    assert all(found)
    return [node.id for node in found]


def definition_of(graph: Graph, name: str) -> Composite:
    return next(composite for composite in graph.composites.values() if composite.name == name)


def assert_all_well_formed(graph: Graph) -> None:
    assert_well_formed(graph)
    for scope in graph.composites:
        assert_well_formed(inside(graph, scope))


@few
@given(graph=graphs(), picks=st.sets(st.integers(0, 30), max_size=6), nested=st.booleans())
def test_what_was_grouped_comes_out_as_it_was(graph: Graph, picks: set[int], nested: bool) -> None:
    scope = next(iter(graph.composites), "") if nested else ""
    nodes = list(inside(graph, scope).nodes)
    chosen = {nodes[pick % len(nodes)] for pick in picks} if nodes else set()
    try:
        found = group(graph, chosen, scope=scope)
    except GraphError:
        return
    assert_all_well_formed(found.graph)
    assert found.graph.composites[found.definition].graph.nodes.keys() >= chosen
    back = ungroup(found.graph, found.use, scope=scope)
    assert_all_well_formed(back.graph)
    assert back.ids == {key: key for key in chosen}
    before, after = inside(graph, scope), inside(back.graph, scope)
    assert after.nodes == before.nodes
    assert sorted(after.edges) == sorted(before.edges)
    assert back.graph.composites.keys() == graph.composites.keys()
    if scope:
        now, then = back.graph.composites[scope], graph.composites[scope]
        assert set(now.exposed) == set(then.exposed)
        assert now.name == then.name


@pytest.mark.parametrize("name", GRAPHS)
def test_a_whole_network_can_be_a_composite(name: str) -> None:
    graph = GRAPHS[name]()
    found = group(graph, graph.nodes, "Everything")
    assert check(found.graph, FIELDS) == []
    assert len(found.graph.nodes) == 1
    assert (found.inlets, found.outlets) == ({}, {})
    assert len(flatten(found.graph).nodes) == len(flatten(graph).nodes)


def test_ports_have_the_names_of_what_they_hand_on() -> None:
    graph = with_several_outputs()
    found = group(graph, ids_of(graph, "left", "right"), "Halves")
    inner = found.graph.composites[found.definition].graph
    split = ids_of(graph, "split")[0]
    assert {inner.nodes[key].name: output for key, output in found.inlets.items()} == {
        "split_y1": (split, "y1"),
        "split_y2": (split, "y2"),
    }
    assert [inner.nodes[key].name for key in found.outlets] == ["left_y", "right_y"]
    assert found.graph.nodes[found.use].name == "halves1"
    assert check(found.graph, FIELDS) == []


def test_an_output_read_twice_has_one_port() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    one, two = b.add("ReLU", x, name="one"), b.add("Tanh", x, name="two")
    total = b.add("Add", one, two, name="sum")
    p = b.add("Add", b.add("ReLU", total), total)
    b.add("MSELoss", p, b.add("Target"), name="loss")
    found = group(b.build(), ids_of(b.build(), "one", "two", "sum"))
    assert (len(found.inlets), len(found.outlets)) == (1, 1)
    assert len(list(found.graph.edges_of(found.use))) == 3


def test_the_use_stands_where_the_nodes_stood() -> None:
    graph = with_several_outputs()
    found = group(graph, ids_of(graph, "left", "right"))
    names = [node.name for node in found.graph.nodes.values()]
    assert names == ["input1", "hidden", "split", "group1", "concat1", "out", "target1", "loss"]


def test_a_way_out_and_back_is_refused() -> None:
    graph = with_several_outputs()
    with pytest.raises(GraphError, match="left stands between these nodes"):
        group(graph, ids_of(graph, "split", "right", "concat1"))


def test_nothing_is_no_composite() -> None:
    with pytest.raises(GraphError, match="nothing to group"):
        group(with_several_outputs(), ["gone"])


def test_ports_stay_in_their_composite() -> None:
    graph = with_nested_composite()
    block = definition_of(graph, "block")
    with pytest.raises(GraphError, match="x is a port of the composite"):
        group(graph, ids_of(block.graph, "x", "cell"), scope=block.id)


def test_weights_that_are_shared_stay_shared() -> None:
    graph = with_shared_weights()
    with pytest.raises(GraphError, match="first shares its weights with second"):
        group(graph, ids_of(graph, "first"))
    found = group(graph, ids_of(graph, "first", "relu1", "second"))
    flat = flatten(found.graph)
    assert flat.nodes["group1.second"].share == "group1.first"


@pytest.mark.parametrize(
    ("name", "words"),
    [("Linear", "module named Linear already"), ("block", "named block already"), ("", "empty")],
)
def test_a_composite_has_a_name_of_its_own(name: str, words: str) -> None:
    graph = with_nested_composite()
    with pytest.raises(GraphError, match=words):
        group(graph, ids_of(graph, "out"), name)
    with pytest.raises(GraphError, match=words):
        rename_composite(graph, definition_of(graph, "cell").id, name)


def test_what_a_scope_exposes_goes_through_the_new_composite() -> None:
    graph = with_nested_composite()
    block = definition_of(graph, "block")
    found = group(graph, ids_of(block.graph, "cell"), scope=block.id)
    assert check(found.graph, FIELDS) == []
    use = found.graph.by_name("first")
    wide = replace(use, module=use.module.replace(values={"width": 7}))
    changed = replace(found.graph, nodes={**found.graph.nodes, use.id: wide})
    flat = flatten_fully(changed)
    assert flat.faults == ()
    assert flat.flat.nodes["first.group1.cell.linear"].module.settings["out_features"] == 7
    assert flat.flat.nodes["second.group1.cell.linear"].module.settings["out_features"] == 4


def test_what_a_use_sets_goes_to_its_nodes() -> None:
    graph = with_nested_composite()
    (first,) = ids_of(graph, "first")
    use = graph.nodes[first]
    graph = set_module(graph, first, use.module.replace(values={"width": 7}))
    graph = set_learning_rate_factor(graph, first, 0.5)
    apart = ungroup(graph, first).graph
    cell = apart.by_name("cell")
    assert dict(cell.module.values) == {"width": 7}
    assert cell.learning_rate_factor == 0.5
    out, ids = ungroup(apart, cell.id)
    assert out.by_name("linear").module.settings["out_features"] == 7
    assert set(ids.values()) <= out.nodes.keys()
    with pytest.raises(HyperparameterError):
        ungroup(set_module(apart, cell.id, cell.module.replace(values={"width": -1})), cell.id)


def test_a_bypassed_use_leaves_bypassed_nodes() -> None:
    graph = with_nested_composite()
    (first,) = ids_of(graph, "first")
    apart = ungroup(set_bypassed(graph, first, True), first).graph
    assert apart.by_name("cell").bypassed
    assert apart.by_name("sum").bypassed
    assert check(apart, FIELDS) == []


def test_uses_that_share_their_weights_stay_together() -> None:
    graph = set_share(set_share(with_nested_composite(), "n2", "t"), "n3", "t")
    with pytest.raises(GraphError, match="first shares its weights with second"):
        ungroup(graph, "n2")


def test_ids_and_names_that_are_taken_tell_where_nodes_come_from() -> None:
    graph = with_nested_composite()
    first, second = ids_of(graph, "first", "second")
    one, ids = ungroup(graph, first)
    two, more = ungroup(one, second)
    assert_all_well_formed(two)
    assert all(new in (old, f"{first}-{old}") for old, new in ids.items())
    assert all(new in (old, f"{second}-{old}") for old, new in more.items())
    assert len({*ids.values(), *more.values()}) == 4
    assert [two.by_name(name) is not None for name in ("cell", "sum", "cell1", "sum1")] == [
        True
    ] * 4
    assert [c.name for c in two.composites.values()] == ["cell"]
    assert check(two, FIELDS) == []


def test_tags_that_come_out_share_with_nobody_new() -> None:
    inner = GraphBuilder()
    first = inner.add("Linear", inner.add("Inlet", name="x"), name="a", share="t")
    inner.add("Outlet", inner.add("Linear", first, name="b", share="t"), name="y")
    b = GraphBuilder()
    b.define("pair", inner.build())
    p = b.add("pair", b.add("Input"), name="p")
    b.add("Linear", p, name="c", share="t")
    graph = ungroup(b.build(), ids_of(b.build(), "p")[0]).graph
    shares = {path: node.share for path, node in flatten(graph).nodes.items() if len(path) == 1}
    assert shares == {"a": "a", "b": "a", "c": "c"}


def test_a_wire_straight_through_a_composite_stays() -> None:
    inner = GraphBuilder()
    inner.add("Outlet", inner.add("Inlet", name="x"), name="y")
    b = GraphBuilder()
    b.define("through", inner.build())
    b.add("ReLU", b.add("through", b.add("Input"), name="use"), name="r")
    graph = ungroup(b.build(), ids_of(b.build(), "use")[0]).graph
    assert [(e.source, e.target) for e in graph.edges] == [tuple(ids_of(graph, "input1", "r"))]


def test_only_a_composite_is_taken_apart() -> None:
    graph = with_several_outputs()
    with pytest.raises(GraphError, match="Only a composite"):
        ungroup(graph, ids_of(graph, "left")[0])
    gone = set_module(graph, ids_of(graph, "left")[0], CompositeUse(definition="gone"))
    with pytest.raises(GraphError, match="not defined in the graph any more"):
        ungroup(gone, ids_of(graph, "left")[0])


def test_a_definition_goes_with_its_last_use_alone() -> None:
    graph = with_nested_composite()
    one = remove_nodes(graph, ids_of(graph, "first"))
    assert drop_unused(graph, one) is one
    none = drop_unused(one, remove_nodes(one, ids_of(one, "second")))
    assert none.composites == {}
    b = GraphBuilder()
    b.define("cell", definition_of(graph, "cell").graph)
    assert drop_unused(b.build(), b.build()).composites == b.build().composites


def test_a_use_gets_a_definition_of_its_own() -> None:
    graph = with_nested_composite()
    first, second = ids_of(graph, "first", "second")
    apart, own = make_unique(graph, second)
    assert apart.composites[own].name == "block 2"
    assert apart.composites[own].graph == definition_of(graph, "block").graph
    assert apart.nodes[second].module.definition == own
    assert apart.nodes[first] == graph.nodes[first]
    assert make_unique(apart, second) == (apart, own)
    assert check(apart, FIELDS) == []


def test_a_composite_is_renamed() -> None:
    graph = with_nested_composite()
    renamed = rename_composite(graph, definition_of(graph, "block").id, "tower")
    assert definition_of(renamed, "tower").graph == definition_of(graph, "block").graph
    assert renamed.nodes == graph.nodes


def test_ports_are_put_into_another_order() -> None:
    graph = with_several_outputs()
    found = group(graph, ids_of(graph, "left", "right"))
    ids = list(found.outlets)
    turned = reorder_ports(found.graph, found.definition, ids[::-1])
    names = [n.name for n in turned.composites[found.definition].graph.nodes.values()]
    assert names[-2:] == ["right_y", "left_y"]
    assert check(turned, FIELDS) == []
    assert reorder_ports(turned, found.definition, ids) == found.graph
    with pytest.raises(GraphError, match="ports of Group have changed"):
        reorder_ports(turned, found.definition, ["gone"])


def test_a_hyperparameter_is_exposed_renamed_and_taken_back() -> None:
    graph = with_nested_composite()
    block, cell = definition_of(graph, "block"), definition_of(graph, "cell")
    (linear,) = ids_of(cell.graph, "linear")
    (inner,) = ids_of(block.graph, "cell")
    wide = expose(graph, cell.id, linear, "bias", "biased", "Whether numbers are added.")
    wide = expose(wide, block.id, inner, "biased")
    use = wide.by_name("first")
    field, value = exposed_fields(wide.composites, use.module)["biased"]
    assert (field.doc, value) == ("Whether numbers are added.", True)
    wide = set_module(wide, use.id, use.module.replace(values={"width": 4, "biased": False}))
    renamed = rename_exposed(wide, block.id, "biased", "offset")
    assert dict(renamed.by_name("first").module.values) == {"width": 4, "offset": False}
    renamed = rename_exposed(renamed, cell.id, "biased", "shift")
    assert renamed.composites[block.id].exposed[-1].field == "shift"
    for each in (wide, renamed):
        nodes = flatten(each).nodes
        assert not nodes["first.cell.linear"].module.settings["bias"]
        assert nodes["second.cell.linear"].module.settings["bias"]
    back = unexpose(renamed, cell.id, "shift")
    assert flatten_fully(back).faults == ()
    assert [entry.name for entry in back.composites[block.id].exposed] == ["width"]
    assert dict(back.by_name("first").module.values) == {"width": 4}


def test_what_all_uses_set_stays_when_it_is_no_longer_exposed() -> None:
    graph = with_nested_composite()
    block, cell = definition_of(graph, "block"), definition_of(graph, "cell")
    for name in ("first", "second"):
        use = graph.by_name(name)
        graph = set_module(graph, use.id, use.module.replace(values={"width": 9}))
    before = {path: node.module for path, node in flatten(graph).nodes.items()}
    graph = unexpose(graph, block.id, "width")
    assert {path: node.module for path, node in flatten(graph).nodes.items()} == before
    graph = unexpose(graph, cell.id, "width")
    assert {path: node.module for path, node in flatten(graph).nodes.items()} == before
    assert graph.composites[cell.id].exposed == ()


def test_one_name_sets_several_hyperparameters_until_one_is_taken_back() -> None:
    inner = GraphBuilder()
    first = inner.add("Linear", inner.add("Inlet", name="x"), name="a", out_features=3)
    inner.add("Outlet", inner.add("Linear", first, name="b", out_features=3), name="y")
    b = GraphBuilder()
    pair = b.define("pair", inner.build(), {"width": ("a", "out_features")})
    b.add("pair", b.add("Input"), name="p", width=5)
    graph = b.build()
    ids = ids_of(graph.composites[pair].graph, "a", "b")
    graph = expose(graph, pair, ids[1], "out_features", "width")
    assert flatten(graph).nodes["p.b"].module.settings["out_features"] == 5
    graph = unexpose(graph, pair, "width", (ids[1], "out_features"))
    assert dict(graph.by_name("p").module.values) == {"width": 5}
    assert flatten(graph).nodes["p.b"].module.settings["out_features"] == 5


@pytest.mark.parametrize(
    ("node", "field", "name", "words"),
    [
        ("gone", "bias", None, "not in cell any more"),
        ("n2", "wings", None, "no hyperparameter wings"),
        ("n2", "out_features", "other", "exposed twice"),
        ("n2", "bias", "width", "cannot stand for"),
        ("n2", "bias", " ", "must not be empty"),
    ],
)
def test_what_cannot_be_exposed_is_told(
    node: str, field: str, name: str | None, words: str
) -> None:
    graph = with_nested_composite()
    with pytest.raises(GraphError, match=words):
        expose(graph, definition_of(graph, "cell").id, node, field, name)


def test_names_of_settings_are_free_and_known() -> None:
    graph = with_nested_composite()
    cell = definition_of(graph, "cell").id
    graph = expose(graph, cell, "n2", "bias")
    with pytest.raises(GraphError, match="has a setting bias already"):
        rename_exposed(graph, cell, "width", "bias")
    with pytest.raises(GraphError, match="exposes no depth"):
        rename_exposed(graph, cell, "depth", "height")
    with pytest.raises(GraphError, match="exposes no depth"):
        unexpose(graph, cell, "depth")
    assert rename_exposed(graph, cell, "width", "width") is graph
