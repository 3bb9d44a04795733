"""A recurrent network that reads a sequence and names its class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.bench.architectures.base import Architecture

if TYPE_CHECKING:
    from guinet.graph.builder import GraphBuilder, Ref

__all__ = ["Recurrent"]


@dataclass(frozen=True)
class Recurrent(Architecture):
    """An LSTM, and a Linear on its last state.

    Parameters
    ----------
    hidden_size
        Size of the state.
    classes
        Number of classes.
    """

    hidden_size: int
    classes: int

    def draw(self, b: GraphBuilder, x: Ref) -> Ref:
        """Add the LSTM and the Linear."""
        lstm = b.add("LSTM", x, hidden_size=self.hidden_size, name="lstm")
        return b.add("Linear", lstm["last"], out_features=self.classes, name="out")
