"""Mean and deviation of the batch as bars, the remembered mean as a line."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.statistics import StatisticsBars
from guinet.lens.view import SampleAt
from guinet.lens.views.batch_statistics import BatchStatistics, BatchStatisticsOf
from tests.gui.canvas.card_instruments.easel import Easel, made

TOP, BOTTOM, LEFT, RIGHT = 5.0, 51.0, 5.0, 107.0


def bars(channels: int) -> StatisticsBars:
    found, _ = made("BatchNorm", FieldSpec((channels,)))
    assert isinstance(found, StatisticsBars)
    assert found.views(SampleAt()) == (BatchStatisticsOf("node"),)
    return found


def test_bars_reach_one_deviation_around_the_mean_and_the_line_is_what_is_remembered() -> None:
    mean, deviation = np.array([0.0, 2.0, -3.0, 1.0]), np.array([1.0, 0.5, 1.0, 3.0])
    remembered = np.array([0.4, 3.5, -3.5, -1.0])
    found = BatchStatistics(mean, deviation**2, remembered, np.ones(4))
    instrument = bars(4)
    easel = Easel(instrument, seen={BatchStatisticsOf("node"): found})
    bar, line = theme.category_colour(instrument.module.category), theme.colour("text")
    low, high = -4.0, 4.0

    def at(channel: int, value: float) -> QPointF:
        x = LEFT + (channel + 0.35) * (RIGHT - LEFT) / 4
        return QPointF(x, BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP))

    pixel = (high - low) / (BOTTOM - TOP)
    for channel in range(4):
        ends = mean[channel] - deviation[channel], mean[channel] + deviation[channel]
        for end, inwards in zip(ends, (2 * pixel, -2 * pixel), strict=True):
            places = [at(channel, end + inwards), at(channel, end - inwards)]
            inside, outside = easel.colours(places, zoom=4)
            assert (inside == bar, outside == bar) == (True, False), (channel, end)
        assert easel.colours([at(channel, remembered[channel])], zoom=4) == [line]
    assert easel.words() == ["batch, and remembered"]
    assert not easel.spills()


def test_of_many_channels_the_first_are_shown() -> None:
    easel = Easel(bars(40))
    assert easel.words() == ["No values yet"]
    found = BatchStatistics(np.arange(40.0), np.ones(40), np.arange(40.0), np.ones(40))
    easel.seen[BatchStatisticsOf("node")] = found
    last = easel.image()
    easel.seen[BatchStatisticsOf("node")] = BatchStatistics(
        np.where(np.arange(40) < 16, np.arange(40.0), 99.0),
        np.ones(40),
        np.arange(40.0),
        np.ones(40),
    )
    assert easel.image() == last, "the seventeenth and those behind it are not on the card"


def test_equal_numbers_do_not_divide_by_nothing() -> None:
    zeros = np.zeros(3)
    found = BatchStatistics(zeros, zeros, zeros, np.ones(3))
    assert not Easel(bars(3), seen={BatchStatisticsOf("node"): found}).spills()
