"""Layers from sizes, and chains made into whole networks."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guinet.core.errors import GuinetError
from guinet.core.spec import FieldSpec
from guinet.graph.chain import Layer, chain_graph, whole_network
from guinet.graph.check import check
from guinet.graph.model import Graph
from guinet.graph.sizes import layers_from_sizes
from guinet.modules import modules
from tests.graph.strategies import assert_well_formed, few

PAIR = {"x": FieldSpec((2,)), "y": FieldSpec((), "class", ("no", "yes"))}
THREE = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("a", "b", "c"))}
DIGITS = {"x": FieldSpec((1, 8, 8)), "y": FieldSpec((), "class", tuple("0123456789"))}
NUMBERS = {"x": FieldSpec((4,)), "y": FieldSpec((2,))}
SEQUENCE = {"x": FieldSpec((5, 3)), "y": FieldSpec((5,), "index", low=0, high=3)}


def chain(graph: Graph) -> list[str]:
    return [node.module.type_name() for node in graph.nodes.values()]


def widths(graph: Graph) -> list[int]:
    return [
        node.module.settings["out_features"]
        for node in graph.nodes.values()
        if node.module.type_name() == "Linear"
    ]


@pytest.mark.parametrize(
    "text", ["64-32-10", "64 32 10", "64, 32, 10", "64 → 32 → 10", "64->32->10", " 64;32;10 relu"]
)
def test_sizes_are_read_however_they_are_separated(text: str) -> None:
    graph = layers_from_sizes(text, DIGITS).graph
    assert widths(graph) == [64, 32, 10]
    assert check(graph, DIGITS) == []


def test_an_activation_stands_between_each_two() -> None:
    graph = layers_from_sizes("8-4-2 tanh", NUMBERS).graph
    assert chain(graph)[:6] == ["Input", "Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert chain(layers_from_sizes("8-2 leaky_relu", NUMBERS).graph)[2] == "LeakyReLU"


@pytest.mark.parametrize(
    ("text", "fields", "sizes", "loss"),
    [
        ("8-3", THREE, [8, 3], "CrossEntropyLoss"),
        ("8", THREE, [8, 3], "CrossEntropyLoss"),
        ("8-2", PAIR, [8, 2], "CrossEntropyLoss"),
        ("8-1", PAIR, [8, 1], "BCEWithLogitsLoss"),
        ("8", NUMBERS, [8, 2], "MSELoss"),
        ("16-10", DIGITS, [16, 10], "CrossEntropyLoss"),
        ("16", SEQUENCE, [16, 4], "CrossEntropyLoss"),
    ],
)
def test_the_end_suits_the_data(
    text: str, fields: dict[str, FieldSpec], sizes: list[int], loss: str
) -> None:
    found = layers_from_sizes(text, fields)
    assert check(found.graph, fields) == []
    assert widths(found.graph) == sizes
    assert loss in chain(found.graph)
    assert any("is added" in note for note in found.notes) == (len(sizes) > len(text.split("-")))


def test_without_data_the_sizes_stand_as_they_are() -> None:
    found = layers_from_sizes("8-3")
    assert widths(found.graph) == [8, 3]
    assert found.notes == ()
    assert check(found.graph) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no size in it"),
        ("tanh", "There is no size in it"),
        ("64-0-3", "out_features must be at least 1"),
        ("64-99999999", "out_features must be at most"),
        ("64-32 tanhh", "did you mean Tanh?"),
        ("64-32 Conv2d", "neither a size nor an activation"),
        ("64 tanh 32 relu", "Tanh and ReLU are two activations"),
        ("64.5", "neither a size nor an activation"),
        ("-".join(["2"] * 65), "at most 64"),
    ],
)
def test_what_is_no_network_is_said_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(GuinetError, match=words.replace("?", r"\?")):
        layers_from_sizes(text, THREE)


@few
@given(st.text(max_size=60) | st.from_regex(r"[0-9\-, →a-z]{0,30}", fullmatch=True))
@example("²-3")
@example("٣-4")
@example("9" * 5000)
def test_any_text_gives_a_sound_network_or_a_sentence(text: str) -> None:
    with suppress(GuinetError):
        graph = layers_from_sizes(text, THREE).graph
        assert_well_formed(graph)
        assert check(graph, THREE) == []


def test_names_in_a_chain_are_kept_and_made_unique() -> None:
    relu = modules.types()["ReLU"]()
    graph = chain_graph([Layer(relu, "act"), Layer(relu, "act"), Layer(relu, "a.b"), Layer(relu)])
    assert [node.name for node in graph.nodes.values()] == ["act", "act1", "relu1", "relu2"]


def test_the_input_stands_first() -> None:
    linear = modules.types()["Linear"](out_features=2)
    graph = whole_network([Layer(linear)], NUMBERS).graph
    assert chain(graph) == ["Input", "Linear", "MSELoss", "Target"]
