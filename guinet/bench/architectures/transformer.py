"""Transformer blocks: attention and a small perceptron, each after a LayerNorm, each added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.bench.architectures.base import Architecture

if TYPE_CHECKING:
    from guinet.graph.builder import GraphBuilder, Ref
    from guinet.graph.model import Graph

__all__ = ["Transformer"]


@dataclass(frozen=True)
class Transformer(Architecture):
    """Blocks one after the other, each a composite as a person would draw it.

    Parameters
    ----------
    heads
        Heads of the attention.
    blocks
        Number of blocks.
    classes
        Number of classes of a LayerNorm, a mean over the positions and a Linear at the end; 0
        leaves these out.
    """

    heads: int = 4
    blocks: int = 1
    classes: int = 0

    @property
    def width(self) -> int:
        """Features per position."""
        return self.x.shape[-1]

    def draw(self, b: GraphBuilder, x: Ref) -> Ref:
        """Add the blocks, and the end if there are classes."""
        b.define("Block", self._block())
        for number in range(1, self.blocks + 1):
            x = b.add("Block", x, name=f"block{number}")
        if not self.classes:
            return x
        mean = b.add("Mean", b.add("LayerNorm", x, name="norm"), dim=[1])
        return b.add("Linear", mean, out_features=self.classes, name="out")

    def _block(self) -> Graph:
        from guinet.graph.builder import GraphBuilder

        b = GraphBuilder()
        x = b.add("Inlet", name="x")
        h = b.add("LayerNorm", x, name="norm1")
        h = b.add("MultiheadAttention", h, h, h, num_heads=self.heads, name="attention")
        x = b.add("Add", x, h, name="attended")
        h = b.add("LayerNorm", x, name="norm2")
        h = b.add("Linear", h, out_features=4 * self.width, name="widen")
        h = b.add("GELU", h, approximate="tanh", name="gelu")
        h = b.add("Linear", h, out_features=self.width, name="narrow")
        b.add("Outlet", b.add("Add", x, h, name="changed"), name="y")
        return b.build()
