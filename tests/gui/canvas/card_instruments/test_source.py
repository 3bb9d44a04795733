"""A source of which no sample can be shown says in words what it hands on."""

from __future__ import annotations

import pytest

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.gui.canvas.card_instruments import instrument_for
from guinet.gui.canvas.card_instruments.source import SourceField, sample_words
from tests.gui.canvas.card_instruments.easel import Easel


def field(name: str, fields: dict[str, FieldSpec]) -> SourceField:
    b = GraphBuilder()
    b.add("Input", name="node", field=name)
    analysis = analyse(b.build(), fields)
    found = instrument_for("node", analysis.flat.nodes["node"].module, analysis)
    assert isinstance(found, SourceField)
    return found


def test_a_field_that_the_data_lack_is_named() -> None:
    easel = Easel(field("age", {}))
    assert easel.words() == ["field age", "not in the data"]
    assert easel.words(zoom=0.5) == [], "too small to be read"
    assert not easel.spills()


def test_a_long_name_has_the_room_that_it_needs() -> None:
    name = "a" * 60
    easel = Easel(field(name, {}))
    assert easel.words()[0] == f"field {name}"
    assert not easel.spills()
    easel.body.setWidth(100)
    assert easel.words()[0].endswith("…"), "on a card that is narrower it is cut"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (None, "not in the data"),
        (FieldSpec((), "class", 4), "one of 4 classes"),
        (FieldSpec((1, 28, 20)), "image 28 × 20"),
        (FieldSpec((3, 28, 20)), "3 × image 28 × 20"),
        (FieldSpec((25, 2)), "25 steps of 2"),
        (FieldSpec((13,)), "13 numbers"),
        (FieldSpec(()), "1 number"),
        (FieldSpec((7,), "index"), "7 indices"),
        (FieldSpec((), "index"), "1 index"),
    ],
)
def test_a_sample_in_words(spec: FieldSpec | None, words: str) -> None:
    assert sample_words(spec) == words
