"""What attends: heads that look at some positions more than at others."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from guinet.core.types import Array, Arrays, Named

__all__ = ["Attending"]


@runtime_checkable
class Attending(Protocol):
    """A module whose positions look at positions, with several heads.

    Attributes
    ----------
    num_heads
        How many there are.
    """

    num_heads: int

    def head_shares(self, inputs: Arrays, weights: Named) -> Array:
        """Return where each head looks, in evaluation mode.

        Parameters
        ----------
        inputs
            One array for each input port, samples first.
        weights
            The module's learned arrays by name.

        Returns
        -------
        array
            (N, heads, T, S): how large a part position t takes of position s.
        """
