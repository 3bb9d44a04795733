"""Each quick fix does what its button says, silences its rule and makes no other error."""

from __future__ import annotations

from collections import Counter

import pytest

from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.check import check
from guinet.graph.model import Edge, Graph
from guinet.graph.problem import Fix, Problem
from tests.graph.broken import BROKEN, CLASSES, joined
from tests.graph.graphs import FIELDS

PAIR = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("no", "yes"))}
NUMBERS = {"x": FieldSpec((4,)), "y": FieldSpec((2,))}
IMAGES = {"x": FieldSpec((1, 8, 8)), "y": FieldSpec((), "class", ("a", "b", "c"))}


def only(graph: Graph, fields: dict[str, FieldSpec], rule: str) -> Problem:
    found = [problem for problem in check(graph, fields) if problem.rule == rule]
    assert len(found) == 1, found
    return found[0]


def labelled(problem: Problem, beginning: str) -> Fix:
    return next(fix for fix in problem.fixes if fix.label.startswith(beginning))


def errors(graph: Graph, fields: dict[str, FieldSpec] | None) -> int:
    return Counter(problem.severity for problem in check(graph, fields))["error"]


def settings(graph: Graph, type_name: str) -> list[dict[str, object]]:
    return [n.module.settings for n in graph.nodes.values() if n.module.type_name() == type_name]


# The missing loss.


def free_end(*last: str, width: int = 8) -> Graph:
    b = GraphBuilder()
    end = b.add("Linear", b.add("Input"), out_features=width, name="out")
    for type_name in last:
        end = b.add(type_name, end)
    return b.build()


@pytest.mark.parametrize(
    ("last", "width", "fields", "label"),
    [
        ((), 8, CLASSES, "Add CrossEntropyLoss, set out_features of out to 3"),
        ((), 3, CLASSES, "Add CrossEntropyLoss"),
        (("ReLU",), 8, CLASSES, "Add CrossEntropyLoss, insert Linear with out_features 3"),
        (("Softmax",), 3, CLASSES, "Add CategoricalCrossEntropy"),
        (("LogSoftmax",), 3, CLASSES, "Add NLLLoss"),
        ((), 1, PAIR, "Add BCEWithLogitsLoss"),
        (("Sigmoid",), 1, PAIR, "Add BCELoss"),
        ((), 2, PAIR, "Add CrossEntropyLoss"),
        ((), 8, NUMBERS, "Add MSELoss, set out_features of out to 2"),
        (("Tanh",), 2, NUMBERS, "Add MSELoss"),
    ],
)
def test_the_missing_loss_suits_the_data_and_the_free_end(
    last: tuple[str, ...], width: int, fields: dict[str, FieldSpec], label: str
) -> None:
    graph = free_end(*last, width=width)
    fix = only(graph, fields, "no-loss").fixes[0]
    assert fix.label == label
    assert check(fix.apply(graph), fields) == []


def test_two_classes_have_a_second_way_with_one_output() -> None:
    graph = free_end()
    fix = labelled(only(graph, PAIR, "no-loss"), "Add BCEWithLogitsLoss")
    mended = fix.apply(graph)
    assert check(mended, PAIR) == []
    assert settings(mended, "Linear")[0]["out_features"] == 1
    assert settings(mended, "Target")[0]["encoding"] == "binary"


def test_the_missing_loss_behind_an_image_flattens_it_first() -> None:
    b = GraphBuilder()
    b.add("ReLU", b.add("Conv2d", b.add("Input"), name="conv"))
    fix = only(b.build(), IMAGES, "no-loss").fixes[0]
    assert fix.label == ("Add CrossEntropyLoss, insert Flatten, insert Linear with out_features 3")
    assert check(fix.apply(b.build()), IMAGES) == []


def test_the_missing_loss_reads_a_target_that_is_there() -> None:
    b = GraphBuilder()
    b.add("Linear", b.add("Input"), out_features=1)
    b.add("Target")
    mended = only(b.build(), PAIR, "no-loss").fixes[0].apply(b.build())
    assert check(mended, PAIR) == []
    assert len(settings(mended, "Target")) == 1


