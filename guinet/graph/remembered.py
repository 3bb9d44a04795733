"""What functions of frozen values gave, remembered by the identity of these values.

An edit makes a new graph that shares nearly all of its nodes with the one before, so what is
derived from a node alone is nearly always known already. Looking that up by identity is many
times quicker than comparing settings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

__all__ = ["Remembered"]

_MOST = 100_000

P = ParamSpec("P")
R = TypeVar("R")


class Remembered(Generic[P, R]):
    """A pure function of values that never change; as a decorator.

    What it raises is not remembered.

    Parameters
    ----------
    function
        What is computed.
    most
        How many results are kept, and the values with them.
    """

    def __init__(self, function: Callable[P, R], most: int = _MOST) -> None:
        self._function = function
        self._most = most
        self._known: dict[tuple[int, ...], tuple[tuple[object, ...], R]] = {}

    def __call__(self, *values: P.args, **none: P.kwargs) -> R:
        """Return what the function gives."""
        key = tuple(map(id, values))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._most:
                self._known.clear()
            # The values are kept with the result: their identities are nobody else's then.
            found = self._known[key] = (values, self._function(*values, **none))
        return found[1]
