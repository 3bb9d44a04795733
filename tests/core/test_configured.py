"""Configured objects are frozen values made of their fields."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from guinet.core.configured import Configured
from guinet.core.errors import HyperparameterError
from guinet.core.fields import BoolField, FloatField, IntField, NamesField


class Base(Configured):
    """A base.

    With more to say.
    """

    size = IntField(3, minimum=1, doc="How large.")


class Child(Base):
    """A child."""

    rate = FloatField(0.5, minimum=0.0, doc="How fast.")
    names = NamesField((), doc="Which.")


class Changed(Child):
    """Another default for an inherited field."""

    size = IntField(7, minimum=1, doc="How large.")


def test_fields_are_inherited_in_the_order_of_declaration() -> None:
    assert list(Child.fields) == ["size", "rate", "names"]
    assert list(Changed.fields) == ["size", "rate", "names"]
    assert Changed().size == 7
    assert Child().size == 3
    assert list(Base.fields) == ["size"]


def test_settings_go_through_json() -> None:
    child = Child(size=4, rate=0.25, names=["a", "b"])
    assert child.settings == {"size": 4, "rate": 0.25, "names": ["a", "b"]}
    assert Child(**json.loads(json.dumps(child.settings))) == child


def test_equality_and_hash_are_those_of_a_value() -> None:
    assert Child(size=4) == Child(size=4.0)
    assert hash(Child(size=4)) == hash(Child(size=4))
    assert Child() != Child(size=4)
    assert Child() != Changed(size=3)
    assert Child() != "Child"


def test_copies_are_equal() -> None:
    child = Child(size=4, names=["a"])
    assert pickle.loads(pickle.dumps(child)) == child
    assert copy.deepcopy(child) == child


def test_replace_changes_a_copy() -> None:
    child = Child(size=4)
    assert child.replace(rate=1.0) == Child(size=4, rate=1.0)
    assert child.rate == 0.5


def test_frozen() -> None:
    child = Child()
    with pytest.raises(AttributeError, match=r"Child is frozen; use replace\(size"):
        child.size = 5  # type: ignore[misc, assignment]
    with pytest.raises(AttributeError, match="Child is frozen"):
        del child.size
    assert child.size == 3


def test_repr_leaves_defaults_out() -> None:
    assert repr(Child()) == "Child()"
    assert repr(Child(size=4, names=["a"])) == "Child(size=4, names=('a',))"


def test_documentation() -> None:
    assert Base.summary() == "A base."
    assert Base.help_text() == "A base.\n\nWith more to say."


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"size": 0}, "Child.size must be at least 1, not 0."),
        ({"speed": 1}, "Child.speed is not a setting; there are: size, rate, names."),
        ({"self": 1}, "Child.self is not a setting; there are: size, rate, names."),
    ],
)
def test_mistakes_are_told(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        Child(**settings)
    assert str(caught.value) == sentence
    with pytest.raises(HyperparameterError):
        Child().replace(**settings)


def test_a_field_may_not_hide_what_every_type_has() -> None:
    with pytest.raises(TypeError, match=r"Bad\.settings would hide"):
        type("Bad", (Base,), {"settings": IntField(1, doc="Oops.")})


def test_defects_of_a_declaration() -> None:
    class Undocumented(Base):
        pass

    Undocumented.__doc__ = None

    class BadDefault(Base):
        """A default that its own field refuses."""

        flag = BoolField(1, doc="Whether.")  # type: ignore[arg-type]

    assert Child.defects() == ()
    assert Undocumented.defects() == ("Undocumented has no documentation.",)
    (defect,) = BadDefault.defects()
    assert "BadDefault.flag must be true or false" in defect
