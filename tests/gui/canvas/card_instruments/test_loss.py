"""The loss in numbers, its course, and the probabilities of the shown sample."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.gui import theme
from guinet.gui.canvas.card_instruments import instrument_for
from guinet.gui.canvas.card_instruments.loss import LossNumber
from guinet.lens.view import SampleAt
from guinet.lens.views.sample import SampleShares, SharesOf
from guinet.training.messages import LossPoint, Prepared
from tests.gui.canvas.card_instruments.easel import Easel


def loss(type_name: str, *, classes: int = 0, count: int = 1, **settings: float) -> LossNumber:
    target = FieldSpec((), "class", classes) if classes else FieldSpec((3,))
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", field="x"), out_features=classes or 3)
    y = b.add("Target", field="y")
    for number in range(count):
        b.add(type_name, h, y, name="node" if number == 0 else f"other{number}", **settings)
    analysis = analyse(b.build(), {"x": FieldSpec((2,)), "y": target})
    found = instrument_for("node", analysis.flat.nodes["node"].module, analysis)
    assert isinstance(found, LossNumber)
    return found


def run_through(easel: Easel, values: list[float]) -> None:
    """Let a run begin that has these losses."""
    points = [LossPoint(step, 1, value, value, value) for step, value in enumerate(values)]
    easel.bridge.losses.emit(points)


def shares(values: list[float], right: int) -> SampleShares:
    names = tuple(f"kind{place}" for place in range(len(values)))
    return SampleShares(np.array(values), right, names)


def test_the_number_and_what_it_is() -> None:
    easel = Easel(loss("MSELoss"))
    assert easel.words()[1:] == ["loss of this batch", "No values yet"]
    easel.readings.losses = {"node": 0.123456}
    assert easel.words() == ["0.1235", "loss of this batch"]
    easel.readings.losses = {"node": 3.25e-9}
    assert easel.words()[0] == "3.250×10⁻⁹"
    assert not easel.spills()


def test_one_of_several_losses_shows_its_own_number_and_course() -> None:
    easel = Easel(loss("MSELoss", count=3))
    easel.bridge.preparation = Prepared(1, (), (), {}, 8, 0, losses=("other1", "node", "other2"))
    for own in (8.0, 4.0, 2.0):
        easel.bridge.report([], [], losses=[1.0, own, 3.0])
    assert easel.words() == ["2.000", "loss of this batch"]
    assert easel.readings.curve_of("node") == [8.0, 4.0, 2.0]
    assert easel.readings.curve_of("other2") == [3.0, 3.0, 3.0]
    easel.bridge.restarted.emit()
    assert easel.words()[0] == "–"
    assert easel.readings.curve_of("node") == []


def test_a_loss_that_counts_otherwise_says_so() -> None:
    easel = Easel(loss("MSELoss", loss_weight=0.5))
    assert easel.words()[1] == "counts × 0.5 in the sum"
    assert not easel.spills()


@pytest.mark.parametrize(
    ("curve", "heights"),
    [
        ([100.0, 10.0, 1.0, 10.0], [1.0, 0.5, 0.0, 0.5]),  # as logarithms
        ([4.0, -4.0, 0.0, 2.0], [1.0, 0.0, 0.5, 0.75]),  # those have none
    ],
)
def test_the_course_of_the_loss_goes_through_its_values(
    curve: list[float], heights: list[float]
) -> None:
    instrument = loss("MSELoss")
    easel = Easel(instrument)
    run_through(easel, curve)
    left, right, top, bottom = 5.0, instrument.width_px - 5, 48 + 6.0, 88 - 6.0
    points = [
        QPointF(left + place / 3 * (right - left), bottom - height * (bottom - top))
        for place, height in enumerate(heights)
    ]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(points)]
    colour = theme.category_colour(instrument.module.category)
    assert easel.colours(middles, zoom=4) == [colour] * 3
    beside = [point + QPointF(0, 7) for point in middles]
    assert colour not in easel.colours(beside, zoom=4)


def test_what_is_no_number_leaves_no_trace_in_the_course() -> None:
    easel = Easel(loss("MSELoss"))
    run_through(easel, [4.0, 2.0, 1.0])
    wanted = easel.image()
    run_through(easel, [4.0, math.nan, 2.0, math.inf, 1.0])
    assert easel.image() == wanted


def test_bars_of_the_classes_are_as_high_as_their_probabilities() -> None:
    instrument = loss("CrossEntropyLoss", classes=4)
    view = SharesOf("node", SampleAt(5))
    assert instrument.views(SampleAt(5)) == (view,)
    found = shares([0.5, 0.125, 0.0, 0.375], right=3)
    easel = Easel(instrument, seen={view: found}, sample=5)
    easel.readings.losses = {"node": 1.0}
    assert easel.words()[-1] == "kind3: 37.5 %"
    width, bottom, room = instrument.width_px / 4, 88 + 60 - 2 - 3, 60 - 20 - 2 - 3
    for place, share in enumerate(found.shares.tolist()):
        colour = theme.colour("accent" if place == 3 else "muted")
        x, height = (place + 0.5) * width, max(share * room, 1.0)
        ends = [QPointF(x, bottom - height + 0.5), QPointF(x, bottom - height - 0.5)]
        inside, above = easel.colours(ends, zoom=4)
        assert (inside, above) == (colour, theme.colour("card")), place
    marks = [QPointF((place + 0.5) * width, bottom + 2.3) for place in range(4)]
    assert easel.colours(marks, zoom=4) == [theme.colour("card")] * 3 + [theme.colour("accent")]
    assert not easel.spills()


def test_probabilities_are_shown_of_a_few_classes_alone() -> None:
    assert loss("MSELoss").views(SampleAt()) == ()
    assert loss("CrossEntropyLoss", classes=40).views(SampleAt()) == ()
    easel = Easel(loss("CrossEntropyLoss", classes=3))
    easel.readings.losses = {"node": 1.0}
    assert easel.words() == ["1.000", "loss of this batch"], "none are known yet"
