"""What a run remembers of nodes that are not in its network now, in case they return.

A node leaves when it is deleted or bypassed, or its weights when they change their shape; it
returns with an undo, or when it is no longer bypassed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from guinet.graph.model import Graph
from guinet.graph.scopes import path_of
from guinet.training.learned import Learned, Place

__all__ = ["Memory"]

MOST_BYTES = 256 * 2**20


class Memory:
    """The newest of each node that left; of too much the oldest is forgotten.

    Parameters
    ----------
    learned
        By key, from the oldest to the newest.
    """

    def __init__(self, learned: Mapping[str, Learned] | None = None) -> None:
        self._learned = dict(learned or {})

    def recall(self, place: Place) -> Learned | None:
        """Return what a node had learned, if it is the one that left and its shapes are the same.

        Ids are given anew after a deletion, so the node must have the name that the one that
        left had, or has in the drawing since.
        """
        found = self._learned.get(place.key)
        return found if found is not None and found.place == place else None

    def after(self, left: Iterable[Learned], returned: Iterable[str], graph: Graph) -> Memory:
        """Return the memory after a change of the network.

        Parameters
        ----------
        left
            What is not in the network any more.
        returned
            Keys of nodes that learn again.
        graph
            As drawn now: a node that is still there, bypassed, may have another name.
        """
        back = set(returned)
        kept = {key: learned for key, learned in self._learned.items() if key not in back}
        for learned in left:
            kept.pop(learned.place.key, None)
            kept[learned.place.key] = learned
        for key, learned in kept.items():
            path = path_of(graph, key)
            if path is not None and path != learned.place.path:
                kept[key] = replace(learned, place=replace(learned.place, path=path))
        size = sum(learned.size_bytes for learned in kept.values())
        while size > MOST_BYTES:
            oldest = next(iter(kept))
            size -= kept.pop(oldest).size_bytes
        return Memory(kept)
