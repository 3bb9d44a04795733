"""Exposed settings: one name, one or several places, through any number of composites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from guinet.core.errors import GraphError, HyperparameterError
from guinet.graph.builder import GraphBuilder
from guinet.graph.check import check
from guinet.graph.composite import CompositeUse
from guinet.graph.exposed import Target, exposed_fields, exposed_targets, with_exposed
from guinet.graph.flatten import flatten, flatten_fully
from guinet.graph.model import Composite, Exposed, Graph, Node
from guinet.graph.placeholder import Placeholder
from tests.graph.graphs import FIELDS, with_nested_composite
from tests.graph.strategies import make


def pair(first: int = 4, second: int = 4) -> GraphBuilder:
    """Return two Linears in a row, ``a`` and ``b``, with a Dropout."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Inlet", name="x"), out_features=first, name="a")
    h = b.add("Linear", h, out_features=second, name="b")
    b.add("Outlet", b.add("Dropout", h, p=0.5, name="drop"), name="y")
    return b


BOTH: list[Target] = [("a", "out_features"), ("b", "out_features")]


def using_pair(**settings: object) -> Graph:
    b = GraphBuilder()
    b.define("pair", pair().build(), exposed={"width": BOTH, "p": ("drop", "p")})
    p = b.add("pair", b.add("Input"), name="use", **settings)
    b.add("MSELoss", b.add("Linear", p, out_features=2), b.add("Target"))
    return b.build()


def widths(graph: Graph, *paths: str) -> list[object]:
    flat = flatten(graph)
    return [flat.nodes[path].module.settings["out_features"] for path in paths]


def test_one_name_sets_all_its_places() -> None:
    assert widths(using_pair(width=7), "use.a", "use.b") == [7, 7]
    assert widths(using_pair(), "use.a", "use.b") == [4, 4]
    assert check(using_pair(width=7, p=0.25), FIELDS) == []
    targets = exposed_targets(using_pair().composites["c1"])
    assert {name: [(e.node, e.field) for e in entries] for name, entries in targets.items()} == {
        "width": [("n2", "out_features"), ("n3", "out_features")],
        "p": [("n4", "p")],
    }


def test_the_first_place_describes_it() -> None:
    graph = using_pair(width=7)
    use = graph.nodes["n2"].module
    assert isinstance(use, CompositeUse)
    fields = exposed_fields(graph.composites, use)
    assert list(fields) == ["width", "p"]
    field, value = fields["width"]
    assert (field, value) == (make("Linear").fields["out_features"], 7)
    assert fields["p"][1] == 0.5
    changed = with_exposed(use, "width", field, 9)
    assert exposed_fields(graph.composites, changed)["width"][1] == 9


def test_a_setting_can_have_words_of_its_own() -> None:
    def described(docs: dict[str, str] | None) -> Graph:
        b = GraphBuilder()
        b.define("pair", pair().build(), {"width": BOTH}, docs)
        return b.build()

    plain, told = described(None), described({"width": "Width of both."})
    use = CompositeUse(definition="c1")
    changed = use.replace(values={"width": 7})
    inner = exposed_fields(plain.composites, use)["width"][0]
    assert inner.doc == "Number of outputs."
    for found, value in ((use, 4), (changed, 7)):
        field, current = exposed_fields(told.composites, found)["width"]
        assert (field.doc, field.name, current) == ("Width of both.", "out_features", value)
        assert exposed_fields(told.composites, found)["width"][0] is field, "no new form"
    assert inner.doc == "Number of outputs.", "the field of the module is left as it is"
    assert plain.composites == told.composites, "words change no meaning"
    with pytest.raises(GraphError, match="documentation for height, which is not exposed"):
        described({"height": "Of nothing."})


def test_every_place_that_refuses_a_value_tells_so() -> None:
    graph = using_pair()
    use = graph.nodes["n2"]
    bad = replace(use, module=use.module.replace(values={"width": 0}))
    graph = replace(graph, nodes={**graph.nodes, "n2": bad})
    assert [fault.path for fault in flatten_fully(graph).faults] == ["use.a", "use.b"]
    problem = next(p for p in check(graph, FIELDS) if p.rule == "value")
    assert [fix.label for fix in problem.fixes] == ["Clear width of use"]
    assert check(problem.fixes[0].apply(graph), FIELDS) == []
    assert isinstance(bad.module, CompositeUse)
    assert "width" not in exposed_fields(graph.composites, bad.module)


