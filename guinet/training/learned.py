"""What single nodes of a network have learned, apart from the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.trainer import Trainer
from guinet.optim.base import Optimizer

__all__ = ["Learned", "Place", "Shapes", "learned_of", "places_of"]

Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Place:
    """A node that learns, or keeps state, as far as what it has learned must fit it.

    Attributes
    ----------
    key, path
        See `guinet.graph.flat.FlatNode`.
    type_name
        Of its module.
    shapes
        Of its weights and its state, by name.
    """

    key: str
    path: str
    type_name: str
    shapes: Shapes

    @property
    def name(self) -> str:
        """Name of the node in its own scope."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, eq=False)
class Learned:
    """Copies of all that belongs to one node.

    Attributes
    ----------
    place
        The node, and where it stood.
    weights, state
        Arrays by name.
    slots
        What the optimizer keeps of it: slot name to name of the weight to array.
    optimizer
        The optimizer that kept it.
    """

    place: Place
    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    slots: Mapping[str, Mapping[str, Array]]
    optimizer: Optimizer

    @property
    def size_bytes(self) -> int:
        """Memory that the arrays take."""
        kept = (self.weights, self.state, *self.slots.values())
        return sum(array.nbytes for arrays in kept for array in arrays.values())


def places_of(network: Network) -> dict[str, Place]:
    """Return the nodes that have weights or state, by key."""
    found: dict[str, Place] = {}
    for group in network.executor.program.groups:
        shapes = {name: spec.shape for name, spec in group.weights.items()}
        shapes |= {name: spec.shape for name, spec in group.state.items()}
        for node in group.members:
            found[node.key] = Place(node.key, node.path, node.module.type_name(), shapes)
    return found


def learned_of(trainer: Trainer) -> dict[str, Learned]:
    """Return what the nodes of a network have learned, by key; what is shared at each of them."""
    parameters = trainer.network.executor.parameters
    places, slots = places_of(trainer.network), trainer.slots_by_key()
    groups = trainer.network.executor.program.groups
    found: dict[str, Learned] = {}
    for group, weights, state in zip(groups, parameters.weights, parameters.state, strict=True):
        for member in group.members:
            key = member.key
            found[key] = Learned(
                places[key],
                {name: np.array(array) for name, array in weights.items()},
                {name: np.array(array) for name, array in state.items()},
                {
                    slot: {name: kept[f"{key}.{name}"] for name in weights}
                    for slot, kept in slots.items()
                },
                trainer.optimizer,
            )
    return found
