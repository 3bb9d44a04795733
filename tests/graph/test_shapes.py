"""Shape inference, in sound graphs and in broken ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph
from guinet.graph.placeholder import Placeholder
from guinet.graph.shapes import KindError, infer_node, infer_shapes
from tests.graph.graphs import FIELDS, GRAPHS, with_several_outputs
from tests.graph.strategies import few, graphs, make


def shapes(graph: Graph, fields: object = FIELDS) -> dict[str, list[tuple[int, ...]]]:
    inference = infer_shapes(flatten(graph), fields)  # type: ignore[arg-type]
    return {path: [spec.shape for spec in specs] for path, specs in inference.outputs.items()}


def test_shapes_follow_the_edges() -> None:
    found = shapes(with_several_outputs())
    assert found["hidden"] == [(6,)]
    assert found["split"] == [(3,), (3,)]
    assert found["concat1"] == [(6,)]
    assert found["out"] == [(2,)]
    assert found["loss"] == [()]


@pytest.mark.parametrize("name", GRAPHS)
def test_everything_is_known_in_a_sound_graph(name: str) -> None:
    flat = flatten(GRAPHS[name]())
    inference = infer_shapes(flat, FIELDS)
    assert inference.outputs.keys() == flat.nodes.keys() == inference.inputs.keys()
    assert not inference.errors


def test_fields_may_be_bare_shapes_and_labels_arrive_one_hot() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input"), out_features=3)
    b.add("Target", name="t")
    label = FieldSpec((), "class", ("a", "b", "c"))
    found = shapes(b.build(), {"x": (5,), "y": label})
    assert found == {"input1": [(5,)], "linear1": [(3,)], "t": [(3,)]}


def test_inference_goes_on_around_a_cycle_and_a_failure() -> None:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    good = b.add("Linear", x, out_features=3, name="good")
    b.add("ReLU", good, name="after_good")
    bad = b.add("Add", x, good, name="bad")
    b.add("ReLU", bad, name="silent")
    loop = b.add("Add", x, name="loop")
    b.add("ReLU", loop, name="back")
    graph = b.build()
    back, loop_node = graph.by_name("back"), graph.by_name("loop")
    assert back is not None
    assert loop_node is not None
    graph = replace(graph, edges=(*graph.edges, Edge(back.id, "y", loop_node.id, "x2")))
    inference = infer_shapes(flatten(graph), FIELDS)
    assert set(inference.outputs) == {"x", "good", "after_good"}
    assert set(inference.errors) == {"bad"}
    assert inference.inputs["silent"] == (None,)
    # What reaches the cycle from outside is known there.
    assert [spec and spec.shape for spec in inference.inputs["loop"]] == [(4,), None]


def test_an_unknown_field_is_silent() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input", field="q"))
    inference = infer_shapes(flatten(b.build()), FIELDS)
    assert not inference.outputs
    assert not inference.errors


def test_kinds_are_checked_even_where_other_inputs_are_unknown() -> None:
    b = GraphBuilder()
    b.add("Add", b.add("Input"), name="sum")
    inference = infer_shapes(flatten(b.build()), {"x": FieldSpec((3,), "index")})
    error = inference.errors["sum"]
    assert isinstance(error, KindError)
    assert str(error) == "Add takes numbers or class labels at x1 and gets integer indices."


def test_a_placeholder_says_nothing() -> None:
    module = Placeholder(missing="Quux", input_names=["x"], output_names=["y"])
    assert infer_node(module, (FieldSpec((3,)),)) is None


def test_the_defect_of_a_module_is_told_as_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, inputs: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(type(make("ReLU")), "infer", broken)
    b = GraphBuilder()
    b.add("ReLU", b.add("Input"), name="r")
    error = infer_shapes(flatten(b.build()), FIELDS).errors["r"]
    assert str(error) == "ReLU failed to tell its output's shape: division by zero."


@few
@given(graph=graphs())
def test_inference_never_raises_and_is_consistent(graph: Graph) -> None:
    flat = flatten(graph)
    inference = infer_shapes(flat, FIELDS)
    assert inference.inputs.keys() == flat.nodes.keys()
    assert inference.outputs.keys().isdisjoint(inference.errors)
    for edge in flat.edges:
        ports = [port.name for port in flat.nodes[edge.target].module.input_ports()]
        arrived = inference.inputs[edge.target][ports.index(edge.target_port)]
        if edge.source not in inference.outputs:
            assert arrived is None
            assert edge.target not in inference.outputs
