"""Convolutions with batch normalisation and a skip connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guinet.bench.architectures.base import Architecture

if TYPE_CHECKING:
    from guinet.graph.builder import GraphBuilder, Ref

__all__ = ["Residual"]


@dataclass(frozen=True)
class Residual(Architecture):
    """Four times convolution, BatchNorm and ReLU; the first result skips to the third.

    Parameters
    ----------
    channels
        Of every convolution.
    classes
        Number of classes of the last Linear.
    """

    channels: int
    classes: int

    def draw(self, b: GraphBuilder, x: Ref) -> Ref:
        """Add the four convolutions, the skip, the mean over the image and the Linear."""
        first = b.add("ReLU", self._normalised(b, x, 1))
        second = b.add("ReLU", self._normalised(b, first, 2))
        third = b.add("ReLU", b.add("Add", self._normalised(b, second, 3), first, name="skip"))
        fourth = b.add("ReLU", self._normalised(b, third, 4))
        mean = b.add("Mean", fourth, dim=[2, 3])
        return b.add("Linear", mean, out_features=self.classes, name="out")

    def _normalised(self, b: GraphBuilder, x: Ref, number: int) -> Ref:
        h = b.add(
            "Conv2d", x, out_channels=self.channels, padding=1, bias=False, name=f"conv{number}"
        )
        return b.add("BatchNorm", h, name=f"norm{number}")
