"""The samples that a source hands on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from guinet.core.spec import FieldSpec
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments import Instrument, instrument_for
from guinet.gui.canvas.card_instruments.sample import BatchCells, BatchPoints, CurrentSample
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.class_colours import class_colours
from guinet.lens.view import SampleAt
from guinet.lens.views.sample import BatchOf, SampleOf, ShownBatch, ShownSample
from tests.gui.canvas.card_instruments.easel import Easel, signed

BATCH = BatchOf("node")


def source(spec: FieldSpec, kind: str = "Input", **settings: object) -> Instrument:
    b = GraphBuilder()
    b.add(kind, name="node", field="x", **settings)
    analysis = analyse(b.build(), {"x": spec})
    found = instrument_for("node", analysis.flat.nodes["node"].module, analysis)
    assert found is not None
    return found.parts[0] if isinstance(found, Stack) else found


def test_points_lie_where_the_samples_do_in_the_colours_of_their_classes() -> None:
    instrument = source(FieldSpec((2,)))
    assert isinstance(instrument, BatchPoints)
    assert instrument.views(SampleAt(9)) == (BATCH, SampleOf("node", SampleAt(9)))
    values = np.array([[-1.0, 10.0], [3.0, 20.0], [0.0, 10.0], [2.0, 14.0]])
    labels = np.array([0, 1, 1, 2])
    easel = Easel(instrument, seen={BATCH: ShownBatch(values, labels)})
    places = [QPointF(7 + (x + 1) / 4 * 66, 73 - (y - 10) / 10 * 66) for x, y in values]
    colours = class_colours(3)
    assert easel.colours(places) == [colours[label] for label in labels]
    assert easel.colours([QPointF(7, 7)]) == [theme.colour("well")], "nothing is up on the left"
    assert easel.words() == ["4 samples"]
    easel.seen[BATCH] = ShownBatch(values, None)
    assert easel.colours(places) == [class_colours(1)[0]] * 4
    assert not easel.spills()


SHOWN = SampleOf("node", SampleAt(6))
POINTS = np.array([[-1.0, 10.0], [3.0, 20.0], [0.0, 12.0], [2.0, 14.0]])


def around(place: QPointF) -> list[QPointF]:
    return [place + QPointF(*off) for off in ((5, 0), (-5, 0), (0, 5), (0, -5))]


@pytest.mark.parametrize("width", [80.0, 240.0])
@pytest.mark.parametrize("values", [*POINTS.tolist(), [1.0, 16.0], [5.0, 8.0]])
def test_the_shown_sample_has_a_ring_where_it_lies(width: float, values: list[float]) -> None:
    instrument = source(FieldSpec((2,)))
    instrument.fit(width)
    shown = ShownSample(np.array(values), "validation", 6, 64, 11)
    batch = ShownBatch(POINTS, np.array([0, 1, 1, 0]))
    easel = Easel(instrument, seen={BATCH: batch, SHOWN: shown}, sample=6)
    every = np.vstack([POINTS, values])
    low, span = every.min(axis=0), np.ptp(every, axis=0)
    side = instrument.height_px - 16 - 14
    (*others, place) = [
        QPointF(7 + x * side, 7 + (1 - y) * side) for x, y in ((every - low) / span).tolist()
    ]
    assert easel.colours(around(place), zoom=4) == [theme.colour("pulse")] * 4
    here = values in POINTS.tolist()
    inside = class_colours(2)[batch.labels[POINTS.tolist().index(values)]] if here else None
    assert easel.colours([place], zoom=4) == [inside or theme.colour("muted")]
    for other, label in zip(others, batch.labels, strict=True):
        assert easel.colours([other], zoom=4) == [class_colours(2)[label]]
        if other != place:
            assert theme.colour("pulse") not in easel.colours(around(other), zoom=4)
    words = ", ".join(fmt.number(value) for value in values)
    assert easel.at(place) == f"node, sample 12 of the data, the shown one: {words}"
    assert easel.at(place + QPointF(6, 6)) == ""
    assert not easel.spills()


def test_another_sample_takes_the_ring_along() -> None:
    shown = {
        SampleOf("node", SampleAt(n)): ShownSample(POINTS[n], "train", n, 4, n) for n in range(4)
    }
    rings = []
    for n in range(4):
        easel = Easel(
            source(FieldSpec((2,))), seen={BATCH: ShownBatch(POINTS, None), **shown}, sample=n
        )
        places = [QPointF(7 + (x + 1) / 4 * 66, 73 - (y - 10) / 10 * 66) for x, y in POINTS]
        rings.append(
            [easel.colours(around(each), zoom=4) == [theme.colour("pulse")] * 4 for each in places]
        )
    assert np.array_equal(rings, np.eye(4, dtype=bool))


def test_points_that_are_all_alike_are_drawn_too() -> None:
    easel = Easel(source(FieldSpec((2,))), seen={BATCH: ShownBatch(np.ones((3, 2)), None)})
    assert easel.colours([QPointF(7, 73)]) == [class_colours(1)[0]]


def test_targets_are_a_column_of_cells_for_each_of_the_first_samples() -> None:
    instrument = source(FieldSpec((), "class", 3), "Target")
    assert isinstance(instrument, BatchCells)
    labels = np.arange(20) % 3
    hot = np.eye(3)[labels]
    easel = Easel(instrument, seen={BATCH: ShownBatch(hot, labels)})
    width, height = 96 / 16, instrument.mosaic.cell_h / 3
    for row, column in np.ndindex(3, 16):
        at = QPointF((column + 0.5) * width, (row + 0.5) * height)
        wanted = theme.colour("positive" if labels[column] == row else "zero")
        assert easel.colours([at]) == [wanted], (row, column)
    assert easel.words() == ["16 samples"]
    assert not easel.spills()


def test_single_numbers_are_cells_with_their_sign() -> None:
    instrument = source(FieldSpec((1,)))
    assert isinstance(instrument, BatchCells)
    values = np.array([[2.0], [-1.0], [0.0], [-2.0]])
    easel = Easel(instrument, seen={BATCH: ShownBatch(values, None)})
    places = [QPointF(12 + 24 * column, 4) for column in range(4)]
    assert easel.colours(places) == [signed(v, 2.0) for v in values.ravel()]


@pytest.mark.parametrize("shape", [(1, 2, 4), (3, 4, 2)])
def test_an_image_is_shown_as_it_is(shape: tuple[int, ...]) -> None:
    instrument = source(FieldSpec(shape))
    assert isinstance(instrument, CurrentSample)
    view = SampleOf("node", SampleAt(6))
    assert instrument.views(SampleAt(6)) == (view,)
    values = np.random.default_rng(0).integers(0, 256, shape) / 255
    values.flat[:2] = 0.0, 1.0
    easel = Easel(instrument, seen={view: ShownSample(values, "train", 6, 64, 11)}, sample=6)
    channels, rows, columns = shape
    side = 80 / max(rows, columns)
    for row, column in np.ndindex(rows, columns):
        at = QPointF((column + 0.5) * side, (row + 0.5) * side)
        levels = np.rint(255 * values[:, row, column]).astype(int).tolist()
        wanted = QColor(*(levels if channels == 3 else levels * 3))
        assert easel.colours([at]) == [wanted], (row, column)
    assert easel.words() == ["train 7 of 64"]
    assert not easel.spills()


def test_features_are_bars_from_the_line_of_zero() -> None:
    instrument = source(FieldSpec((4,)))
    values = np.array([1.0, -0.5, 0.25, -1.0])
    easel = Easel(instrument, seen={SampleOf("node"): ShownSample(values, "validation", 0, 8, 3)})
    left, top, high = 4.0, 4.0, 48.0 - 8
    width, zero = (96.0 - 8) / 4, top + high / 2
    for place, value in enumerate(values.tolist()):
        x, colour = (
            left + (place + 0.4) * width,
            theme.colour("positive" if value > 0 else "negative"),
        )
        end = zero - value * high / 2
        within = 1 if value > 0 else -1
        inside, outside = easel.colours(
            [QPointF(x, end + within), QPointF(x, end - within)], zoom=4
        )
        assert (inside, outside) == (colour, theme.colour("well")), place
    assert easel.words() == ["validation 1 of 8"]


def test_a_sequence_is_a_curve_for_each_of_its_first_components() -> None:
    instrument = source(FieldSpec((5, 2)))
    values = np.array([[0.0, 4.0], [4.0, 2.0], [0.0, 2.0], [2.0, 4.0], [4.0, 0.0]])
    easel = Easel(instrument, seen={SampleOf("node"): ShownSample(values, "validation", 0, 8, 3)})
    left, right, top, bottom = 4.0, 92.0, 5.0, 43.0

    def between(step: int, component: int) -> QPointF:
        value = values[step : step + 2, component].mean()
        x = left + (step + 0.5) / 4 * (right - left)
        return QPointF(x, bottom - value / 4 * (bottom - top))

    first = easel.colours([between(step, 0) for step in (1, 2, 3)], zoom=4)
    assert first == [theme.colour("accent")] * 3
    second = easel.colours([between(step, 1) for step in (0, 2)], zoom=4)
    assert second[0] == second[1] not in (theme.colour("accent"), theme.colour("well"))
    assert not easel.spills()


@pytest.mark.parametrize("shape", [(2,), (1, 4, 4), (4,), (5, 2)])
def test_nothing_is_made_up_before_a_sample_is_known(shape: tuple[int, ...]) -> None:
    easel = Easel(source(FieldSpec(shape)))
    assert easel.words() == ["No values yet"]
    assert easel.colours([QPointF(8, 30)]) == [theme.colour("well")]
