"""The learning rate over the epochs: as the recipe plans it, and as it was used."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.types import Array
from guinet.gui.bridge import Bridge
from guinet.gui.panels.progress import reached
from guinet.gui.plots.curves import condensed
from guinet.gui.run_history import RunHistory
from guinet.training.recipe import Recipe

__all__ = ["planned_rates", "used_rates"]

_POINTS = 240


def planned_rates(
    recipe: Recipe, history: RunHistory | None = None, epochs: int | None = None
) -> tuple[Array, Array]:
    """Return epochs from 0 to the end, and the learning rate at each of them.

    Parameters
    ----------
    history
        The epochs that are done. Of a schedule that follows the loss it tells the past; what
        lies ahead is drawn as if the loss fell from now on.
    epochs
        After how many epochs the run ends; None: those of the recipe.
    """
    planned = recipe.epochs if epochs is None else epochs
    # The last instant still belongs to the last epoch.
    places = np.linspace(0.0, planned - 1e-9 * planned, _POINTS)
    if not recipe.schedule.follows_loss:
        factors = [recipe.rate_factor(float(place), planned) for place in places]
        return places, recipe.learning_rate * np.array(factors)
    history = RunHistory() if history is None else history
    end = max(float(planned), recipe.warm_up)
    ahead = recipe.rate_factor(end, planned, history.judged_losses())
    values = np.full(_POINTS, recipe.learning_rate * ahead)
    numbers, recorded = history.learning_rates()
    running = np.floor(places) + 1.0
    known = np.isin(running, numbers)
    values[known] = recorded[np.searchsorted(numbers, running[known])]
    for place in np.flatnonzero(places < recipe.warm_up):
        values[place] = recipe.learning_rate * recipe.rate_factor(float(places[place]), planned)
    return places, values


def used_rates(bridge: Bridge, recipe: Recipe) -> tuple[Array, Array]:
    """Return when learning rates were used in the run so far, in epochs, and these rates.

    Known are those of the last step of each epoch and of the newest step.
    """
    numbers, rates = condensed(*bridge.history.learning_rates())
    # Of an epoch the rate is that of its last step, which began before it was over.
    step = 0.0
    if bridge.preparation is not None and bridge.preparation.train_count:
        step = 1.0 / math.ceil(bridge.preparation.train_count / recipe.batch_size)
    numbers = np.maximum(numbers - step, 0.0)
    frame = bridge.telemetry_frame
    if frame is None:
        return numbers, rates
    done, part = reached(bridge)
    now = max(done + part - step, 0.0)
    if part and (not len(numbers) or now > numbers[-1]):
        return np.append(numbers, now), np.append(rates, frame.learning_rate)
    return numbers, rates
