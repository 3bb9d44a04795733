"""Finding nodes."""

from __future__ import annotations

import pytest

import guinet
from guinet.graph.analysis import analyse
from guinet.graph.finding import find
from tests.graph.graphs import with_nested_composite


def network() -> guinet.Graph:
    b = guinet.GraphBuilder()
    x = b.add("Input", name="x")
    conv = b.add("Conv2d", x, out_channels=4, padding=1, name="stem")
    b.add("Linear", b.add("Flatten", conv, name="conv_end"), out_features=10, name="classes")
    b.add("ReLU", name="loose")
    return b.build()


FIELDS = {"x": (1, 8, 8), "y": guinet.FieldSpec((), "class", 10)}


def names(text: str) -> list[str]:
    graph = network()
    return [found.path for found in find(graph, analyse(graph, FIELDS), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conv", ["conv_end", "stem"]),  # in the name before in the type
        ("STEM", ["stem"]),
        ("linear", ["classes"]),
        ("activation", ["loose"]),
        ("4x8x8", ["stem"]),
        ("4 × 8", ["stem"]),
        ("conv flat", ["conv_end"]),
        ("nobody", []),
        ("", []),
        ("  ", []),
    ],
)
def test_words_find_names_types_families_and_shapes(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_problems_are_found_and_told() -> None:
    graph = network()
    found = find(graph, analyse(graph, FIELDS), "arrives")
    assert [entry.path for entry in found] == ["loose"]
    assert found[0].problem == "Nothing arrives at the input x of loose."
    assert names("error") == names("problem") == ["loose"]


def test_composites_are_searched_inside() -> None:
    graph = with_nested_composite()
    inside = graph.composites["c1"].graph.nodes["n3"]
    found = find(graph, analyse(graph), inside.name)
    assert f"first.cell.{inside.name}" in [entry.path for entry in found]
