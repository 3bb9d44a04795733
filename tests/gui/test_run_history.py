"""A history of columns reads like the list of epochs that was put into it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.gui.run_history import RunHistory
from guinet.training.messages import Epoch
from tests.gui.fakes import epoch

EPOCHS = [
    epoch(1, 0.5),
    epoch(2, 0.4, train_accuracy=0.7),
    epoch(3, 0.3),
    Epoch(4, {"train_loss": 0.2}, 0.1, 0.5),
]


def test_it_reads_like_a_list():
    history = RunHistory(EPOCHS)
    assert history == EPOCHS
    assert list(history) == EPOCHS
    assert len(history) == 4
    assert history[-1] == EPOCHS[-1]
    assert history[1:3] == EPOCHS[1:3]
    assert history[-1:] == EPOCHS[-1:]
    assert RunHistory() == []
    assert history != EPOCHS[:3]
    with pytest.raises(IndexError):
        history[4]


def test_the_loss_that_counts_is_that_of_the_validation_part():
    history = RunHistory([*EPOCHS, epoch(5, 0.2, validation_loss=0.6)])
    assert history.judged_losses() == [each.judged_loss for each in history]
    assert history.judged_losses()[-1] == 0.6
    assert RunHistory().judged_losses() == []
    assert history.lowest_loss == min(each.judged_loss for each in history)
    assert math.isnan(RunHistory().lowest_loss)
    assert RunHistory([epoch(1, math.nan, math.nan), epoch(2, 0.5, 0.4)]).lowest_loss == 0.4
    numbers, rates = history.learning_rates()
    assert numbers.tolist() == [1, 2, 3, 4, 5]
    assert rates.tolist() == [each.learning_rate for each in history]


def test_an_epoch_is_found_by_its_number():
    later = RunHistory(EPOCHS[1:])
    assert [later.at(number) for number in range(7)] == [None, None, *EPOCHS[1:], None, None]
    assert RunHistory().at(1) is None


def test_a_curve_has_the_finite_values_with_their_epochs():
    history = RunHistory([epoch(1, 0.5), epoch(2, math.nan), epoch(3, math.inf), epoch(4, 0.3)])
    x, y = history.curve("train_loss")
    np.testing.assert_array_equal(x, [1, 4])
    np.testing.assert_array_equal(y, [0.5, 0.3])
    assert len(history.curve("train_accuracy")[0]) == 0


def test_a_metric_that_came_later_has_only_its_own_epochs():
    x, y = RunHistory(EPOCHS).curve("train_accuracy")
    np.testing.assert_array_equal(x, [2])
    np.testing.assert_array_equal(y, [0.7])


def test_epochs_after_the_newest_weights_can_be_forgotten():
    history = RunHistory(EPOCHS)
    history.forget_after(2)
    assert history == EPOCHS[:2]
    history.append(EPOCHS[3])
    assert history == [*EPOCHS[:2], EPOCHS[3]]
    np.testing.assert_array_equal(history.curve("train_loss")[0], [1, 2, 4])
