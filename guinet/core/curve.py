"""What can be drawn as a curve: a function of one number."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from guinet.core.types import Array, Named

__all__ = ["Curved"]


@runtime_checkable
class Curved(Protocol):
    """A module that may act on each number by itself."""

    def curve(self, x: Array, weights: Named) -> Array | None:
        """Return the outputs for numbers in a row.

        Parameters
        ----------
        x
            The numbers.
        weights
            Learned arrays by name, as far as they are known.

        Returns
        -------
        array or None
            One output per number; None where it is no function of one number.
        """
