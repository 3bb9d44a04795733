"""What fits the wire in hand is what the graph would say with it in place."""

from __future__ import annotations

import pytest

from guinet.core.errors import HyperparameterError
from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.candidate import Candidate
from guinet.graph.edits import add_node, connect, insert_on_edge
from guinet.graph.fitting import Fit, Fitting, Hand
from guinet.graph.likelihood import unlikelihood
from guinet.graph.model import Edge, Graph
from guinet.modules import modules
from guinet.project.library import composites
from tests.graph.graphs import with_nested_composite
from tests.graph.strategies import make

IMAGES = {"x": FieldSpec((3, 8, 8)), "y": FieldSpec((), "class", ("a", "b", "c"))}
FLAT = {"x": FieldSpec((4,)), "y": FieldSpec((2,))}


def images() -> Graph:
    """Input n1, conv n2, relu n3, flat n4, out n5, target n6, loss n7."""
    b = GraphBuilder()
    h = b.add("Conv2d", b.add("Input"), out_channels=8, name="conv")
    h = b.add("Flatten", b.add("ReLU", h, name="relu"), name="flat")
    p = b.add("Linear", h, out_features=3, name="out")
    b.add("CrossEntropyLoss", p, b.add("Target"), name="loss")
    return b.build()


def fitting(hand: Hand, graph: Graph | None = None, fields=IMAGES) -> Fitting:
    graph = images() if graph is None else graph
    return Fitting(graph, fields, analyse(graph, fields), hand)


def fit(hand: Hand, module, **given) -> Fit:
    return fitting(hand, **given).fit(
        Candidate(make(module) if isinstance(module, str) else module)
    )


def candidates() -> list[Candidate]:
    found = []
    for name, module_type in modules.types().items():
        try:
            found.append(Candidate(module_type()))
        except HyperparameterError:
            pytest.fail(name)
    return found + [Candidate(e.definition.use, e.definition.composites) for e in composites()]


@pytest.mark.parametrize("node", ["n1", "n3", "n4"])
def test_every_module_agrees_with_the_graph_in_which_it_stands(node: str) -> None:
    """The answer is that of the rules after the edit: same shape, or a problem there."""
    graph = images()
    asked = fitting(Hand(source=(node, "y")), graph)
    checked = 0
    for candidate in candidates():
        answer = asked.fit(candidate)
        if candidate.module.type_name() == "CompositeUse" or len(candidate.inputs) != 1:
            continue
        placed, new = add_node(graph, candidate.module)
        placed = connect(placed, Edge(node, "y", new.id, candidate.inputs[0].name))
        found = analyse(placed, IMAGES)
        outputs = found.outputs_of(new.name)
        assert (answer.level == "ok") == bool(outputs), candidate.module
        if outputs:
            assert answer.result == outputs[0]
        else:
            assert answer.reason == str(found.inference.errors[new.name])
        checked += 1
    assert checked > 50


def test_a_composite_of_the_library_is_inferred_through_its_inside() -> None:
    (residual,) = [e.definition for e in composites() if e.name == "ResidualBlock"]
    block = Candidate(residual.use, residual.composites)
    answer = fitting(Hand(source=("n1", "y"))).fit(block)
    b = GraphBuilder()
    b.define(residual)
    b.add(residual.name, b.add("Input"), name="block")
    found = analyse(b.build(), IMAGES)
    assert answer.level == ("ok" if found.outputs_of("block") else "mismatch")
    widened = Hand(source=("wide", "y"))
    graph, wide = add_node(images(), make("Conv2d", out_channels=16), id="wide")
    graph = connect(graph, Edge("n1", "y", wide.id, "x"))
    answer = fitting(widened, graph).fit(block)
    b = GraphBuilder()
    b.define(residual)
    b.add(residual.name, b.add("Conv2d", b.add("Input"), out_channels=16), name="block")
    found = analyse(b.build(), IMAGES)
    assert answer.level == "ok"
    assert (answer.result,) == found.outputs_of("block")
    cost = block.cost(answer.arriving)
    assert cost is not None
    assert cost.weights == found.weight_count("block") > 0
    assert fitting(Hand(source=("n4", "y"))).fit(block).level == "mismatch"


def test_costs_are_those_of_the_node() -> None:
    candidate = Candidate(make("Conv2d", out_channels=4, kernel_size=3))
    cost = candidate.cost((FieldSpec((3, 8, 8)),))
    assert cost is not None
    assert cost.weights == 3 * 4 * 9 + 4
    assert cost.multiply_adds == 4 * 6 * 6 * 27
    assert candidate.cost((None,)) is None
    assert candidate.cost((FieldSpec((3,)),)) is None


def test_what_has_no_input_cannot_take_a_wire() -> None:
    answer = fit(Hand(source=("n2", "y")), "Input")
    assert answer.level == "refused"
    assert answer.reason == "Input has no input for a wire."
    assert fit(Hand(target=("n5", "x")), "MSELoss").level == "refused"
    assert fit(Hand.of_edge(images().edges[0]), "MSELoss").level == "refused"


def test_an_unknown_input_does_not_hide_that_the_known_one_is_wrong() -> None:
    answer = fit(Hand(source=("n4", "y")), "MultiheadAttention")
    assert answer.level == "mismatch"
    assert "MultiheadAttention" in answer.reason
    answer = fit(Hand(source=("n4", "y")), "Add")
    assert (answer.level, answer.result, answer.waiting) == ("ok", None, ("x2",))


