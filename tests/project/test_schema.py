"""Projects survive the way through JSON, and what is wrong is told with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from guinet.core.errors import FileError
from guinet.graph.composite import CompositeUse
from guinet.graph.definition import adopt
from guinet.graph.edits import add_node, remove_nodes
from guinet.graph.model import Composite, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.scopes import edit_inside
from guinet.modules.linear.linear import Linear
from guinet.project import graph_schema
from guinet.project.library import composite
from guinet.project.project import Project
from guinet.project.schema import from_json, notices, to_json
from guinet.project.text import read_text, write_text
from tests.project.drawn import everything, projects


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_reading_what_was_written_gives_the_same_project(project: Project) -> None:
    text = write_text(to_json(project))
    again = from_json(read_text(text.encode()))
    assert again == project
    assert list(again.graph.nodes) == list(project.graph.nodes)
    assert write_text(to_json(again)) == text


def test_every_part_of_the_format_survives() -> None:
    project = everything()
    assert from_json(read_text(write_text(to_json(project)).encode())) == project


def test_git_sees_one_changed_line_for_one_changed_node() -> None:
    project = everything()
    node = project.graph.nodes["n4"]
    changed = replace(node, module=node.module.replace(out_features=7))
    graph = replace(project.graph, nodes={**project.graph.nodes, "n4": changed})
    before, after = (
        write_text(to_json(one)).splitlines() for one in (project, replace(project, graph=graph))
    )
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == 1
    assert '"n4"' in different[0]


def test_the_text_is_ordered_and_readable() -> None:
    text = write_text(to_json(everything()))
    lines = text.splitlines()
    assert list(json.loads(text)) == [
        "format", "title", "description", "data", "recipe",
        "nodes", "edges", "composites", "layout",
    ]  # fmt: skip
    assert '    ["n1", "y", "n2", "in"],' in lines
    assert '      "n1": [0, 0],' in lines
    assert any('"größe"' in line and line.startswith('    {"id": "n4"') for line in lines)
    assert text.endswith("}\n")


def test_a_module_that_is_not_installed_is_written_back_as_it_was() -> None:
    raw = to_json(everything())
    wavelet = next(node for node in raw["nodes"] if node["name"] == "wavelet")
    assert wavelet == {
        "id": "n3",
        "name": "wavelet",
        "type": "Wavelet",
        "version": 2,
        "settings": {"levels": 3, "basis": "haar", "deep": {"list": [1, None, True]}},
        "inputs": ["x"],
        "outputs": ["low", "high"],
    }
    del wavelet["inputs"], wavelet["outputs"]  # then the edges tell the ports
    node = from_json(raw).graph.nodes["n3"]
    assert isinstance(node.module, Placeholder)
    assert [port.name for port in node.module.output_ports()] == ["low"]
    assert to_json(from_json(raw)) == raw
    (notice,) = notices(from_json(raw))
    assert notice == (
        "The module Wavelet is not installed; its nodes keep their place, settings and wires, "
        "but cannot run."
    )


def test_positions_of_nodes_that_are_gone_are_left_out() -> None:
    project = replace(everything(), layout={"": {"gone": (1.0, 2.0)}, "nowhere": {"n1": (0, 0)}})
    assert "layout" not in to_json(project)
    raw = to_json(everything()) | {"layout": {"": {"gone": [1, 2]}, "nowhere": {"n1": [0, 0]}}}
    assert from_json(raw).layout == {}


def test_older_settings_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    def migrate(
        cls: type[Linear],
        settings: dict[str, Any],
        version: int,
    ) -> dict[str, Any]:
        return {"out_features": settings["units"]}

    monkeypatch.setattr(Linear, "version", 3)
    monkeypatch.setattr(Linear, "migrate", classmethod(migrate))
    node = {"id": "n1", "name": "a", "type": "Linear", "settings": {"units": 5}}
    project = from_json({"format": 1, "nodes": [node]})
    assert project.graph.nodes["n1"].module == Linear(out_features=5)
    assert to_json(project)["nodes"][0]["version"] == 3

    with pytest.raises(FileError, match=r"nodes\[0\].settings cannot be translated from version 1"):
        from_json({"format": 1, "nodes": [node | {"settings": {}}]})


def test_a_module_from_the_future_becomes_a_placeholder() -> None:
    node = {"id": "n1", "name": "a", "type": "Linear", "version": 9, "settings": {"novel": 1}}
    project = from_json({"format": 1, "nodes": [node]})
    assert isinstance(project.graph.nodes["n1"].module, Placeholder)
    assert "newer release" in notices(project)[0]
    assert to_json(project)["nodes"] == [node]


def linear(**changes: Any) -> dict[str, Any]:
    """Return a file with one node, some of it changed."""
    node = {"id": "n1", "name": "a", "type": "Linear", "settings": {}} | changes
    return {"format": 1, "nodes": [node]}


FAULTS: dict[str, tuple[Any, str]] = {
    "not an object": ([], "the outermost value must be an object, not a list"),
    "no nodes": ({"format": 1}, "the outermost value lacks 'nodes'"),
    "unknown part": ({"format": 1, "nodes": [], "colour": 1}, "colour is not known here"),
    "nodes": ({"format": 1, "nodes": {}}, "nodes must be a list, not an object"),
    "node": ({"format": 1, "nodes": [3]}, r"nodes\[0\] must be an object, not 3"),
    "no name": ({"format": 1, "nodes": [{"id": "n1"}]}, r"nodes\[0\] lacks 'name'"),
    "no type": ({"format": 1, "nodes": [{"id": "a", "name": "b"}]}, r"nodes\[0\] lacks 'type'"),
    "id": (linear(id="a/b"), r"nodes\[0\].id must be 1 to 64 signs"),
    "name": (linear(name="a.b"), r"nodes\[0\].name must not contain a dot"),
    "type": (linear(type=5), r"nodes\[0\].type must be text, not 5"),
    "version": (linear(version=0), r"nodes\[0\].version must lie between 1 and"),
    "share": (linear(share=[]), r"nodes\[0\].share must be text, not a list"),
    "bypassed": (
        linear(bypassed=1),
        r"nodes\[0\].bypassed must be true or false, not 1",
    ),
    "factor": (
        linear(learning_rate_factor="1"),
        r"nodes\[0\].learning_rate_factor must be a number, not '1'",
    ),
    "negative factor": (
        linear(learning_rate_factor=-1),
        r"nodes\[0\].learning_rate_factor must be at least 0, not -1",
    ),
    "settings": (linear(settings=[]), r"nodes\[0\].settings must be an object, not a list"),
    "setting": (
        linear(settings={"out_features": 2.5}),
        r"^nodes\[0\].settings.out_features must be a whole number, not 2.5\.$",
    ),
    "number as text": (
        linear(settings={"out_features": "8"}),
        r"nodes\[0\].settings.out_features must be a number, not '8'",
    ),
    "range": (
        linear(settings={"out_features": 10**30}),
        r"nodes\[0\].settings.out_features must be at most 65536",
    ),
    "bool": (linear(settings={"bias": 1}), r"nodes\[0\].settings.bias must be true or false"),
    "part": (
        linear(settings={"weight_init": 3}),
        r"nodes\[0\].settings.weight_init must be the name of a type or an object, not 3",
    ),
    "unknown setting": (
        linear(settings={"units": 2}),
        r"nodes\[0\].settings.units is not a setting of Linear; there are: out_features",
    ),
    "twice": (
        {"format": 1, "nodes": [*linear()["nodes"], *linear(name="b")["nodes"]]},
        r"nodes\[1\] has the id 'n1' of another node",
    ),
    "name twice": (
        {"format": 1, "nodes": [*linear()["nodes"], *linear(id="n2")["nodes"]]},
        r"nodes\[1\] has the name 'a' of nodes\[0\]",
    ),
    "edge": (linear() | {"edges": [["n1", "y", "n1"]]}, r"edges\[0\] must be a list of node"),
    "edge to nowhere": (
        linear() | {"edges": [["n1", "y", "n7", "x"]]},
        r"edges\[0\] joins a node 'n7' that does not exist",
    ),
    "two edges": (
        linear() | {"edges": [["n1", "y", "n1", "x"]] * 2},
        r"edges\[1\] ends in input 'x', which has an edge",
    ),
    "source": (
        linear() | {"data": {"source": {"type": "Oracle"}}},
        "data.source.type must be one of .*not 'Oracle'",
    ),
    "source setting": (
        linear() | {"data": {"source": {"type": "TwoMoons", "noise": -1}}},
        "data.source.noise must be at least 0, not -1",
    ),
    "optimizer": (
        linear() | {"recipe": {"optimizer": {"beta1": 1}}},
        "recipe.optimizer lacks 'type'",
    ),
    "optimizer setting": (
        linear() | {"recipe": {"optimizer": {"type": "Adam", "beta1": 1}}},
        "recipe.optimizer.beta1 must be below 1, not 1",
    ),
    "recipe": (linear() | {"recipe": {"epochs": True}}, "recipe.epochs must be a number, not True"),
    "layout": (
        linear() | {"layout": {"": {"n1": [0, 1e9]}}},
        r"layout\[''\].n1\[1\] must lie between",
    ),
    "position": (linear() | {"layout": {"": {"n1": [0]}}}, r"layout\[''\].n1 must be a list of x"),
    "title": (linear() | {"title": "a\nb"}, "title must not contain control characters"),
    "exposed": (
        linear()
        | {
            "composites": [
                {
                    "id": "c1",
                    "name": "c",
                    "nodes": [],
                    "exposed": [{"name": "a", "node": "n9", "field": "b"}],
                }
            ]
        },
        r"composites\[0\].exposed\[0\].node names a node 'n9' that does not exist",
    ),
    "exposed twice": (
        linear()
        | {
            "composites": [
                {
                    "id": "c1",
                    "name": "c",
                    "nodes": [{"id": "n1", "name": "l", "type": "Linear"}],
                    "exposed": 2 * [{"name": "a", "node": "n1", "field": "bias"}],
                }
            ]
        },
        r"composites\[0\].exposed\[1\] exposes what 'a' exposes already",
    ),
    "use with settings": (
        {"format": 1, "nodes": [{"id": "a", "name": "b", "composite": "c1", "settings": {}}]},
        r"nodes\[0\].settings does not go with 'composite'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_place(fault: str) -> None:
    raw, message = FAULTS[fault]
    with pytest.raises(FileError, match=message):
        from_json(raw)


def test_cycles_of_nodes_and_of_composites_are_no_fault_of_the_file() -> None:
    use = {"id": "u1", "name": "again", "composite": "c1"}
    raw = linear() | {
        "edges": [["n1", "y", "n1", "x"]],
        "composites": [{"id": "c1", "name": "self", "nodes": [use]}],
    }
    raw["nodes"].append(use | {"id": "n2"})
    assert to_json(from_json(raw))["composites"][0]["nodes"] == [use]


def bomb(levels: int, uses: int) -> Graph:
    """Return a graph of nested composites, each of which uses the next one several times."""
    composites = {}
    for level in range(levels):
        inner = {
            f"n{n}": Node(f"n{n}", f"u{n}", CompositeUse(definition=f"c{level + 1}"))
            for n in range(uses)
        }
        composites[f"c{level}"] = Composite(f"c{level}", "bomb", Graph(inner))
    nodes = {"n1": Node("n1", "fuse", CompositeUse(definition="c0"))}
    return Graph(nodes, composites=composites)


@pytest.mark.parametrize(
    ("graph", "message"),
    [(bomb(10, 10), "unfold to more than"), (bomb(40, 1), "nested deeper than 32")],
)
def test_composites_that_would_unfold_without_end_are_refused(graph: Graph, message: str) -> None:
    with pytest.raises(FileError, match=message):
        from_json(to_json(Project(graph)))


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_schema, "MAX_NODES", 3)
    nodes = [linear(id=f"n{n}", name=f"a{n}")["nodes"][0] for n in range(4)]
    with pytest.raises(FileError, match="nodes must have at most 3 items, not 4"):
        from_json({"format": 1, "nodes": nodes})


def test_what_a_node_exposed_is_not_written_once_the_node_is_gone() -> None:
    graph, ids = adopt(Graph(), composite("ResidualBlock"))
    (definition,) = ids.values()
    graph, _ = add_node(graph, CompositeUse(definition=definition))
    entry = graph.composites[definition].exposed[0]
    graph = edit_inside(graph, definition, lambda inner: remove_nodes(inner, [entry.node]))
    read = from_json(to_json(Project(graph=graph))).graph
    left = read.composites[definition].exposed
    assert left
    assert entry not in left
    assert {other.node for other in left} <= read.composites[definition].graph.nodes.keys()
