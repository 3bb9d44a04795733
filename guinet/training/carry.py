"""Taking weights over: from a file by name, from an earlier network by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.trainer import Trainer
from guinet.optim.base import Optimizer
from guinet.training.learned import Learned, Shapes, learned_of, places_of
from guinet.training.memory import Memory
from guinet.training.moves import moves

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


def carry_over(before: Trainer, after: Trainer, memory: Memory) -> tuple[frozenset[str], Memory]:
    """Go on with the weights, state and optimizer slots that still fit.

    Nodes are recognised by key, which renaming does not change. One that moved into a composite
    or out of it is recognised by the ids that its keys have in common, one that returns by
    what the run remembers of it.

    Parameters
    ----------
    before, after
        Trainers of the network as it was, and as it is now.
    memory
        What the run remembers of nodes that are not in the network before.

    Returns
    -------
    carried
        Paths of the nodes that kept their weights.
    memory
        With what has left the network, and without what has returned.
    """
    old, places = learned_of(before), places_of(after.network)
    moved = moves(
        [learned.place for key, learned in old.items() if key not in places],
        [place for key, place in places.items() if key not in old],
    )
    sources = {key: old[key] for key in places if key in old}
    sources |= {new: old[gone] for new, gone in moved.items()}
    unfit = [
        key for key, found in sources.items() if not _fit(found.place.shapes, places[key].shapes)
    ]
    left = [old[key] for key in old if key not in places and key not in moved.values()]
    left += [old[key] for key in unfit]
    returned = {
        key: found
        for key, place in places.items()
        if (key not in sources or key in unfit) and (found := memory.recall(place)) is not None
    }
    sources |= returned
    network = after.network
    carried = network.set_weights_by_key(_by_name((key, s.weights) for key, s in sources.items()))
    network.set_state_by_key(_by_name((key, s.state) for key, s in sources.items()))
    after.steps = before.steps
    if _remember_alike(before.optimizer, after.optimizer):
        after.set_slots_by_key(_slots_for(after.optimizer, sources), before.updates)
    return frozenset(carried), memory.after(left, returned, network.graph)


def _fit(before: Shapes, after: Shapes) -> bool:
    """Whether there are arrays that both have, all of them with one shape."""
    both = before.keys() & after.keys()
    return bool(both) and all(before[name] == after[name] for name in both)


def _by_name(arrays: Iterable[tuple[str, Mapping[str, Array]]]) -> dict[str, Array]:
    return {f"{key}.{name}": array for key, named in arrays for name, array in named.items()}


def _remember_alike(before: Optimizer, after: Optimizer) -> bool:
    """Whether slots of one name mean the same: other settings, or Adam and its relatives."""
    return type(before) is type(after) or before.slots == after.slots


def _slots_for(after: Optimizer, sources: Mapping[str, Learned]) -> dict[str, dict[str, Array]]:
    """Return what optimizers remember, in the units that another keeps it in."""
    new = after.slot_scales()
    found: dict[str, dict[str, Array]] = {slot: {} for slot in after.slots}
    for key, learned in sources.items():
        if not _remember_alike(learned.optimizer, after):
            continue
        old = learned.optimizer.slot_scales()
        for slot, arrays in learned.slots.items():
            scale = old.get(slot, 1.0) / new.get(slot, 1.0)
            found[slot] |= {f"{key}.{name}": array * scale for name, array in arrays.items()}
    return found


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
