"""Weights that a person sets, between two steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guinet.core.errors import TrainingError
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.training.commands import SetWeight, SetWeights

__all__ = ["is_overtaken", "set_by_hand"]


def set_by_hand(network: Network, command: SetWeights | SetWeight) -> None:
    """Set what a command says, all of it or, after an error, nothing.

    Raises
    ------
    TrainingError
        If a number is not finite in the network's type, or the array has no such place.
    GuinetError
        If a name is unknown or a shape is another.
    """
    weights = command.weights if isinstance(command, SetWeights) else _with_one(network, command)
    for name, array in weights.items():
        with np.errstate(over="ignore"):
            numbers = np.asarray(array).astype(network.dtype)
        if not np.isfinite(numbers).all():
            raise TrainingError(
                f"{name} stays as it was: each weight must be a finite number that "
                f"{network.dtype} can hold."
            )
    network.set_weights(weights)


def is_overtaken(command: object, following: object) -> bool:
    """Whether nobody would see what a command does, since the next one sets the same anew."""
    if isinstance(command, SetWeight) and isinstance(following, SetWeight):
        return (command.name, command.index) == (following.name, following.index)
    if isinstance(command, SetWeights) and isinstance(following, SetWeights):
        return command.weights.keys() == following.weights.keys()
    return False


def _with_one(network: Network, command: SetWeight) -> Mapping[str, Array]:
    """Return the array as it is now with one number exchanged; an unknown name as it is."""
    array = network.weights.get(command.name)
    if array is None:
        return {command.name: np.zeros(())}
    inside = len(command.index) == array.ndim and all(
        0 <= place < size for place, size in zip(command.index, array.shape, strict=True)
    )
    if not inside:
        raise TrainingError(
            f"{command.name} has the shape {array.shape}; there is no number at {command.index}."
        )
    with np.errstate(over="ignore"):
        array[command.index] = command.value
    return {command.name: array}
