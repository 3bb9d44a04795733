"""Composite uses and placeholders: settings that nobody declared."""

from __future__ import annotations

import json

import pytest

from guinet.core.errors import GraphError, HyperparameterError
from guinet.graph.composite import CompositeUse
from guinet.graph.json_field import FrozenMapping
from guinet.graph.placeholder import Placeholder


def test_settings_survive_json() -> None:
    use = CompositeUse(definition="c1", values={"width": 3, "names": ("a", "b"), "on": True})
    stored = json.loads(json.dumps(use.settings))
    assert stored == {
        "definition": "c1",
        "values": {"width": 3, "names": ["a", "b"], "on": True},
    }
    assert CompositeUse(**stored) == use
    hole = Placeholder(missing="Conv9d", raw={"deep": {"a": [1, None]}}, input_names=["x"])
    assert Placeholder(**json.loads(json.dumps(hole.settings))) == hole
    assert [port.name for port in hole.input_ports()] == ["x"]
    assert hole.output_ports() == ()


def test_values_can_be_hashed_and_told_apart() -> None:
    one, true = CompositeUse(values={"a": 1}), CompositeUse(values={"a": True})
    assert one != true
    assert len({one, true, CompositeUse(values={"a": 1})}) == 2
    assert FrozenMapping({"a": 1, "b": 2}) == FrozenMapping({"b": 2, "a": 1})
    assert list(FrozenMapping({"b": 1, "a": 2})) == ["b", "a"]


def test_values_are_private_copies() -> None:
    names = ["a"]
    use = CompositeUse(values={"names": names})
    names.append("b")
    use.settings["values"]["names"].append("c")
    assert use.values["names"] == ["a"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1], "must map names to values"),
        ({1: 2}, "must have names that are text"),
        ({"a": object()}, "must hold only numbers, text, lists, true and false"),
        ({"a": float("nan")}, "must hold only numbers"),
    ],
)
def test_what_json_cannot_hold_is_refused(values: object, words: str) -> None:
    with pytest.raises(HyperparameterError, match=words):
        CompositeUse(values=values)


def test_a_stand_in_computes_nothing() -> None:
    with pytest.raises(GraphError, match="CompositeUse has no arithmetic of its own"):
        CompositeUse().infer(())
