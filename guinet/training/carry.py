"""Taking weights over: from a file by name, from an earlier network by key."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.trainer import Trainer
from guinet.optim.base import Optimizer

__all__ = ["carry_over", "take_named"]


def take_named(
    network: Network,
    weights: Mapping[str, Array] | None,
    state: Mapping[str, Array] | None,
) -> frozenset[str]:
    """Set the arrays by public name that fit, and return the paths of the nodes concerned.

    A node takes all its arrays or none: half a module would compute neither the old function
    nor a fresh one.
    """
    chosen, paths = _fitting(weights or {}, network.weights)
    if chosen:
        network.set_weights(chosen)
    chosen, _ = _fitting(state or {}, network.state)
    if chosen:
        network.set_state(chosen)
    return paths


def carry_over(before: Trainer, after: Trainer) -> frozenset[str]:
    """Go on with the weights, state and optimizer slots that still fit.

    Nodes are recognised by key, which renaming does not change.

    Returns
    -------
    frozenset of str
        Paths of the nodes that kept their weights.
    """
    old, new = before.network, after.network
    carried = new.set_weights_by_key(old.weights_by_key())
    new.set_state_by_key(old.state_by_key())
    after.steps = before.steps
    if _remember_alike(before.optimizer, after.optimizer):
        after.set_slots_by_key(_slots_for(after.optimizer, before), before.updates)
    return frozenset(carried)


def _remember_alike(before: Optimizer, after: Optimizer) -> bool:
    """Whether slots of one name mean the same: other settings, or Adam and its relatives."""
    return type(before) is type(after) or before.slots == after.slots


def _slots_for(after: Optimizer, before: Trainer) -> dict[str, dict[str, Array]]:
    """Return what a trainer's optimizer remembers, in the units that another keeps it in."""
    old, new = before.optimizer.slot_scales(), after.slot_scales()
    return {
        slot: {
            key: array * (old.get(slot, 1.0) / new.get(slot, 1.0)) for key, array in kept.items()
        }
        for slot, kept in before.slots_by_key().items()
    }


def _fitting(
    given: Mapping[str, Array], present: Mapping[str, Array]
) -> tuple[dict[str, Array], frozenset[str]]:
    by_path: dict[str, list[str]] = {}
    for name in present:
        by_path.setdefault(name.rpartition(".")[0], []).append(name)
    fitting = {
        path: names
        for path, names in by_path.items()
        if all(name in given and given[name].shape == present[name].shape for name in names)
    }
    return {n: given[n] for names in fitting.values() for n in names}, frozenset(fitting)