def test_one_name_reaches_through_composites_within() -> None:
    outer = GraphBuilder()
    outer.define("pair", pair().build(), exposed={"width": BOTH})
    h = outer.add("pair", outer.add("Inlet", name="x"), name="first")
    h = outer.add("Linear", outer.add("pair", h, name="second"), out_features=4, name="last")
    outer.add("Outlet", h, name="y")
    b = GraphBuilder()
    targets = [("first", "width"), ("second", "width"), ("last", "out_features")]
    b.define("tower", outer.build(), exposed={"size": targets})
    b.add("tower", b.add("Input"), name="t", size=6)
    graph = b.build()
    paths = ["t.first.a", "t.first.b", "t.second.a", "t.second.b", "t.last"]
    assert widths(graph, *paths) == [6] * 5
    use = graph.nodes["n2"].module
    assert isinstance(use, CompositeUse)
    assert exposed_fields(graph.composites, use)["size"][1] == 6
    # What an inner use sets itself is what an outer one begins with.
    inner = graph.composites["c2"].graph
    first = replace(inner.nodes["n2"], module=inner.nodes["n2"].module.replace(values={"width": 5}))
    inner = replace(inner, nodes={**inner.nodes, "n2": first})
    tower = replace(graph.composites["c2"], graph=inner)
    composites = {**graph.composites, "c2": tower}
    assert exposed_fields(composites, CompositeUse(definition="c2"))["size"][1] == 5


def test_a_setting_of_a_composite_within_has_its_field() -> None:
    graph = with_nested_composite()
    use = graph.nodes["n2"].module
    assert isinstance(use, CompositeUse)
    field, value = exposed_fields(graph.composites, use)["width"]
    assert (field.name, value) == ("out_features", 4)


def test_what_leads_nowhere_is_left_out() -> None:
    inner = Graph(
        {
            "n1": Node("n1", "gone", Placeholder(missing="Wavelet", raw={"levels": 3})),
            "n2": Node("n2", "again", CompositeUse(definition="c1")),
            "n3": Node("n3", "lin", make("Linear")),
        }
    )
    exposed = (
        Exposed("levels", "n1", "raw"),
        Exposed("loop", "n2", "loop"),
        Exposed("lost", "n9", "out_features"),
        Exposed("size", "n3", "size"),
        Exposed("width", "n9", "out_features"),
        Exposed("width", "n3", "out_features"),
    )
    composites = {"c1": Composite("c1", "odd", inner, exposed)}
    assert list(exposed_fields(composites, CompositeUse(definition="c1"))) == ["width"]
    assert exposed_fields(composites, CompositeUse(definition="c7")) == {}


def test_settings_are_checked_where_a_composite_is_used() -> None:
    with pytest.raises(HyperparameterError, match=r"pair\.width must be at least 1, not 0"):
        using_pair(width=0)
    with pytest.raises(GraphError, match="pair has no setting depth; there are: width, p"):
        using_pair(depth=2)


@pytest.mark.parametrize(
    ("first", "targets", "words"),
    [
        (4, [("a", "out_features"), ("nobody", "p")], "names nobody, which is not there"),
        (4, [("a", "out_features"), ("b", "size")], "b has no hyperparameter size"),
        (4, [("a", "out_features"), ("drop", "p")], "one is int, the other float"),
        (5, [("a", "out_features"), ("b", "out_features")], "one value, not 5 and 4"),
        (4, [("a", "bias"), ("a", "bias")], "a.bias is exposed twice"),
        (4, "a", "s needs a node's name and a hyperparameter"),
    ],
)
def test_a_name_that_cannot_stand_for_all_is_refused(
    first: int, targets: Iterable[Target], words: str
) -> None:
    with pytest.raises(GraphError, match=words):
        GraphBuilder().define("pair", pair(first).build(), exposed={"s": targets})


def test_entries_by_id_are_held_to_the_same() -> None:
    b = GraphBuilder()
    with pytest.raises(GraphError, match="s names a node that is not there"):
        b.define("pair", pair().build(), exposed=[Exposed("s", "n9", "out_features")])
    with pytest.raises(GraphError, match="b has no hyperparameter q"):
        b.define("pair", pair().build(), exposed=[Exposed("s", "n3", "q")])


def test_sharing_twins_get_the_value_too() -> None:
    b = GraphBuilder()
    b.define("pair", pair().build(), exposed={"width": BOTH})
    h = b.add("pair", b.add("Input"), name="p", share="t", width=4)
    b.add("MSELoss", b.add("pair", h, name="q", share="t", width=4), b.add("Target"))
    graph = b.build()
    problem = next(p for p in check(graph, FIELDS) if p.fixes and "Set width" in p.fixes[0].label)
    mended = problem.fixes[0].apply(graph)
    assert widths(mended, "p.a", "p.b", "q.a", "q.b") == [2] * 4