def test_right_answers_go_to_the_target_of_a_loss() -> None:
    assert fit(Hand(source=("n6", "y")), "CrossEntropyLoss").input == "target"
    assert fit(Hand(source=("n5", "y")), "CrossEntropyLoss").input == "prediction"


def test_backwards_from_a_loss_a_linear_gets_the_width_of_the_target() -> None:
    answer = fit(Hand(target=("n7", "prediction")), "Linear")
    assert answer.level == "ok"
    assert answer.module.out_features == 3
    assert answer.result is not None
    assert answer.result.shape == (3,)
    assert fit(Hand(target=("n7", "prediction")), "Conv2d").level == "mismatch"
    assert fit(Hand(target=("n2", "x")), "Linear").level == "mismatch"
    assert fit(Hand(target=("n2", "x")), "Conv2d").level == "ok"
    # What comes out of it depends on what will arrive, so nothing is claimed.
    assert fit(Hand(target=("n2", "x")), "ReLU").result is None
    assert fit(Hand(target=("n2", "x")), "Input").result == IMAGES["x"]


def test_a_target_takes_the_encoding_that_its_loss_wants() -> None:
    fields = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("no", "yes"))}
    b = GraphBuilder()
    b.add("BCEWithLogitsLoss", b.add("Linear", b.add("Input"), out_features=1), name="loss")
    graph = b.build()
    (loss,) = [n for n in graph.nodes.values() if n.name == "loss"]
    answer = fit(Hand(target=(loss.id, "target")), "Target", graph=graph, fields=fields)
    assert answer.level == "ok"
    assert answer.module.encoding == "binary"


def test_on_an_edge_both_sides_count() -> None:
    graph = images()
    edge = graph.edge_into("n5", "x")
    assert edge is not None
    for name in ("Dropout", "Linear", "Unsqueeze", "Softmax", "Conv2d"):
        answer = fit(Hand.of_edge(edge), name)
        placed, new = insert_on_edge(graph, edge, make(name))
        found = analyse(placed, IMAGES)
        assert (answer.level == "ok") == (
            new.name in found.inference.outputs and "out" in found.inference.outputs
        )
        assert (answer.input, answer.output) == ("x", "y")
    conv = graph.edge_into("n3", "x")
    assert conv is not None
    assert fit(Hand.of_edge(conv), "Flatten").level == "ok"


def test_a_node_is_fitted_with_its_free_ports_only() -> None:
    graph, add = add_node(images(), make("Add"))
    graph = connect(graph, Edge("n1", "y", add.id, "x1"))
    edge = graph.edge_into("n4", "x")
    assert edge is not None
    asked = fitting(Hand.of_edge(edge), graph)
    answer = asked.fit_node(add)
    assert answer.input == "x2"
    assert answer.level == "mismatch"  # 3 x 8 x 8 and 8 x 6 x 6
    graph, relu = add_node(graph, make("ReLU"))
    asked = fitting(Hand.of_edge(edge), graph)
    assert asked.fit_node(relu).level == "ok"


def test_wires_of_composites_are_known() -> None:
    graph = with_nested_composite()
    answer = fit(Hand(source=("n3", "y")), "Linear", graph=graph, fields=FLAT)
    assert answer.level == "ok"
    assert answer.result is not None


def names_in_order(asked: Fitting) -> list[str]:
    fits = [(asked.fit(c), c.module) for c in candidates()]
    good = [module for found, module in fits if found.level == "ok"]
    return [m.type_name() for m in sorted(good, key=lambda m: unlikelihood(asked, m))]


@pytest.mark.parametrize(
    ("hand", "first"),
    [
        (Hand(source=("n1", "y")), "Conv2d"),
        (Hand(source=("n2", "y")), "ReLU"),
        (Hand(source=("n3", "y")), "Conv2d"),
        (Hand(source=("n4", "y")), "Linear"),
        (Hand(source=("n5", "y")), "CrossEntropyLoss"),
        (Hand(source=("n6", "y")), "CrossEntropyLoss"),
        (Hand(target=("n7", "prediction")), "Linear"),
        (Hand(target=("n7", "target")), "Target"),
        (Hand(target=("n5", "x")), "ReLU"),
    ],
)
def test_what_commonly_follows_comes_first(hand: Hand, first: str) -> None:
    assert names_in_order(fitting(hand))[0] == first


def test_only_the_candidate_is_inferred(monkeypatch) -> None:
    """A library is answered for in as many inferences as it has modules, whatever the graph."""
    b = GraphBuilder()
    x = b.add("Input")
    for _ in range(200):
        x = b.add("ReLU", b.add("Linear", x, out_features=8))
    graph = b.build()
    asked = Fitting(graph, FLAT, analyse(graph, FLAT), Hand(source=(x.id, "y")))
    counted: list[str] = []
    original = modules.types()["Linear"].infer

    def infer(self, inputs):
        counted.append("Linear")
        return original(self, inputs)

    monkeypatch.setattr(modules.types()["Linear"], "infer", infer)
    assert asked.fit(Candidate(make("Linear"))).level == "ok"
    assert len(counted) == 1
