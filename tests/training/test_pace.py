"""How often is looked at the steps, in times that are made up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from guinet.training.pace import LOOK_S, SHARE, Pace
from guinet.training.speed import Speed

COLD_S = 1.5


class Training:
    """Steps that take as long as they are told to, and what looking at them adds up to.

    Parameters
    ----------
    step_s, look_s
        What a step takes, and what a look at one adds.
    held_up
        Number of a step to the seconds that the system holds it up.
    """

    def __init__(self, step_s: float, look_s: float, held_up: dict[int, float] | None = None):
        self.now = 100.0
        self.pace = Pace(lambda: self.now)
        self.looks: list[float] = []
        self._step_s, self._look_s = step_s, look_s
        self._held_up = held_up or {}

    def begin(self) -> None:
        self.pace.begin()
        self._cold = {True, False}
        self._numbers: Iterator[int] = itertools.count(1)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            look = self.pace.is_due
            took = self._step_s + self._held_up.get(next(self._numbers), 0.0)
            took += self._look_s if look else 0.0
            if look in self._cold:
                self._cold.remove(look)
                took += COLD_S
            self.now += took
            self.pace.hear(took, looked=look)
            if look:
                self.looks.append(self.now)

    @property
    def longest_gap(self) -> float:
        return max(later - before for before, later in itertools.pairwise(self.looks))


COSTS = [(25e-6, 70e-6), (1e-3, 3e-3), (9e-3, 0.0), (9e-3, 0.4e-3), (50e-3, 50e-3), (1.0, 0.2)]


@pytest.mark.parametrize(("step_s", "look_s"), COSTS)
def test_looking_takes_no_more_than_its_share(step_s, look_s):
    training = Training(step_s, look_s)
    training.begin()
    training.run(10.0 + 20 * step_s)
    training.looks.clear()
    before = training.now
    training.run(60.0)
    looking = look_s * len(training.looks) / (training.now - before)
    assert looking <= SHARE * 1.01
    # and no less often than that allows
    wanted = 0.9 / max(LOOK_S + step_s, look_s / SHARE + 2 * step_s)
    assert len(training.looks) / 60.0 >= wanted


@pytest.mark.parametrize(("step_s", "look_s"), [(25e-6, 70e-6), (9e-3, 0.4e-3)])
def test_the_first_steps_of_a_plan_make_nobody_wait(step_s, look_s):
    training = Training(step_s, look_s)
    for _ in range(3):
        training.begin()
        training.looks.clear()
        training.run(10.0)
        assert training.longest_gap < COLD_S + LOOK_S + 2 * (step_s + look_s) + 0.02


@pytest.mark.parametrize("number", [1, 2, 3, 4, 20, 300])
def test_a_step_that_was_held_up_says_nothing_of_others(number):
    training = Training(9e-3, 0.4e-3, {number: 1.0, number + 1: 1.0})
    training.begin()
    training.run(10.0)
    assert training.longest_gap < 2.0 + COLD_S + 0.1
    assert len(training.looks) > 5.0 / (LOOK_S + 18e-3)


def test_steps_that_are_held_up_now_and_then_do_not_hide_the_cost_of_a_look():
    training = Training(1e-3, 3e-3, dict.fromkeys(range(50, 60_000, 20), 0.02))
    training.begin()
    training.run(10.0)
    training.looks.clear()
    training.run(30.0)
    assert 3e-3 * len(training.looks) / 30.0 <= 1.2 * SHARE


def test_looks_that_cost_much_are_few_from_the_beginning():
    training = Training(1e-3, 20e-3)
    training.begin()
    training.run(6.0)
    assert training.looks[3] - training.looks[1] > 0.2


def test_what_is_new_is_looked_at_at_once():
    training = Training(1e-3, 0.1)
    training.begin()
    training.run(20.0)
    assert not training.pace.is_due
    training.pace.hurry()
    assert training.pace.is_due
    training.run(1.0)
    assert not training.pace.is_due
    training.begin()
    assert training.pace.is_due


def test_speed_is_that_of_the_plan_it_is_shown_for():
    now = 100.0
    speed = Speed(lambda: now)
    speed.hear(1)  # the first step took long: nothing is known yet
    assert speed.steps_per_s == 0.0
    for step in range(11, 211, 10):
        now += 0.1
        speed.hear(step)
        assert speed.steps_per_s == pytest.approx(100.0)
    now += 10.0  # seldom looked at: what is old does not count
    speed.hear(221)
    assert speed.steps_per_s == pytest.approx(2.0, rel=1e-3)
    speed.begin()
    assert speed.steps_per_s == 0.0
    now += 60.0  # rest
    speed.hear(222)
    now += 0.1
    speed.hear(227)
    assert speed.steps_per_s == pytest.approx(50.0)


def test_speed_is_calm():
    now = 100.0
    speed = Speed(lambda: now)
    shown = []
    for number in range(400):
        now += 0.02 if number % 2 else 0.04
        speed.hear(number)
        shown.append(speed.steps_per_s)
    assert max(shown[100:]) - min(shown[100:]) < 0.1 * 33.3