def test_the_missing_loss_behind_a_composite() -> None:
    b = GraphBuilder()
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=8, name="lin")
    inner.add("Outlet", h, name="y")
    b.define("dense", inner.build())
    b.add("dense", b.add("Input"), name="use")
    fix = only(b.build(), CLASSES, "no-loss").fixes[0]
    assert fix.label == "Add CrossEntropyLoss, insert Linear with out_features 3"
    assert check(fix.apply(b.build()), CLASSES) == []


# The missing Target and Input.


def with_loss(loss: str, width: int) -> Graph:
    b = GraphBuilder()
    b.add(loss, b.add("Linear", b.add("Input"), out_features=width, name="out"), name="loss")
    return b.build()


@pytest.mark.parametrize(
    ("loss", "width", "fields", "label"),
    [
        ("CrossEntropyLoss", 3, CLASSES, "Add Target"),
        ("CrossEntropyLoss", 5, CLASSES, "Add Target, set out_features of out to 3"),
        ("BCEWithLogitsLoss", 1, PAIR, "Add Target"),
        ("MSELoss", 2, NUMBERS, "Add Target"),
    ],
)
def test_the_missing_target_has_the_right_field_and_encoding(
    loss: str, width: int, fields: dict[str, FieldSpec], label: str
) -> None:
    graph = with_loss(loss, width)
    fix = only(graph, fields, "missing-input").fixes[0]
    assert fix.label == label
    mended = fix.apply(graph)
    assert check(mended, fields) == []
    assert settings(mended, "Target")[0]["field"] == "y"


def test_the_missing_input_is_added_with_what_must_stand_between() -> None:
    b = GraphBuilder()
    b.add("CrossEntropyLoss", b.add("Linear", out_features=3), b.add("Target"))
    fix = only(b.build(), IMAGES, "no-input").fixes[0]
    assert fix.label == "Add Input, insert Flatten"
    assert check(fix.apply(b.build()), IMAGES) == []


# What could feed an input.


def test_a_missing_input_takes_the_candidate_that_fits() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    total = b.add("Add", x, inputs={}, name="sum")
    b.add("Linear", x, out_features=7, name="wide")
    b.add("Linear", x, out_features=4, name="fitting")
    b.add("MSELoss", b.add("Linear", total, out_features=2), b.add("Target"))
    problem = only(b.build(), NUMBERS, "missing-input")
    assert [fix.label for fix in problem.fixes][:1] == ["Connect fitting"]
    assert "Connect wide" not in [fix.label for fix in problem.fixes]
    left = check(problem.fixes[0].apply(b.build()), NUMBERS)
    assert {p.path for p in left} == {"wide"}


def test_the_only_candidate_is_connected_and_made_to_fit() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    total = b.add("Add", x, name="sum")
    b.add("Linear", x, out_features=7, name="wide")
    b.add("MSELoss", b.add("Linear", total, out_features=2), b.add("Target"))
    fix = only(b.build(), NUMBERS, "missing-input").fixes[0]
    assert fix.label == "Connect wide, set out_features of wide to 4"
    assert check(fix.apply(b.build()), NUMBERS) == []


# The size of the target, inside a composite too.


def nested(fill: dict[str, object]) -> tuple[GraphBuilder, Ref]:
    """Return a network whose one composite holds a Linear and what follows it."""
    inner = GraphBuilder()
    end = inner.add("Linear", inner.add("Inlet", name="x"), out_features=8, name="lin")
    for type_name in fill:
        end = inner.add(type_name, end)
    inner.add("Outlet", end, name="y")
    b = GraphBuilder()
    b.define("block", inner.build())
    return b, b.add("block", b.add("Input"), name="use")


def test_the_size_of_the_target_is_set_inside_a_composite() -> None:
    b, use = nested({})
    b.add("CrossEntropyLoss", use, b.add("Target"))
    problem = only(b.build(), CLASSES, "shape")
    assert [fix.label for fix in problem.fixes] == [
        "Set out_features of lin to 3",
        "Insert Linear with out_features 3",
        "Remove wire use → crossentropyloss1",
    ]
    for fix in problem.fixes[:2]:
        assert check(fix.apply(b.build()), CLASSES) == []


