"""Dragging the points of the drawn learning rate: where they are, and what comes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from guinet.gui.forms.editors import number_text
from guinet.optim.handles import EPOCH, FACTOR, Axis
from guinet.training.grips import Grip, grips, pulled
from guinet.training.recipe import Recipe

__all__ = ["Axes", "GripDrag", "cursor_of", "grips_at", "value_words"]

_NEAR_PX = 10.0
_SAME_PX = 2.0
_STARTS_PX = 3.0
_BELOW_PX = 6.0
"""So far below a logarithmic axis, which has no 0, a place stands for 0."""


@dataclass(frozen=True)
class Axes:
    """Where epochs and learning rates are on the screen.

    Attributes
    ----------
    plot
        From epoch 0 to the end, and from the lowest learning rate to the highest.
    lowest
        0 for a linear axis; otherwise the axis is logarithmic, and what is lower lies on its edge.
    """

    plot: QRectF
    epochs: float
    highest: float
    lowest: float = 0.0

    def point(self, epoch: float, rate: float) -> QPointF:
        """Return the place of a learning rate."""
        x = self.plot.left() + epoch / self.epochs * self.plot.width()
        return QPointF(x, self.plot.bottom() - self._height(rate) * self.plot.height())

    def epoch(self, x: float) -> float:
        """Return the epoch at a place, also beyond the plot."""
        return (x - self.plot.left()) / self.plot.width() * self.epochs

    def rate(self, y: float) -> float:
        """Return the learning rate at a place, also beyond the plot."""
        height = (self.plot.bottom() - y) / self.plot.height()
        if not self.lowest:
            return height * self.highest
        if y > self.plot.bottom() + _BELOW_PX:
            return 0.0
        return self.lowest * (self.highest / self.lowest) ** height

    @property
    def decades(self) -> list[float]:
        """The powers of ten between the ends of a logarithmic axis."""
        if not self.lowest:
            return []
        first, last = math.log10(self.lowest), math.log10(self.highest)
        between = range(math.floor(first) + 1, math.ceil(last))
        return [10.0**power for power in between]

    def _height(self, rate: float) -> float:
        """Return how high a learning rate stands, as a part of the axis."""
        if not self.lowest:
            return rate / self.highest
        above = math.log(max(rate, self.lowest) / self.lowest)
        return above / math.log(self.highest / self.lowest)

    def place(self, grip: Grip) -> QPointF:
        """Return where a point is drawn."""
        return self.point(grip.epoch, grip.rate)


def grips_at(recipe: Recipe, axes: Axes, place: QPointF) -> tuple[Grip, ...]:
    """Return what is dragged from a place: the nearest point, and another axis of the same."""
    known = grips(recipe, axes.epochs)

    def distance(grip: Grip, place: QPointF = place) -> float:
        between = axes.place(grip) - place
        return float((between.x() ** 2 + between.y() ** 2) ** 0.5)

    near = [grip for grip in known if distance(grip) <= _NEAR_PX]
    if not near:
        return ()
    first = min(near, key=distance)
    here = [grip for grip in known if distance(grip, axes.place(first)) <= _SAME_PX]
    chosen: dict[Axis, Grip] = {}
    for grip in here:
        chosen.setdefault(grip.axis, grip)
    return tuple(chosen.values())


def cursor_of(held: tuple[Grip, ...]) -> Qt.CursorShape:
    """Return the cursor that tells in which directions a point can be dragged."""
    axes = {grip.axis for grip in held}
    if axes == {EPOCH}:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.SizeVerCursor if axes == {FACTOR} else Qt.CursorShape.SizeAllCursor


def value_words(recipe: Recipe, held: tuple[Grip, ...]) -> str:
    """Return the settings behind a point with their values: ``gamma 0.35, every 24 epochs``."""
    return ", ".join(_words(recipe, grip) for grip in held)


def _words(recipe: Recipe, grip: Grip) -> str:
    head, _, name = grip.path.partition(".")
    owner = getattr(recipe, head) if name else recipe
    name = name or head
    value, unit = getattr(owner, name), owner.fields[name].unit
    unit = f" {unit}" if unit else ""
    return f"{name.replace('_', ' ')} {number_text(value)}{unit}"


class GripDrag:
    """A point in the hand.

    Each axis gives way once it was dragged a little, so that a drag upwards moves nothing
    sideways.

    Parameters
    ----------
    recipe
        As it is before the drag.
    axes
        Those in which it is drawn; they stay while it is dragged.
    held
        What is dragged, see `grips_at`.
    place
        Where the mouse took hold.
    """

    def __init__(self, recipe: Recipe, axes: Axes, held: tuple[Grip, ...], place: QPointF) -> None:
        self.before = recipe
        self.recipe = recipe
        self.axes = axes
        self.held = held
        self._place = place
        self._given: set[str] = set()

    @property
    def paths(self) -> list[str]:
        """The settings that differ."""
        return [grip.path for grip in self.held if grip.axis in self._given]

    def move(self, place: QPointF) -> Recipe:
        """Return the recipe with the point dragged to a place."""
        by = place - self._place
        for axis, distance in ((EPOCH, by.x()), (FACTOR, by.y())):
            if abs(distance) >= _STARTS_PX:
                self._given.add(axis)
        after = self.before
        for grip in self.held:
            if grip.axis in self._given:
                there = self.axes.place(grip) + by
                epoch, rate = self.axes.epoch(there.x()), self.axes.rate(there.y())
                after = pulled(after, grip, self.axes.epochs, epoch, rate)
        self.recipe = after
        return after
