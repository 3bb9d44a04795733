"""Away from their cards instruments fill a width, and say the value of what is pointed at."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from guinet.core.spec import FieldSpec
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.pictures import LARGEST_PX, Mosaic
from guinet.gui.format import number, percent
from guinet.lens.view import FIRST
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
from tests.gui.canvas.card_instruments.easel import Easel, cell, made
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
