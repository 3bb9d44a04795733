"""The points of the drawn learning rate lie on its curve, and dragging them moves it there."""

from __future__ import annotations

import math

import pytest

from guinet.optim import schedules
from guinet.optim.cosine import Cosine
from guinet.optim.handles import EPOCH, FACTOR
from guinet.optim.inverse_decay import InverseDecay
from guinet.optim.one_cycle import OneCycle
from guinet.optim.reduce_on_plateau import ReduceOnPlateau
from guinet.optim.step_decay import StepDecay
from guinet.training.grips import Grip, grips, pulled
from guinet.training.recipe import Recipe

EPOCHS = 50
NAMES = schedules.names()


def recipe_with(name: str, warm_up: float = 4.0) -> Recipe:
    schedule = schedules.types()[name]()
    return Recipe(learning_rate=0.2, warm_up=warm_up, epochs=EPOCHS, schedule=schedule)


def grip_of(recipe: Recipe, path: str, epochs: float = EPOCHS) -> Grip:
    return next(grip for grip in grips(recipe, epochs) if grip.path == path)


@pytest.mark.parametrize("name", NAMES)
def test_each_declared_handle_names_a_setting_and_stands_within_the_run(name: str) -> None:
    schedule = schedules.types()[name]()
    assert {handle.field for handle in schedule.handles} <= set(schedule.fields)
    for grip in grips(recipe_with(name), EPOCHS):
        assert 0.0 <= grip.epoch <= EPOCHS
        assert 0.0 <= grip.rate <= 0.2


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ReduceOnPlateau"])
@pytest.mark.parametrize("warm_up", [0.0, 4.0])
def test_they_lie_on_the_curve_that_training_follows(name: str, warm_up: float) -> None:
    recipe = recipe_with(name, warm_up)
    for grip in grips(recipe, EPOCHS):
        near = [
            0.2 * recipe.rate_factor(grip.epoch + by)
            for by in (-1e-6 * (grip.epoch > 0), 0.0, 1e-6)
        ]
        assert min(near) - 1e-6 <= grip.rate <= max(near) + 1e-6, grip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [0.3, 0.6])
def test_a_dragged_point_comes_to_where_it_is_dragged(name: str, part: float) -> None:
    recipe = recipe_with(name)
    for grip in grips(recipe, EPOCHS):
        epoch, rate = part * EPOCHS, part * 0.2
        after = pulled(recipe, grip, EPOCHS, epoch, rate)
        assert after != recipe
        moved = grip_of(after, grip.path)
        if grip.axis == EPOCH:
            assert moved.epoch == pytest.approx(epoch, abs=0.5)
        else:
            assert moved.rate == pytest.approx(rate, rel=0.05)


@pytest.mark.parametrize("name", NAMES)
def test_where_it_stands_already_nothing_changes(name: str) -> None:
    recipe = recipe_with(name)
    for grip in grips(recipe, EPOCHS):
        after = pulled(recipe, grip, EPOCHS, grip.epoch, grip.rate)
        assert after == recipe or grip.rate == pytest.approx(
            grip_of(after, grip.path).rate, abs=2e-3
        )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [(-9.0, -1.0), (9e9, 9e9), (0.0, 0.0), (EPOCHS, 0.2)])
def test_no_place_leads_to_what_a_field_refuses(name: str, place: tuple[float, float]) -> None:
    recipe = recipe_with(name)
    for grip in grips(recipe, EPOCHS):
        if grip.path == "learning_rate" and place[1] > 1.0:
            place = (place[0], 3.0)
        after = pulled(recipe, grip, EPOCHS, *place)
        assert all(math.isfinite(0.2 * after.rate_factor(epoch)) for epoch in range(EPOCHS))


def test_only_the_own_coordinate_counts() -> None:
    recipe = recipe_with("StepDecay", 0.0)
    every, gamma = grip_of(recipe, "schedule.every"), grip_of(recipe, "schedule.gamma")
    assert (every.epoch, every.rate) == (gamma.epoch, gamma.rate) == (20.0, 0.1)
    assert (every.axis, gamma.axis) == (EPOCH, FACTOR)
    assert pulled(recipe, every, EPOCHS, 7.4, 0.01).schedule == StepDecay(every=7)
    assert pulled(recipe, gamma, EPOCHS, 7.4, 0.05).schedule == StepDecay(gamma=0.25)


def test_a_first_step_beyond_the_end_is_dragged_in_from_the_edge() -> None:
    recipe = recipe_with("StepDecay").replace(schedule=StepDecay(every=300))
    found = {grip.path: grip for grip in grips(recipe, EPOCHS)}
    assert "schedule.gamma" not in found
    edge = found["schedule.every"]
    assert (edge.epoch, edge.rate) == (EPOCHS, 0.2)
    assert pulled(recipe, edge, EPOCHS, 34.0, 0.0).schedule == StepDecay(every=30)


def test_the_warm_up_moves_what_follows() -> None:
    recipe = recipe_with("OneCycle", 10.0)
    rise = grip_of(recipe, "schedule.rise")
    assert rise.epoch == pytest.approx(10.0 + 0.3 * 40.0)
    assert pulled(recipe, rise, EPOCHS, 30.0, 0.0).schedule == OneCycle(rise=0.5)
    full = grip_of(recipe, "learning_rate")
    assert (full.epoch, full.rate) == (pytest.approx(rise.epoch), 0.2)
    whole = pulled(recipe, grip_of(recipe, "warm_up"), EPOCHS, 99.0, 0.0)
    assert whole.warm_up == EPOCHS
    assert {grip.path for grip in grips(whole, EPOCHS)} == {"learning_rate", "warm_up"}


def test_the_floor_of_a_plateau_is_a_height_of_its_own() -> None:
    recipe = recipe_with("ReduceOnPlateau")
    floor = grip_of(recipe, "schedule.floor")
    assert (floor.epoch, floor.rate) == (EPOCHS, 0.0)
    assert pulled(recipe, floor, EPOCHS, 0.0, 0.05).schedule == ReduceOnPlateau(floor=0.25)


def test_a_run_that_goes_on_has_its_points_at_its_own_end() -> None:
    recipe = recipe_with("Cosine", 0.0)
    floor = grip_of(recipe, "schedule.floor", 100.0)
    assert (floor.epoch, floor.rate) == (100.0, 0.0)
    assert pulled(recipe, floor, 100.0, 0.0, 0.02).schedule == Cosine(floor=0.1)


def test_a_decay_is_what_the_formula_says() -> None:
    recipe = recipe_with("InverseDecay", 0.0)
    after = pulled(recipe, grip_of(recipe, "schedule.decay"), EPOCHS, 0.0, 0.1)
    assert after.schedule == InverseDecay(decay=0.04)  # halved after 1 / 0.04 = 25 epochs
