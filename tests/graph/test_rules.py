"""Every rule is seen speaking, and every fix mends what it promises to mend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from guinet.core.advice import Replace, Resize
from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.facts import gather
from guinet.graph.model import Graph
from guinet.graph.problem import Problem
from guinet.graph.rules.fixes import fixes_for
from tests.graph.broken import BROKEN, CLASSES, chain, classifier, cyclic, joined, with_values
from tests.graph.graphs import FIELDS
from tests.graph.strategies import assert_well_formed, few, graphs, make


def find(problems: list[Problem], name: str) -> Problem:
    case = BROKEN[name]
    found = [p for p in problems if (p.rule, p.path, p.port) == (case.rule, case.path, case.port)]
    assert len(found) == 1, problems
    return found[0]


@pytest.mark.parametrize("name", BROKEN)
def test_the_rule_speaks(name: str) -> None:
    case = BROKEN[name]
    problem = find(check(case.graph(), case.fields), name)
    assert problem.severity == case.severity
    assert problem.message == case.message
    assert tuple(fix.label for fix in problem.fixes) == case.fixes
    assert problem.message.endswith(".")
    assert not problem.hint or problem.hint.endswith(".")


@pytest.mark.parametrize(
    ("name", "position"),
    [(name, i) for name, case in BROKEN.items() for i in range(len(case.fixes))],
)
def test_each_fix_makes_its_problem_vanish(name: str, position: int) -> None:
    case = BROKEN[name]
    graph = case.graph()
    fixes = find(check(graph, case.fields), name).fixes
    mended = fixes[position].apply(graph)
    assert mended != graph
    left = [(p.rule, p.path, p.port) for p in check(mended, case.fields)]
    assert (case.rule, case.path, case.port) not in left


@pytest.mark.parametrize("name", ["prediction of another width", "skip of another width"])
def test_a_mended_graph_is_sound(name: str) -> None:
    case = BROKEN[name]
    graph = case.graph()
    mended = find(check(graph, case.fields), name).fixes[0].apply(graph)
    assert check(mended, case.fields) == []


def test_an_empty_graph_gives_one_friendly_problem() -> None:
    (problem,) = check(Graph(), FIELDS)
    assert problem.hint.startswith("Begin with an Input")


def test_the_fixes_of_an_unfinished_graph_lead_to_a_sound_one() -> None:
    b = GraphBuilder()
    b.add("Linear", out_features=3)
    graph = b.build()
    for _ in range(6):
        problems = check(graph, CLASSES)
        if not problems:
            break
        graph = problems[0].fixes[0].apply(graph)
    assert check(graph, CLASSES) == []
    assert {node.module.type_name() for node in graph.nodes.values()} == {
        "Input",
        "Linear",
        "CrossEntropyLoss",
        "Target",
    }


def test_a_fault_that_training_passes_by_only_warns() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    b.add("MSELoss", b.add("Linear", x, out_features=1), b.add("Target"))
    b.add("Tanh", b.add("Linear", name="dropped"))
    b.add("Add", x, b.add("Linear", x, out_features=7), name="misfit")
    found = {(p.severity, p.rule, p.path) for p in check(b.build(), {"x": (2,), "y": (1,)})}
    assert ("warning", "missing-input", "dropped") in found
    assert ("warning", "shape", "misfit") in found
    assert not any(severity == "error" for severity, _, _ in found)


def test_all_problems_come_at_once_errors_first() -> None:
    b = GraphBuilder()
    b.add("Input", field="q")
    b.add("ReLU", b.add("Linear", name="a"), name="b")
    b.add("MSELoss", name="loss")
    found = [(p.severity, p.rule, p.path, p.port) for p in check(b.build(), FIELDS)]
    assert found == [
        ("error", "field", "input1", None),
        ("error", "missing-input", "loss", "prediction"),
        ("error", "missing-input", "loss", "target"),
        ("warning", "missing-input", "a", "x"),
        ("warning", "unreachable", "input1", None),
        ("warning", "unreachable", "a", None),
        ("warning", "unreachable", "b", None),
    ]


def test_an_error_of_a_late_rule_comes_before_a_warning_of_an_early_one() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), name="a", share="t")
    b.add("ReLU", h, name="b", share="t")
    found = [(p.severity, p.rule) for p in check(b.build(), FIELDS)]
    assert found == [("error", "no-loss"), ("warning", "share")]


def test_uses_that_share_are_parted_where_the_tag_stands() -> None:
    b = GraphBuilder()
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=2, name="lin")
    inner.add("Outlet", h, name="y")
    b.define("dense", inner.build(), exposed={"width": ("lin", "out_features")})
    h = b.add("dense", b.add("Input"), name="a", share="t", width=4)
    b.add("MSELoss", b.add("dense", h, name="b", share="t"), b.add("Target"))
    graph = b.build()
    (problem,) = check(graph, FIELDS)
    assert (problem.rule, problem.path) == ("share", "b.lin")
    mended = problem.fixes[-1].apply(graph)
    assert mended.nodes["n3"].share is None
    assert check(mended, FIELDS) == []


def test_of_an_edge_drawn_twice_one_stays() -> None:
    case = BROKEN["edge drawn twice"]
    (problem,) = check(case.graph(), case.fields)
    assert problem.fixes[0].apply(case.graph()) == chain().build()


def test_a_gate_of_features_is_reshaped_to_the_channels_of_an_image() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    gated = b.add("Multiply", x, b.add("Mean", x, dim=[2, 3]), name="gated")
    b.add("MSELoss", b.add("Linear", b.add("Flatten", gated), out_features=1), b.add("Target"))
    fields = {"x": (3, 4, 4), "y": (1,)}
    (problem,) = check(b.build(), fields)
    assert (problem.rule, problem.path, problem.port) == ("shape", "gated", "x2")
    assert [fix.label for fix in problem.fixes] == [
        "Insert Reshape with shape [3, 1, 1]",
        "Remove wire mean1 → gated",
    ]
    assert check(problem.fixes[0].apply(b.build()), fields) == []


def test_a_list_reads_in_a_fix_as_it_does_in_the_form() -> None:
    b = GraphBuilder()
    b.add("MSELoss", b.add("Permute", b.add("Input"), dims=[1, 2], name="turn"), b.add("Target"))
    b.add("Reshape", b.add("Input"), shape=[4, 4], name="square")
    problems = check(b.build(), {"x": (3,), "y": (3,)})
    labels = {p.path: [fix.label for fix in p.fixes[:1]] for p in problems if p.rule == "shape"}
    assert labels == {"turn": ["Clear dims of turn"], "square": ["Set shape of square to -1"]}


def test_every_knot_of_cycles_is_a_problem_of_its_own() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    for name in ("one", "two"):
        b.add("ReLU", b.add("Add", x, name=name), name=f"{name}_back")
    graph = b.build()
    for name in ("one", "two"):
        node, back = graph.by_name(name), graph.by_name(f"{name}_back")
        assert node is not None
        assert back is not None
        graph = joined(graph, type(graph.edges[0])(back.id, "y", node.id, "x2"))
    cycles = [p.message for p in check(graph, FIELDS) if p.rule == "cycle"]
    assert cycles == [
        "There is a cycle: one → one_back → one.",
        "There is a cycle: two → two_back → two.",
    ]


def test_rules_about_data_are_silent_while_the_data_are_unknown() -> None:
    b = chain(out_features=3)
    assert check(b.build()) == []
    assert check(b.build(), FIELDS) != []


def test_a_module_that_is_not_installed_may_be_the_loss() -> None:
    case = BROKEN["not installed"]
    graph = case.graph()
    rules = {p.rule for p in check(replace(graph, nodes={"n3": graph.nodes["n3"]}, edges=()))}
    assert rules == {"placeholder", "missing-input"}


def with_wider_cells(*, exposed: bool) -> Graph:
    """Return blocks that add 6 numbers to 4, with the width exposed or not."""
    graph = with_values()
    cell, block = graph.composites["c1"], graph.composites["c2"]
    linear = replace(cell.graph.nodes["n2"], module=make("Linear", out_features=6))
    cell = replace(cell, graph=replace(cell.graph, nodes={**cell.graph.nodes, "n2": linear}))
    if not exposed:
        cell, block = replace(cell, exposed=()), replace(block, exposed=())
    return replace(graph, composites={"c1": cell, "c2": block})


def test_a_fix_inside_a_composite_is_made_at_the_outermost_use_that_exposes_it() -> None:
    graph = with_wider_cells(exposed=True)
    problem = next(p for p in check(graph, FIELDS) if p.path == "first.sum")
    assert problem.fixes[0].label == "Set width of first to 4"
    mended = problem.fixes[0].apply(graph)
    assert mended.composites == graph.composites
    assert {p.path for p in check(mended, FIELDS)} == {"second.sum"}


def test_a_fix_inside_a_composite_edits_the_definition_where_nothing_exposes_it() -> None:
    graph = with_wider_cells(exposed=False)
    problem = next(p for p in check(graph, FIELDS) if p.path == "first.sum")
    assert problem.fixes[0].label == "Set out_features of linear to 4"
    assert check(problem.fixes[0].apply(graph), FIELDS) == []


def test_resizing_passes_what_keeps_the_width_and_stops_at_what_does_not() -> None:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=8, name="far")
    split = b.add("Split", b.add("Dropout", b.add("ReLU", h)), name="split")
    b.add("MSELoss", b.add("Tanh", split, name="tanh"), b.add("Target"), name="loss")
    facts = gather(b.build(), FIELDS)
    (near,) = fixes_for(facts, "split", [Resize("x", 4)])
    assert near.label == "Set out_features of far to 4"
    # Split changes the width, so a Linear in between is the only way.
    (inserted,) = fixes_for(facts, "loss", [Resize("prediction", 2)])
    assert inserted.label == "Insert Linear with out_features 2"
    assert check(inserted.apply(facts.graph), FIELDS) == []


def test_only_what_arrives_as_wide_as_it_is_set_is_resized() -> None:
    """Both directions of an LSTM stand side by side: its width is twice its hidden_size."""
    sequence = {"x": (4, 3), "y": (6,)}
    labels = {}
    for bidirectional in (False, True):
        b = GraphBuilder()
        lstm = b.add("LSTM", b.add("Input"), hidden_size=5, bidirectional=bidirectional)
        b.add("MSELoss", lstm["last"], b.add("Target"), name="loss")
        facts = gather(b.build(), sequence)
        labels[bidirectional] = [
            f.label for f in fixes_for(facts, "loss", [Resize("prediction", 6)])
        ]
    assert labels == {False: ["Set hidden_size of lstm1 to 6"], True: []}


def test_replacing_keeps_the_settings_in_common() -> None:
    b = GraphBuilder()
    p = b.add("Linear", b.add("Input"), out_features=3)
    b.add("CategoricalCrossEntropy", p, b.add("Target"), name="loss", loss_weight=0.5)
    facts = gather(b.build(), CLASSES)
    (fix,) = fixes_for(facts, "loss", [Replace("CrossEntropyLoss")])
    node = fix.apply(facts.graph).by_name("loss")
    assert node is not None
    assert node.module == make("CrossEntropyLoss", loss_weight=0.5)


def test_resizing_changes_all_that_share_the_weights() -> None:
    b = GraphBuilder()
    x = b.add("Input")
    first = b.add("Linear", x, out_features=3, name="a", share="t")
    second = b.add("Linear", x, out_features=3, name="b", share="t")
    b.add("MSELoss", first, b.add("Target"), name="one")
    b.add("MSELoss", second, b.add("Target"), name="two")
    graph = b.build()
    problem = next(p for p in check(graph, FIELDS) if p.path == "one")
    assert check(problem.fixes[0].apply(graph), FIELDS) == []


def test_the_defect_of_a_review_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, inputs: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(type(make("ReLU")), "review", broken)
    messages = [p.message for p in check(chain().build(), FIELDS)]
    assert messages == ["ReLU failed to review its inputs: division by zero."]


def test_softmax_before_cross_entropy_is_remarked() -> None:
    problems = check(classifier("CrossEntropyLoss", softmax=True), CLASSES)
    assert [(p.rule, p.severity, p.path) for p in problems] == [("advice", "warning", "loss")]


def test_a_cycle_does_not_hide_other_problems() -> None:
    graph = cyclic()
    rules = [p.rule for p in check(graph, {"x": FieldSpec((4,))})]
    assert rules == ["cycle", "field"]


@few
@given(graph=graphs())
def test_every_fix_of_every_problem_gives_a_well_formed_graph(graph: Graph) -> None:
    before = check(graph, FIELDS)
    for problem in before:
        assert problem.rule
        assert problem.message.endswith(".")
        for fix in problem.fixes:
            mended = fix.apply(graph)
            assert_well_formed(mended)
            mine = (problem.rule, problem.path, problem.port, problem.message)
            left = [(p.rule, p.path, p.port, p.message) for p in check(mended, FIELDS)]
            assert mine not in left


def test_a_field_of_a_very_long_name_makes_a_short_sentence() -> None:
    b = GraphBuilder()
    b.add("Input", field="x" * 10_000)
    told = [problem.message for problem in check(b.build(), FIELDS) if problem.rule == "field"]
    assert len(told) == 1
    assert len(told[0]) < 200
