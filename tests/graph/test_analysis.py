"""One pass that tells everything about a graph."""

from __future__ import annotations

import pytest

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.edits import add_node, set_learning_rate_factor, set_share
from guinet.graph.flatten import flatten
from guinet.graph.order import topological_order
from tests.graph.graphs import FIELDS, GRAPHS, with_nested_composite, with_shared_weights
from tests.graph.strategies import make


@pytest.mark.parametrize("name", GRAPHS)
def test_a_sound_graph_is_known_completely(name: str) -> None:
    graph = GRAPHS[name]()
    found = analyse(graph, FIELDS)
    assert found.order == topological_order(flatten(graph))
    assert found.problems == ()
    assert not found.has_errors
    assert all(found.outputs_of(path) for path in found.flat.nodes)


def test_nothing_is_known_of_nothing() -> None:
    found = Analysis()
    assert found.outputs_of("a") == ()
    assert found.weight_count("a") == 0
    assert found.problems_of("a") == ()


def test_weights_are_counted_where_they_stand() -> None:
    found = analyse(with_shared_weights(), FIELDS)
    assert found.weight_count("first") == 4 * 4 + 4
    # Shared weights exist once.
    assert found.weight_count("second") == 0
    assert found.weight_count("out") == 4 * 2 + 2
    assert found.weight_count("relu1") == 0


def test_a_composite_use_has_outputs_and_weights() -> None:
    graph = with_nested_composite()
    found = analyse(graph, FIELDS)
    assert found.outputs_of("first") == (FieldSpec((4,)),)
    assert found.inputs_of("first.cell.linear") == (FieldSpec((4,)),)
    assert found.inputs_of("second") == (FieldSpec((4,)),)
    assert found.weight_count("first") == found.weight_count("first.cell") == 4 * 4 + 4
    tied = analyse(set_share(set_share(graph, "n2", "t"), "n3", "t"), FIELDS)
    assert tied.weight_count("second") == 0


def test_a_node_with_weights_has_a_factor_of_the_learning_rate() -> None:
    graph = set_learning_rate_factor(with_shared_weights(), "n2", 0.5)
    found = analyse(graph, FIELDS)
    names = [node.name for node in graph.nodes.values()]
    factors = {name: found.learning_rate_factor(name) for name in names}
    assert {name: f for name, f in factors.items() if f is not None} == {
        "first": 0.5,
        "second": 0.5,
        "out": 1.0,
    }
    graph = set_learning_rate_factor(with_nested_composite(), "n3", 0.0)
    found = analyse(graph, FIELDS)
    assert found.learning_rate_factor("first") == 1.0
    assert found.learning_rate_factor("second") == 0.0


def test_without_fields_shapes_are_unknown() -> None:
    found = analyse(with_nested_composite())
    assert found.outputs_of("first") == ()
    assert found.weight_count("first") == 0
    assert not found.has_errors


def test_problems_inside_a_composite_belong_to_its_use() -> None:
    found = analyse(with_nested_composite(), {"x": FieldSpec((3,)), "y": FieldSpec((2,))})
    assert [p.path for p in found.problems_of("first")] == ["first.sum"]
    assert found.problems_of("first.cell") == ()
    assert found.has_errors


def test_warnings_do_not_keep_a_graph_from_training() -> None:
    graph, node = add_node(with_shared_weights(), make("Input"), name="idle")
    found = analyse(graph, FIELDS)
    assert [p.path for p in found.problems_of(node.name)] == ["idle"]
    assert not found.has_errors


def test_totals_count_shared_weights_once_and_shared_work_twice() -> None:
    found = analyse(with_shared_weights(), FIELDS)
    assert found.total_weights == (4 * 4 + 4) + (4 * 2 + 2)
    assert found.total_multiply_adds == 4 * 4 + 4 * 4 + 4 * 2
    assert Analysis().total_weights == Analysis().total_multiply_adds == 0
