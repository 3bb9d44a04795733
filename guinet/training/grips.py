"""Points of the drawn learning rate that can be dragged, and what a recipe becomes by it.

A schedule declares its own (`guinet.optim.handles`); the recipe adds its learning rate and the
warm-up. Several may stand at one place: one is dragged sideways, the other up and down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guinet.core.fields import Field, FloatField, IntField
from guinet.optim.base import Schedule
from guinet.optim.handles import EPOCH, FACTOR, Axis, Handle
from guinet.training.recipe import Recipe

__all__ = ["LEAST_FACTOR", "Grip", "grips", "pulled"]

LEAST_FACTOR = 1e-3
"""How near to 0 a factor can be dragged where 0 itself would mean nothing."""


@dataclass(frozen=True)
class Grip:
    """A point that can be dragged along one axis.

    Attributes
    ----------
    path
        The setting of the recipe that it changes, ``"schedule.gamma"``.
    epoch, rate
        Where it stands.
    """

    path: str
    axis: Axis
    epoch: float
    rate: float


def grips(recipe: Recipe, epochs: float) -> tuple[Grip, ...]:
    """Return all points within so many epochs planned that can be dragged."""
    rate, warm_up, schedule = recipe.learning_rate, recipe.warm_up, recipe.schedule
    left = max(epochs - warm_up, 0.0)
    full = schedule.full_at(left)
    found = [Grip("learning_rate", FACTOR, min(warm_up + full, epochs), rate)]
    begins = rate * schedule.factor(0.0, left)
    found.append(Grip("warm_up", EPOCH, min(warm_up, epochs), begins))
    for handle in schedule.handles if left else ():
        at, path = float(handle.at(schedule, left)), f"schedule.{handle.field}"
        if at <= left:
            found.append(
                Grip(path, handle.axis, warm_up + at, rate * _height(handle, schedule, at, left))
            )
        elif handle.axis == EPOCH:
            # Beyond the end: it waits at the edge to be dragged in.
            edge = rate * schedule.factor(left * (1.0 - 1e-9), left)
            found.append(Grip(path, handle.axis, epochs, edge))
    return tuple(found)


def pulled(
    recipe: Recipe,
    grip: Grip,
    epochs: float,
    epoch: float,
    rate: float,
    least: float = LEAST_FACTOR,
) -> Recipe:
    """Return the recipe in which a point is as near to a place as its setting allows.

    Values are rounded to two digits, as the slider of the run bar does.

    Parameters
    ----------
    grip
        One of `grips` of this recipe.
    epochs
        Epochs planned, as for `grips`.
    epoch, rate
        The place; only the coordinate that the point is dragged along counts.
    least
        How near to 0 a factor comes where 0 itself would mean nothing.
    """
    if grip.path in Recipe.fields:
        wanted = epoch if grip.axis == EPOCH else rate
        if grip.path == "warm_up":
            wanted = min(wanted, epochs)
        value = _acceptable(Recipe.fields[grip.path], wanted, recipe.learning_rate, least)
        return recipe.replace(**{grip.path: value})
    schedule = recipe.schedule
    name = grip.path.partition(".")[2]
    handle = next(each for each in schedule.handles if (each.field, each.axis) == (name, grip.axis))
    left = epochs - recipe.warm_up
    if grip.axis == EPOCH:
        coordinate = min(max(epoch - recipe.warm_up, 0.0), left)
    else:
        coordinate = min(max(rate / recipe.learning_rate, 0.0), 1.0)
    value = _acceptable(
        schedule.fields[name],
        _converted(handle, schedule, left, coordinate, least),
        getattr(schedule, name),
        least,
    )
    return recipe.replace(schedule=schedule.replace(**{name: value}))


def _height(handle: Handle, schedule: Schedule, at: float, epochs: float) -> float:
    if handle.height is not None:
        return handle.height(schedule)
    return schedule.factor(at, epochs)


def _converted(
    handle: Handle, schedule: Schedule, epochs: float, coordinate: float, least: float
) -> float:
    try:
        return handle.value(schedule, epochs, coordinate)
    except (ValueError, ZeroDivisionError):  # no setting brings it quite to 0
        return handle.value(schedule, epochs, least)


def _acceptable(field: Field[Any], value: float, present: float, least: float) -> float:
    """Return the value nearest to one that a field takes, in few digits."""
    if isinstance(field, IntField):
        low, high = field.minimum, field.maximum
        whole = round(value)
        whole = whole if low is None else max(whole, low)
        return whole if high is None else min(whole, high)
    assert isinstance(field, FloatField)
    value = float(f"{value:.2g}") + 0.0  # no minus before 0
    # Open ends are not reached: a small part of what there is room for stays between.
    room = field.maximum if field.maximum is not None and field.maximum <= 1.0 else abs(present)
    gap = room * least
    if field.minimum is not None:
        value = max(value, field.minimum + (gap if field.open_minimum else 0.0))
    if field.maximum is not None:
        value = min(value, field.maximum - (room * LEAST_FACTOR if field.open_maximum else 0.0))
    return value
