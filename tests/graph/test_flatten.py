"""From the drawn graph to the executed one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from guinet.graph.builder import GraphBuilder
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node, set_learning_rate_factor, set_share
from guinet.graph.flat import FlatEdge
from guinet.graph.flatten import MAX_SIZE, flatten, flatten_fully
from guinet.graph.model import Composite, Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.scopes import place_of
from tests.graph.graphs import with_nested_composite, with_several_outputs, with_shared_weights
from tests.graph.strategies import few, graphs, make


def test_a_plain_graph_keeps_nodes_and_edges() -> None:
    graph = with_several_outputs()
    flat = flatten(graph)
    assert [node.key for node in flat.nodes.values()] == list(graph.nodes)
    assert list(flat.nodes) == [node.name for node in graph.nodes.values()]
    assert len(flat.edges) == len(graph.edges)
    assert all(node.share == path for path, node in flat.nodes.items())


def test_composites_are_resolved_through_all_levels() -> None:
    flat = flatten(with_nested_composite())
    inside = ["x", "cell.x", "cell.linear", "cell.relu", "cell.y", "sum", "y"]
    first, second = ([f"{use}.{path}" for path in inside] for use in ("first", "second"))
    assert list(flat.nodes) == ["input1", *first, *second, "out", "target1", "loss"]
    assert flat.nodes["second.cell.relu"].key == "n3/n2/n3"
    assert not any(isinstance(node.module, CompositeUse) for node in flat.nodes.values())
    assert FlatEdge("input1", "y", "first.x", "x") in flat.edges
    assert FlatEdge("first.x", "y", "first.cell.x", "x") in flat.edges
    assert FlatEdge("first.y", "y", "second.x", "x") in flat.edges


def test_drawn_and_executed_edges_correspond() -> None:
    graph = with_nested_composite()
    drawn = len(graph.edges)
    for name in ("block", "block"):
        block = next(c for c in graph.composites.values() if c.name == name)
        cell = next(c for c in graph.composites.values() if c.name == "cell")
        drawn += len(block.graph.edges) + len(cell.graph.edges)
    assert len(flatten(graph).edges) == drawn


def test_exposed_values_reach_the_innermost_node() -> None:
    graph = with_nested_composite()
    use = graph.nodes["n2"]
    module = use.module.replace(values={"width": 7})
    graph = replace(graph, nodes={**graph.nodes, "n2": replace(use, module=module)})
    flat = flatten(graph)
    assert flat.nodes["first.cell.linear"].module.settings["out_features"] == 7
    assert flat.nodes["second.cell.linear"].module.settings["out_features"] == 4


def test_the_first_of_a_share_group_has_the_weights() -> None:
    flat = flatten(with_shared_weights())
    assert flat.nodes["first"].share == "first"
    assert flat.nodes["second"].share == "first"
    assert flat.nodes["out"].share == "out"


def test_only_nodes_of_one_type_share() -> None:
    graph = set_share(with_shared_weights(), "n3", "tied")
    assert flatten(graph).nodes["relu1"].share == "relu1"


def test_uses_of_one_composite_share_pairwise() -> None:
    graph = set_share(set_share(with_nested_composite(), "n2", "tied"), "n3", "tied")
    flat = flatten(graph)
    assert flat.nodes["second.cell.linear"].share == "first.cell.linear"
    assert flat.nodes["first.cell.linear"].share == "first.cell.linear"


def test_tags_inside_a_definition_stay_within_one_use() -> None:
    inner = GraphBuilder()
    x = inner.add("Inlet", name="x")
    first = inner.add("Linear", x, name="a", share="t")
    inner.add("Outlet", inner.add("Linear", first, name="b", share="t"), name="y")
    b = GraphBuilder()
    b.define("pair", inner.build())
    b.add("pair", b.add("pair", b.add("Input"), name="p"), name="q")
    flat = flatten(b.build())
    assert flat.nodes["p.b"].share == "p.a"
    assert flat.nodes["q.b"].share == "q.a"


def test_factors_of_composites_multiply_inwards() -> None:
    graph = set_learning_rate_factor(with_nested_composite(), "n3", 0.5)
    block = next(c for c in graph.composites.values() if c.name == "block")
    cell = block.graph.by_name("cell")
    assert cell is not None
    slower = set_learning_rate_factor(block.graph, cell.id, 0.1)
    graph = replace(graph, composites={**graph.composites, block.id: replace(block, graph=slower)})
    flat = flatten(graph)
    found = {path: node.learning_rate_factor for path, node in flat.nodes.items()}
    assert found["first.cell.linear"] == 0.1
    assert found["second.cell.linear"] == 0.05
    assert found["out"] == 1.0


def test_of_shared_weights_the_smallest_factor_counts() -> None:
    graph = set_learning_rate_factor(with_shared_weights(), "n4", 0.25)
    flat = flatten(graph)
    assert [flat.nodes[name].share for name in ("first", "second")] == ["first", "first"]
    assert graph.nodes["n4"].name == "second"
    assert flat.nodes["first"].learning_rate_factor == 0.25
    assert flat.nodes["second"].learning_rate_factor == 0.25
    assert flat.nodes["out"].learning_rate_factor == 1.0


def test_a_definition_that_contains_itself_ends() -> None:
    inner = Graph({"n1": Node("n1", "again", CompositeUse(definition="c1"))})
    use = Node("n1", "use", CompositeUse(definition="c1"))
    graph = Graph({"n1": use}, composites={"c1": Composite("c1", "loop", inner)})
    found = flatten_fully(graph)
    assert [(fault.rule, fault.path) for fault in found.faults] == [("composite", "use.again")]
    assert found.faults[0].message == "again is the composite loop inside itself."
    assert isinstance(found.flat.nodes["use.again"].module, Placeholder)


def test_two_definitions_that_contain_each_other_end() -> None:
    def using(definition: str) -> Graph:
        return Graph({"n1": Node("n1", "u", CompositeUse(definition=definition))})

    composites = {
        "c1": Composite("c1", "one", using("c2")),
        "c2": Composite("c2", "two", using("c1")),
    }
    found = flatten_fully(replace(using("c1"), composites=composites))
    assert [fault.path for fault in found.faults] == ["u.u.u"]


def test_an_unknown_definition_is_a_fault_and_keeps_its_wires() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input"))
    graph, use = add_node(b.build(), CompositeUse(definition="gone"), name="use")
    graph = replace(graph, edges=(*graph.edges, Edge("n2", "y", use.id, "a")))
    found = flatten_fully(graph)
    assert [fault.rule for fault in found.faults] == ["composite"]
    assert FlatEdge("linear1", "y", "use", "a") in found.flat.edges


def test_composites_that_multiply_are_stopped() -> None:
    composites = {}
    for level in range(40):
        nodes = {
            key: Node(key, key, CompositeUse(definition=f"c{level + 1}")) for key in ("n1", "n2")
        }
        composites[f"c{level}"] = Composite(f"c{level}", f"level {level}", Graph(nodes))
    composites["c40"] = Composite("c40", "last", Graph())
    use = Node("n1", "use", CompositeUse(definition="c0"))
    found = flatten_fully(Graph({"n1": use}, composites=composites))
    assert len(found.flat.nodes) < 2 * MAX_SIZE
    assert "makes the graph too large" in found.faults[0].message


def test_a_value_that_does_not_fit_is_a_fault() -> None:
    graph = with_nested_composite()
    use = graph.nodes["n2"]
    module = use.module.replace(values={"width": 0, "height": 3})
    graph = replace(graph, nodes={**graph.nodes, "n2": replace(use, module=module)})
    messages = {fault.path: fault.message for fault in flatten_fully(graph).faults}
    assert messages == {
        "first": "block has no setting height; there are: width.",
        "first.cell.linear": "Linear.out_features must be at least 1, not 0.",
    }


def test_edges_without_ends_are_left_out() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input"))
    good = b.build()
    bad = (
        Edge("n1", "nope", "n2", "x"),
        Edge("n1", "y", "n2", "nope"),
        Edge("n1", "y", "n7", "x"),
        Edge("n8", "y", "n7", "x"),
        Edge("n1", "y", "n2", "x"),
    )
    found = flatten_fully(replace(good, edges=(*good.edges, *bad)))
    assert found.flat == flatten(good)
    assert [fault.edge for fault in found.faults] == list(bad)
    assert found.faults[-1].message == "The input x has two edges; the first one counts."


def test_nodes_of_one_name_keep_their_places() -> None:
    one, two = Node("n1", "a", make("Input")), Node("n2", "a", make("ReLU"))
    flat = flatten(Graph({"n1": one, "n2": two}, (Edge("n1", "y", "n2", "x"),)))
    assert list(flat.nodes) == ["a", "a#n2"]
    assert flat.edges == (FlatEdge("a", "y", "a#n2", "x"),)


@few
@given(graph=graphs())
def test_every_executed_node_was_drawn(graph: Graph) -> None:
    found = flatten_fully(graph)
    assert found.faults == ()
    for path, node in found.flat.nodes.items():
        assert node.path == path
        place = place_of(graph, node.key)
        inside = graph.composites[place.scope].graph if place.scope else graph
        assert inside.nodes[place.node].name == path.rpartition(".")[2]
        assert found.flat.nodes[node.share].module.type_name() == node.module.type_name()
