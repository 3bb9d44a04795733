"""An activation's curve lies over the histogram of what arrives."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.activation import ActivationCurve
from guinet.lens.views.activation_state import ActivationState, ActivationStateOf
from tests.gui.canvas.card_instruments.easel import Easel, made

VIEW = ActivationStateOf("node", 4.0)
INNER = 6.0, 106.0, 7.0, 49.0
"""Left, right, top and bottom of the curve's room."""


def activation(type_name: str, **settings: object) -> ActivationCurve:
    found, _ = made(type_name, FieldSpec((3,)), **settings)
    assert isinstance(found, ActivationCurve)
    return found


def state(counts: list[int], dead: float = 0.0, saturated: float = 0.0) -> ActivationState:
    edges = np.linspace(-4, 4, len(counts) + 1)
    return ActivationState(edges, np.array(counts), dead, saturated)


def place(x: float, y: float, low: float, high: float) -> QPointF:
    """Return where the curve has a value, in its room."""
    left, right, top, bottom = INNER
    across = left + (x + 4) / 8 * (right - left)
    return QPointF(across, bottom - (y - low) / (high - low) * (bottom - top))


@pytest.mark.parametrize(
    ("type_name", "function"),
    [
        ("Tanh", np.tanh),
        ("ReLU", lambda x: max(x, 0.0)),
        ("Sigmoid", lambda x: 1 / (1 + np.exp(-x))),
    ],
)
def test_the_curve_goes_through_its_values(type_name: str, function) -> None:
    instrument = activation(type_name)
    ends = [float(function(-4.0)), float(function(4.0)), 0.0]
    low, high = min(ends), max(ends)
    easel = Easel(instrument)
    colour = theme.category_colour(instrument.module.category)
    for x in (-3.0, -1.0, 1.0, 3.0):
        value = float(function(x))
        at = place(x, value, low, high)
        assert easel.colours([at], zoom=4) == [colour], x
        beside = [at + QPointF(0, 5), at - QPointF(0, 5)]
        assert colour not in easel.colours(beside, zoom=4), x
    assert not easel.spills()


def test_the_curve_of_learned_weights_is_painted_with_them() -> None:
    found = activation("Expression", expression="a * x")
    easel = Easel(found, weights={"node.a": np.asarray(0.25)})
    before = easel.image()
    easel.readings.weights = {"node.a": np.asarray(-2.0)}
    assert easel.image() != before
    np.testing.assert_allclose(found.y, -2 * found.x)
    colour = theme.category_colour(found.module.category)
    assert easel.colours([place(-3.0, 6.0, -8.0, 8.0)], zoom=4) == [colour]
    assert found.watches == ("weights",)
    assert activation("Tanh").watches == ()


def test_bars_are_as_high_as_their_counts() -> None:
    easel = Easel(activation("Tanh"), seen={VIEW: state([0, 4, 2, 0, 0, 0, 0, 1])})
    left, right, top, bottom = INNER
    width = (right - left) / 8

    def height(place: int) -> int:
        x = left + (place + 0.2) * width
        column = [QPointF(x, y) for y in np.arange(top, bottom)]
        plain = Easel(activation("Tanh")).colours(column)
        return sum(a != b for a, b in zip(easel.colours(column), plain, strict=True))

    full = bottom - top
    assert abs(height(1) - full) <= 3
    assert abs(height(2) - full / 2) <= 3
    assert abs(height(7) - full / 4) <= 5, "the curve lies over some of it"
    assert height(0) == height(3) == 0


@pytest.mark.parametrize(
    ("dead", "saturated", "words"),
    [
        (0.0, 0.25, "25.0 % saturated"),
        (0.1, 0.5, "50.0 % saturated"),
        (0.4, 0.5, "40.0 % without slope"),
        (0.0, 0.0, "0.0 % saturated"),
    ],
)
def test_the_caption_says_what_is_lost(dead: float, saturated: float, words: str) -> None:
    easel = Easel(activation("Tanh"), seen={VIEW: state([1, 2], dead, saturated)})
    assert easel.words() == [words]
    assert easel.words(zoom=0.5) == [], "too small to be read"


def test_before_anything_arrives_the_curve_stands_alone() -> None:
    instrument = activation("Tanh")
    assert instrument.views(7) == (VIEW,)
    assert Easel(instrument).words() == []
