"""Away from their cards instruments fill a width, and say the value of what is pointed at."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from guinet.core.spec import FieldSpec
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.feature_maps import MapMosaic
from guinet.gui.canvas.card_instruments.pictures import LARGEST_PX, Mosaic
from guinet.gui.format import number, percent
from guinet.lens.view import FIRST
from guinet.lens.views.attention import Attention, AttentionOf
from guinet.lens.views.batch_statistics import BatchStatistics, BatchStatisticsOf
from guinet.lens.views.feature_maps import FeatureMaps, FeatureMapsOf
from guinet.lens.views.sample import (
    BatchOf,
    SampleOf,
    SampleShares,
    SharesOf,
    ShownBatch,
    ShownSample,
)
from tests.gui.canvas.card_instruments.easel import Easel, alike, cell, made, signed
from tests.gui.canvas.card_instruments.test_loss import loss
from tests.gui.canvas.card_instruments.test_sample import source

NODES = [
    ("ReLU", (FieldSpec((4, 6, 6)),), {}),
    ("Conv2d", (FieldSpec((3, 6, 6)),), {"out_channels": 12, "kernel_size": 3}),
    ("Conv1d", (FieldSpec((9, 1)),), {"out_channels": 8, "kernel_size": 3}),
    ("LSTM", (FieldSpec((9, 3)),), {"hidden_size": 5}),
    ("BatchNorm", (FieldSpec((5,)),), {}),
    ("MultiheadAttention", (FieldSpec((4, 6)),) * 3, {"num_heads": 3}),
]


def filling(instrument: Instrument, width: float, **rest: object) -> Easel:
    instrument.fit(width)
    return Easel(instrument, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "specs", "settings"), NODES, ids=[n[0] for n in NODES])
def test_it_is_as_large_by_whatever_way_it_came_to_its_width(kind, specs, settings) -> None:
    ways = []
    for widths in ((264.0,), (500.0, 120.0, 264.0)):
        instrument, _ = made(kind, *specs, **settings)
        small = instrument.height_px
        for width in widths:
            instrument.fit(width)
        ways.append(instrument.height_px)
        assert instrument.width_px == 264.0
        assert instrument.height_px > small
        assert not Easel(instrument).spills()
    assert ways[0] == pytest.approx(ways[1])


@pytest.mark.parametrize("count", [1, 2, 4, 7, 8, 16])
def test_a_mosaic_fills_the_width_in_as_few_columns_as_stay_in_sight(count: int) -> None:
    grown = Mosaic(4, 28, 28, 4).grown(264, count)
    wide, high = grown.size(count)
    assert high <= 1.3 * 264
    assert wide == pytest.approx(264 if count > 1 else LARGEST_PX)
    assert grown.cell_w == grown.cell_h <= LARGEST_PX
    if grown.columns > 1:
        fewer = Mosaic(grown.columns - 1, 28, 28, 4).grown(264, count, regroup=False)
        assert fewer.size(count)[1] > 1.3 * 264


def test_a_cell_of_a_feature_map_tells_its_value() -> None:
    instrument, _ = made("MaxPool2d", FieldSpec((3, 8, 10)), kernel_size=2)
    maps = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
    easel = filling(instrument, 264, seen={FeatureMapsOf("node", FIRST, 3): FeatureMaps(maps, 3)})
    place = instrument.mosaic.place(QPointF(0, 0), 2)
    said = easel.at(cell(place, 1, 3, 4, 5))
    assert said == f"node map 3, row 2, column 4: {number(float(maps[2, 1, 3]))}"
    assert easel.at(cell(place, 1, 3, 4, 5), zoom=0.1) == ""
    assert easel.at(place.topRight() + QPointF(3, 9)) == ""


def largest_in_sight(instrument: Instrument, count: int) -> None:
    """Nothing is hidden that there would be room for, and nothing is out of sight."""
    mosaic, limit = instrument.mosaic, 1.3 * 264
    assert mosaic.size(instrument.shown)[1] <= limit
    assert mosaic.size(instrument.shown)[0] <= 264 + 1e-6
    if instrument.shown < count:
        assert instrument.shown % mosaic.columns == 0
        assert mosaic.size(instrument.shown + 1)[1] > limit


@pytest.mark.parametrize(("count", "more"), [(8, ""), (9, ""), (64, ""), (300, "and {} more maps")])
def test_many_feature_maps_are_shown_as_far_as_there_is_room(count: int, more: str) -> None:
    instrument, _ = made("ReLU", FieldSpec((count, 3, 3)))
    instrument.fit(120)
    instrument.fit(264)
    (maps_part,) = [part for part in instrument.parts if isinstance(part, MapMosaic)]
    shown = maps_part.shown
    assert shown == count if not more else 90 < shown < count
    largest_in_sight(maps_part, count)
    assert maps_part.mosaic.cell_w >= 24
    maps = np.random.default_rng(0).normal(size=(shown, 3, 3)).astype(np.float32)
    view = FeatureMapsOf("node", FIRST, shown)
    assert maps_part.views(FIRST) == (view,)
    easel = Easel(maps_part, seen={view: FeatureMaps(maps, count)})
    place = maps_part.mosaic.place(QPointF(0, 0), shown - 1)
    said = easel.at(cell(place, 1, 2, 3, 3))
    assert said == f"node map {shown}, row 2, column 3: {number(float(maps[-1, 1, 2]))}"
    levels = (maps[-1, 1, 2] - maps.min()) / np.ptp(maps)
    (drawn,) = easel.colours([cell(place, 1, 2, 3, 3)])
    assert alike(drawn, QColor(*[round(255 * float(levels))] * 3))
    assert easel.words() == ([more.format(count - shown)] if more else [])
    assert not easel.spills()


@pytest.mark.parametrize("count", [17, 32, 96])
def test_many_heads_are_shown_as_far_as_there_is_room(count: int) -> None:
    instrument, _ = made("MultiheadAttention", *(FieldSpec((3, count)),) * 3, num_heads=count)
    view = AttentionOf("node", FIRST)
    shares = np.random.default_rng(0).dirichlet(np.ones(3), (count, 3)).astype(np.float32)
    easel = Easel(instrument, seen={view: Attention(shares)})
    assert easel.words()[-1] == f"and {count - 16} more heads"
    easel = filling(instrument, 264, seen={view: Attention(shares)})
    shown = instrument.shown
    assert shown == count if count < 40 else 35 < shown < count
    largest_in_sight(instrument, count)
    rest = [f"and {count - shown} more heads"] if count > shown else []
    numbers = [str(n + 1) for n in range(shown)]
    assert easel.words() == [*numbers, "row looks at column", *rest]
    place = instrument.mosaic.place(QPointF(0, 0), shown - 1)
    share = percent(float(shares[shown - 1, 1, 2]))
    said = easel.at(cell(place, 1, 2, 3, 3))
    assert said == f"node, head {shown}: place 2 looks at place 3 with {share}"
    wanted = signed(float(shares[shown - 1, 1, 2]), float(shares[:shown].max()))
    assert alike(easel.colours([cell(place, 1, 2, 3, 3)])[0], wanted)
    assert not easel.spills()


def test_a_cell_of_a_course_tells_unit_and_step() -> None:
    instrument, _ = made("LSTM", FieldSpec((9, 3)), hidden_size=5)
    maps = np.random.default_rng(0).normal(size=(1, 5, 9)).astype(np.float32)
    easel = filling(instrument, 264, seen={FeatureMapsOf("node", FIRST, 1): FeatureMaps(maps, 5)})
    place = instrument.mosaic.place(QPointF(0, 0), 0)
    said = easel.at(cell(place, 3, 7, 5, 9))
    assert said == f"node unit 4, step 8: {number(float(maps[0, 3, 7]))}"


def test_a_bar_of_statistics_tells_its_channel() -> None:
    instrument, _ = made("BatchNorm", FieldSpec((5,)))
    mean, variance, running = np.random.default_rng(1).uniform(1, 2, (3, 5))
    found = BatchStatistics(mean, variance, running, variance)
    easel = filling(instrument, 264, seen={BatchStatisticsOf("node"): found})
    inner = QRectF(5, 5, 254, 50)
    said = easel.at(cell(inner, 0, 3, 1, 5))
    wanted = [number(float(value)) for value in (mean[3], np.sqrt(variance[3]), running[3])]
    assert said == "node channel 4: {} ± {}, remembered {}".format(*wanted)
    assert easel.at(QPointF(2, 2)) == ""


@pytest.mark.parametrize("shape", [(1, 4, 4), (3, 4, 4), (6, 2), (7,)])
def test_the_numbers_of_a_sample_are_told(shape: tuple[int, ...]) -> None:
    instrument = source(FieldSpec(shape))
    values = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    shown = ShownSample(values, "train", 0, 9, 41)
    easel = filling(instrument, 200, seen={SampleOf("node"): shown})
    well = QRectF(0, 0, 200, instrument.height_px - 16)
    if len(shape) == 3:
        at, numbers, where = cell(well, 2, 1, 4, 4), values[:, 2, 1], "row 3, column 2"
    else:
        inner = well.adjusted(4, 4, -4, -4)
        at = cell(inner, 0, 5, 1, shape[0])
        numbers = np.atleast_1d(values[5])
        where = "step 6" if len(shape) == 2 else "number 6"
    words = ", ".join(number(float(value)) for value in numbers)
    assert easel.at(at) == f"node, sample 42 of the data, {where}: {words}"


def test_a_number_of_the_batch_is_told() -> None:
    instrument = source(FieldSpec((1,)))
    values = np.arange(20, dtype=np.float32).reshape(-1, 1) / 7
    easel = filling(instrument, 264, seen={BatchOf("node"): ShownBatch(values, None)})
    easel.image()
    place = instrument.mosaic.place(QPointF(0, 0), 0)
    said = easel.at(cell(place, 0, 5, 1, 16))
    assert said == f"node, sample 6 of the batch: {number(float(values[5, 0]))}"


def test_the_bar_of_a_class_tells_its_probability() -> None:
    instrument = loss("CrossEntropyLoss", classes=3)
    shares = np.array([0.1, 0.7, 0.2])
    found = SampleShares(shares, 1, ("a", "b", "c"))
    easel = filling(instrument, 264, seen={SharesOf("node"): found})
    bars = QRectF(0, instrument.height_px - 20, 264, 20)
    assert easel.at(cell(bars, 0, 2, 1, 3)) == f"node c: {percent(0.2)}"
    assert easel.at(cell(bars, 0, 1, 1, 3)) == f"node b: {percent(0.7)}, which is right"