# Two activations in a row.


@pytest.mark.parametrize(
    ("first", "second", "words", "fixed"),
    [
        ("ReLU", "ReLU", "changes nothing", "Remove second"),
        ("Sigmoid", "ReLU", "changes nothing", "Remove second"),
        ("Softmax", "LeakyReLU", "changes nothing", "Remove second"),
        ("ReLU", "ELU", "changes nothing", "Remove second"),
        ("LogSoftmax", "LogSoftmax", "changes nothing", "Remove second"),
        ("Softmax", "Softmax", "almost equal", "Remove second"),
        ("Sigmoid", "Sigmoid", "never answers below 0.5", "Remove second"),
        ("ReLU", "Sigmoid", "never answers below 0.5", "Remove first"),
        ("ReLU", "Tanh", "never answers below 0:", "Remove first"),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_of_two_activations_in_a_row_one_goes(
    first: str, second: str, words: str, fixed: str, inside: bool
) -> None:
    b = GraphBuilder()
    inner = GraphBuilder() if inside else b
    begin = inner.add("Inlet", name="x") if inside else b.add("Input")
    h = inner.add("Linear", begin, out_features=3)
    end = inner.add(second, inner.add(first, h, name="first"), name="second")
    if inside:
        inner.add("Outlet", end, name="y")
        b.define("block", inner.build())
        end = b.add("block", b.add("Input"), name="use")
    b.add("MSELoss", b.add("Linear", end, out_features=2), b.add("Target"))
    graph = b.build()
    problem = only(graph, NUMBERS, "in-a-row")
    assert words in problem.message
    assert problem.fixes[0].label == fixed
    for fix in problem.fixes:
        assert check(fix.apply(graph), NUMBERS) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("Tanh", "ReLU"), ("ReLU", "Softmax"), ("Identity", "Identity"), ("ReLU", "Identity")],
)
def test_two_activations_that_do_something_are_let_be(first: str, second: str) -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=3)
    end = b.add(second, b.add(first, h))
    b.add("MSELoss", b.add("Linear", end, out_features=2), b.add("Target"))
    assert check(b.build(), NUMBERS) == []


def test_what_only_hands_on_does_not_hide_the_second_activation() -> None:
    b = GraphBuilder()
    h = b.add("ReLU", b.add("Linear", b.add("Input"), out_features=3), name="first")
    end = b.add("ReLU", b.add("Identity", h), name="second")
    b.add("MSELoss", b.add("Linear", end, out_features=2), b.add("Target"))
    problem = only(b.build(), NUMBERS, "in-a-row")
    assert "follows the activation first" in problem.message
    assert check(problem.fixes[0].apply(b.build()), NUMBERS) == []


def test_what_a_composite_elsewhere_needs_is_not_removed_from_before_a_loss() -> None:
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=3)
    inner.add("Outlet", inner.add("Softmax", h), name="y")
    b = GraphBuilder()
    b.define("shares", inner.build())
    target = b.add("Target")
    x = b.add("Input")
    b.add("CrossEntropyLoss", b.add("shares", x), target, name="loss")
    b.add("MSELoss", b.add("shares", x), target)
    problem = only(b.build(), CLASSES, "advice")
    assert [fix.label for fix in problem.fixes] == ["Replace with CategoricalCrossEntropy"]


def test_two_activations_with_something_between_are_let_be() -> None:
    b = GraphBuilder()
    h = b.add("ReLU", b.add("Linear", b.add("Input"), out_features=3))
    end = b.add("ReLU", b.add("Linear", h, out_features=3))
    b.add("MSELoss", b.add("Linear", end, out_features=2), b.add("Target"))
    assert check(b.build(), NUMBERS) == []


