"""What every architecture tells."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.core.spec import FieldSpec

if TYPE_CHECKING:
    from guinet.graph.builder import GraphBuilder, Ref
    from guinet.graph.model import Graph

__all__ = ["Architecture"]


@dataclass(frozen=True)
class Architecture(ABC):
    """A network with its loss, as a person would draw it.

    Parameters
    ----------
    x, y
        What the input and the target are, without the batch axis.
    loss
        Type of the loss; PyTorch has one of that name.
    """

    x: FieldSpec
    y: FieldSpec
    loss: str

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """The fields of the data."""
        return {"x": self.x, "y": self.y}

    @property
    def reads_images(self) -> bool:
        """Whether the input is an image (C, H, W)."""
        return len(self.x.shape) == 3

    def graph(self) -> Graph:
        """Draw the network, from its Input to its loss."""
        # Here, because PyTorch's process needs the description alone.
        from guinet.graph.builder import GraphBuilder

        builder = GraphBuilder()
        prediction = self.draw(builder, builder.add("Input"))
        builder.add(self.loss, prediction, builder.add("Target"), name="loss")
        return builder.build()

    @abstractmethod
    def draw(self, b: GraphBuilder, x: Ref) -> Ref:
        """Add what lies between the input and the loss; return the prediction."""