@pytest.mark.parametrize(
    ("activation", "loss", "width", "fields"),
    [("Softmax", "CrossEntropyLoss", 3, CLASSES), ("Sigmoid", "BCEWithLogitsLoss", 1, PAIR)],
)
def test_an_activation_that_the_loss_contains_goes(
    activation: str, loss: str, width: int, fields: dict[str, FieldSpec]
) -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=width)
    target = b.add("Target", encoding="binary" if width == 1 else "one-hot")
    b.add(loss, b.add(activation, h, name="last"), target)
    problem = only(b.build(), fields, "advice")
    assert problem.fixes[0].label == "Remove last"
    mended = problem.fixes[0].apply(b.build())
    assert check(mended, fields) == []
    assert mended.by_name("last") is None


def test_an_activation_that_others_read_too_is_only_passed_by() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=3, name="scores")
    shares = b.add("Softmax", h, name="shares")
    target = b.add("Target")
    b.add("CrossEntropyLoss", shares, target, name="loss")
    b.add("MSELoss", shares, target)
    problem = only(b.build(), CLASSES, "advice")
    assert problem.fixes[0].label == "Connect scores"
    mended = problem.fixes[0].apply(b.build())
    assert check(mended, CLASSES) == []
    assert mended.by_name("shares") is not None


def test_an_activation_inside_a_composite_goes_from_before_the_loss() -> None:
    b, use = nested({"Softmax": {}})
    p = b.add("CrossEntropyLoss", use, b.add("Target", field="y"))
    fields = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", tuple("abcdefgh"))}
    problem = only(b.build(), fields, "advice")
    assert problem.path == p.name
    assert problem.fixes[0].label == "Remove softmax1"
    assert check(problem.fixes[0].apply(b.build()), fields) == []


# Cycles, wires that do not fit, what leads nowhere.


def test_a_cycle_can_be_broken_at_each_of_its_wires_the_last_one_first() -> None:
    b = GraphBuilder()
    total = b.add("Add", b.add("Input"), name="sum")
    h = b.add("Tanh", b.add("ReLU", total, name="relu"), name="tanh")
    b.add("MSELoss", b.add("Linear", h, out_features=2), b.add("Target"))
    graph = joined(b.build(), Edge("n4", "y", "n2", "x2"))
    problem = only(graph, FIELDS, "cycle")
    assert [fix.label for fix in problem.fixes] == [
        "Remove wire tanh → sum",
        "Remove wire relu → tanh",
        "Remove wire sum → relu",
    ]
    for fix in problem.fixes:
        assert "cycle" not in {p.rule for p in check(fix.apply(graph), FIELDS)}


def test_all_that_leads_nowhere_goes_at_once() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    b.add("MSELoss", b.add("Linear", x, out_features=2), b.add("Target"))
    b.add("ReLU", b.add("Linear", x, name="dead"), name="end")
    graph = b.build()
    problem = next(p for p in check(graph, NUMBERS) if p.path == "end")
    assert [fix.label for fix in problem.fixes] == ["Remove end", "Remove all 2 that lead nowhere"]
    assert check(problem.fixes[1].apply(graph), NUMBERS) == []


def test_what_another_use_of_a_composite_needs_is_not_removed() -> None:
    inner = GraphBuilder()
    begin = inner.add("Inlet", name="x")
    for name in ("left", "right"):
        inner.add("Outlet", inner.add("Linear", begin, out_features=2, name=f"l{name}"), name=name)
    b = GraphBuilder()
    b.define("fork", inner.build())
    one = b.add("fork", b.add("Input"), name="one")
    two = b.add("fork", one["left"], name="two")
    b.add("MSELoss", b.add("Add", two["left"], two["right"]), b.add("Target"))
    graph = b.build()
    idle = [p for p in check(graph, NUMBERS) if p.rule == "unreachable"]
    assert idle
    assert all(errors(fix.apply(graph), NUMBERS) == 0 for p in idle for fix in p.fixes)


# The law.


@pytest.mark.parametrize("name", BROKEN)
def test_no_fix_makes_another_error(name: str) -> None:
    case = BROKEN[name]
    graph = case.graph()
    before = errors(graph, case.fields)
    for problem in check(graph, case.fields):
        for fix in problem.fixes:
            assert errors(fix.apply(graph), case.fields) <= before, (problem.message, fix.label)
